// From a plan to programs: walks the ops forward, lets each op's lowering emit its calls, and walks back again for the
// gradients. Where a value feeds several ops, their gradients are summed here, so that no lowering has to know.

import { losses } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { elementCount } from '../../core/shape.ts';
import { images, learns, open, ProgramBuilder, type Operand } from './builder.ts';
import type { Step } from './fusions.ts';
import { resultStride, type Layout } from './layout.ts';
import { imageSize, type Backward, type Scope } from './lower/lowering.ts';
import { lowerings } from './lower/lowerings.ts';
import type { Value } from './memory-layout.ts';
import type { Arg } from './program.ts';

/** The calls of one program, and the values of the ops that it can show. */
export interface Lowered {
  readonly builder: ProgramBuilder;
  readonly values: ReadonlyMap<string, Value>;
  readonly gradients: ReadonlyMap<Value, Value>;
}

/** One training step: forward, loss, backward, optimiser. */
export function lowerTraining(plan: NetworkPlan, steps: readonly Step[], layout: Layout): Lowered {
  const network = new NetworkLowering(plan, steps, layout, 'train');
  network.forward();
  network.loss();
  network.backward();
  network.update();
  return network.lowered();
}

/** Forward and loss in evaluation mode; the network's output can be read out afterwards. */
export function lowerEvaluation(plan: NetworkPlan, steps: readonly Step[], layout: Layout): Lowered {
  const network = new NetworkLowering(plan, steps, layout, 'evaluate');
  network.forward();
  network.loss();
  network.finish([plan.outputId]);
  return network.lowered();
}

/** Forward in evaluation mode; the values of the ops `keep` can be read out afterwards. */
export function lowerInspection(plan: NetworkPlan, steps: readonly Step[], layout: Layout, keep: readonly string[]): Lowered {
  const network = new NetworkLowering(plan, steps, layout, 'evaluate');
  network.forward();
  network.finish(keep);
  return network.lowered();
}

/** What a pass forward and back is to leave behind. */
export interface Wanted {
  readonly mode: 'train' | 'evaluate';
  /** Ops whose values and gradients can be read out afterwards. */
  readonly ops: readonly string[];
  /** Whether the trained weights get gradients. */
  readonly weights: boolean;
  /** Where to start: at an op, from numbers for each of its outputs of the batch, at an address; at the loss where absent. */
  readonly start?: { readonly op: string; readonly address: number };
}

/** Forward and backward without an update: `gradients` of the result are those by the ops' values, where they have any. */
export function lowerDifferentiation(plan: NetworkPlan, steps: readonly Step[], layout: Layout, wanted: Wanted): Lowered {
  const network = new NetworkLowering(plan, steps, layout, wanted.mode, wanted);
  network.forward();
  if (wanted.start) network.begin(wanted.start);
  else network.loss();
  network.backward();
  network.finish(wanted.ops);
  return network.lowered();
}

const lossKernels = {
  mse: 'meanSquaredError', l1: 'absoluteError', threshold: 'thresholdCost', bce: 'binaryCrossEntropy', bceWithLogits: 'binaryCrossEntropyWithLogits',
} as const;

class NetworkLowering {
  readonly #plan: NetworkPlan;
  readonly #steps: readonly Step[];
  readonly #layout: Layout;
  readonly #builder: ProgramBuilder;
  readonly #values = new Map<string, Value>();
  readonly #gradients = new Map<Value, Value>();
  /** How a value can be had again. */
  readonly #recipes = new Map<Value, (target: Value) => void>();
  /** Values that depend on something by which a gradient is wanted: in training, on something that is trained. */
  readonly #trained = new Set<Value>();
  /** Absent in the programs of training and evaluation. */
  readonly #wanted: Wanted | undefined;
  readonly #backward: { readonly step: Step; readonly value: Value; readonly emit: Backward }[] = [];

  constructor(plan: NetworkPlan, steps: readonly Step[], layout: Layout, mode: 'train' | 'evaluate', wanted?: Wanted) {
    this.#plan = plan;
    this.#steps = steps;
    this.#layout = layout;
    this.#wanted = wanted;
    this.#builder = new ProgramBuilder(layout.stage, mode);
  }

  lowered(): Lowered {
    return { builder: this.#builder, values: this.#values, gradients: this.#gradients };
  }

  forward(): void {
    for (const step of this.#steps) {
      this.#builder.begin(step.parts.map(({ id }) => id), 'forward');
      if (step.id === this.#plan.inputId) {
        const input = this.#input();
        this.#values.set(step.id, input);
        if (this.#wanted?.ops.includes(step.id)) this.#trained.add(input);
        continue;
      }
      const lowering = lowerings.get(step.kind);
      if (!lowering) throw new Error(`the WebAssembly engine has no kernel for ${step.kind} (node ${step.id})`);
      const scope = this.#scope(step);
      const own = lowering.lower(scope);
      const value = this.#valueOf(step.id);
      // What passes its input on has a value of its own only where somebody asks for it.
      const emit = own ?? (value === scope.inputs[0] ? undefined : (gradient: Value) => scope.share(0, gradient));
      if (emit && this.#trained.has(value)) this.#backward.push({ step, value, emit });
    }
  }

  loss(): void {
    const { desk, loss, labelSmoothing } = this.#layout;
    const outputs = this.#valueOf(this.#plan.outputId);
    const columns = elementCount(this.#plan.outputShape);
    const training = (this.#builder.mode === 'train' || this.#wanted) && this.#trained.has(outputs);
    const gradient = training ? this.#builder.value(columns) : 0;
    if (gradient !== 0) this.#gradients.set(outputs, gradient);
    this.#builder.begin([this.#plan.outputId], 'backward');
    const rows = images();
    const labels = open('first', 4, desk.labels);
    const result = open('thread', resultStride, desk.results);
    if (loss === 'crossEntropy') {
      this.#builder.call('crossEntropy', { logits: outputs, labels, gradient, rows, columns, batch: open('batch'), smoothing: labelSmoothing, result });
      return;
    }
    const targets = open('first', 4 * columns, desk.targets);
    if (loss === 'softCrossEntropy') {
      this.#builder.call('softCrossEntropy', { logits: outputs, targets, gradient, rows, columns, batch: open('batch'), smoothing: labelSmoothing, result });
    } else {
      this.#builder.call(lossKernels[loss], { outputs, targets, gradient, rows, columns, batch: open('batch'), result });
    }
    this.#builder.call('countHits', { outputs, labels, rows, columns, threshold: losses[loss].threshold, result });
  }

  /** The backward pass starts from what lies at `address`: numbers for every output of the op. */
  begin({ op, address }: Required<Wanted>['start']): void {
    const outputs = this.#valueOf(op);
    if (!this.#trained.has(outputs)) return;
    const size = elementCount(this.#steps.find(({ id }) => id === op)?.outputShape ?? []);
    const gradient = this.#builder.value(size);
    this.#gradients.set(outputs, gradient);
    this.#builder.begin([op], 'backward');
    this.#copy(open('first', 4 * size, address), gradient, size);
  }

  backward(): void {
    for (const { step, value, emit } of this.#backward.toReversed()) {
      const gradient = this.#gradients.get(value);
      if (!gradient) continue;
      this.#builder.begin(step.parts.map(({ id }) => id), 'backward');
      emit(gradient);
    }
  }

  update(): void {
    const { stage: { weights }, desk, optimizer } = this.#layout;
    const b = this.#builder;
    b.begin([], 'update');
    b.barrier();
    // What follows, up to the last barrier, is left out where the loss is no finite number.
    b.call('requireFiniteLoss', { results: desk.results, stride: resultStride, threads: open('threads') });
    b.emitUpdates();
    this.#clip();
    b.call(optimizer.kernel, {
      weights: weights.trained, gradients: weights.gradients, stride: weights.gradientStride,
      state: optimizer.state, stateStride: optimizer.stride, count: weights.trainedFloats,
      thread: open('thread'), threads: open('threads'), settings: desk.settings,
    }, 0);
    b.barrier();
  }

  /** Each thread clips what it will update; for the norm all must have measured their share. */
  #clip(): void {
    const { stage: { weights }, clipping } = this.#layout;
    if (!clipping) return;
    const b = this.#builder;
    const slice = { gradients: weights.gradients, count: weights.trainedFloats, thread: open('thread'), threads: open('threads') };
    const squares = b.sums(8);
    b.call('gatherGradients', { ...slice, stride: weights.gradientStride, squares: squares.own });
    if (clipping.type === 'value') {
      b.call('clipValue', { ...slice, max: clipping.max });
      return;
    }
    b.barrier();
    b.call('clipNorm', { ...slice, squares: squares.all, squaresStride: squares.stride, max: clipping.max });
  }

  finish(keep: readonly string[]): void {
    for (const id of keep) {
      const value = this.#valueOf(id);
      this.#builder.keep(value);
      const gradient = this.#gradients.get(value);
      if (gradient) this.#builder.keep(gradient);
    }
    this.#builder.barrier();
  }

  #copy(from: Operand, to: Value, size: number): void {
    this.#builder.call('copyChannels', { from, to, pixels: images(), channels: size, fromStep: size, toStep: size });
  }

  /** Brings the batch's images of this thread to [height][width][channels]. */
  #input(): Value {
    const { channels, pixels } = imageSize(this.#plan.inputShape);
    const size = channels * pixels;
    const x: Arg = open('first', 4 * size, this.#layout.desk.inputs);
    const y = this.#builder.value(size);
    if (channels === 1 || pixels === 1) {
      this.#copy(x, y, size);
    } else {
      this.#builder.call('transposeImages', { x, y, images: images(), rows: channels, columns: pixels });
    }
    return y;
  }

  #valueOf(id: string): Value {
    const value = this.#values.get(id);
    if (!value) throw new Error(`op ${id} is read before it is computed`);
    return value;
  }

  #scope(op: Step): Scope {
    const { stage } = this.#layout;
    const owner = op.parts[0] ?? op;
    const [first, ...others] = op.inputs.map((id) => this.#valueOf(id));
    if (!first) throw new Error(`op ${op.id} has no input`);
    const inputs = [first, ...others] as const;
    const wanted = this.#wanted;
    const learning = wanted ? wanted.ops.includes(op.id) || (wanted.weights && learns(op)) : learns(op);
    const trained = learning || inputs.some((input) => this.#trained.has(input));
    const output = (): Value => {
      const value = this.#builder.value(elementCount(op.outputShape));
      this.#values.set(op.id, value);
      if (trained) this.#trained.add(value);
      return value;
    };
    return {
      op,
      builder: this.#builder,
      inputs,
      output,
      passThrough: () => {
        if (wanted?.ops.includes(op.id)) this.#copy(first, output(), elementCount(op.outputShape));
        else this.#values.set(op.id, first);
      },
      recomputable: (emit) => this.#recipes.set(this.#valueOf(op.id), emit),
      recall: (i) => this.#recall(inputs[i] ?? first, elementCount(op.inputShapes[i] ?? [])),
      weight: (name) => stage.weights.address(owner, name),
      weightGradient: (name) => {
        if (wanted && !wanted.weights) return undefined;
        const address = stage.weights.gradient(owner, name);
        return address === undefined ? undefined : open('thread', stage.weights.gradientStride, address);
      },
      contribute: (i, emit) => {
        const input = inputs[i] ?? first;
        if (!this.#trained.has(input)) return false;
        const size = elementCount(op.inputShapes[i] ?? []);
        const target = this.#builder.value(size);
        emit(target);
        this.#gain(input, target, size);
        return true;
      },
      share: (i, gradient) => {
        const input = inputs[i] ?? first;
        if (this.#trained.has(input)) this.#gain(input, gradient, elementCount(op.inputShapes[i] ?? []));
      },
    };
  }

  #recall(value: Value, size: number): Value {
    const emit = this.#recipes.get(value);
    if (!emit) return value;
    const target = this.#builder.value(size);
    emit(target);
    return target;
  }

  /** A value that feeds several ops has the sum of their gradients; none is overwritten, since others may share it. */
  #gain(input: Value, gradient: Value, size: number): void {
    const known = this.#gradients.get(input);
    if (!known) {
      this.#gradients.set(input, gradient);
      return;
    }
    const sum = this.#builder.value(size);
    this.#builder.call('add', { a: known, b: gradient, y: sum, count: images(size) }, size);
    this.#gradients.set(input, sum);
  }
}
