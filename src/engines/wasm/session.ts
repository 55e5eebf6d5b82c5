// An EngineSession on a machine: checks batches, keeps the optimiser's settings, and turns values channels first.

import { differentiateInTurns, startShape, type Derivatives, type DifferentiateRequest } from '../../core/derivatives.ts';
import { isBinary, targetsObstacle, type LossType } from '../../core/losses.ts';
import { fitState, memorySlots, slotsOfStep, trainedParameters, type MemorySlot, type OptimizerState, type WriteStateOptions } from '../../core/optimizer-state.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { elementCount, type Shape } from '../../core/shape.ts';
import { withLiveChange, type LiveChange, type OptimizerConfig, type TrainingConfig } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import { EngineFault, type Activation, type Batch, type BatchResult, type EngineSession } from '../engine.ts';
import { evaluateProgram, type Machine } from './machine.ts';
import { readMemory, writeMemory } from './optimizer-memory.ts';
import { optimizerSettings, settingsOfStep } from './optimizers.ts';
import type { ThreadTrust } from './thread-trust.ts';

/** A machine and what is to be said of it. */
export interface Started {
  readonly machine: Machine;
  readonly description: string;
  readonly notice?: string | undefined;
}

export class WasmSession implements EngineSession {
  readonly #trust: ThreadTrust;
  readonly #plan: NetworkPlan;
  readonly #restart: () => Promise<Started>;
  #started: Started;
  readonly #batchSize: number;
  readonly #loss: LossType;
  #optimizer: OptimizerConfig;
  /** What the optimiser reads, and which slots it uses, in every step of these settings. */
  #slots: readonly MemorySlot[];
  readonly #settings = new Float64Array(optimizerSettings);
  readonly #inputSize: number;
  readonly #outputSize: number;
  /** Handed out in every step, so that a step makes no object of its own. */
  readonly #result = { loss: 0, correct: 0 };
  #step = 0;
  /** Slots of the optimiser's memory that a step has used. */
  readonly #used = new Set<MemorySlot>();
  #disposed = false;

  constructor(
    plan: NetworkPlan, { loss, optimizer, batchSize }: TrainingConfig, trust: ThreadTrust, started: Started,
    restart: () => Promise<Started>,
  ) {
    this.#trust = trust;
    this.#started = started;
    this.#restart = restart;
    this.#plan = plan;
    this.#loss = loss;
    this.#optimizer = optimizer;
    this.#slots = slotsOfStep(optimizer);
    this.#inputSize = elementCount(plan.inputShape);
    this.#outputSize = elementCount(plan.outputShape);
    this.#batchSize = batchSize;
  }

  get #machine(): Machine {
    return this.#started.machine;
  }

  get description(): string {
    return this.#started.description;
  }

  get notice(): string | undefined {
    return this.#started.notice;
  }

  async recover(): Promise<void> {
    if (this.#disposed) throw new Error('the session has been disposed');
    this.#machine.dispose();
    this.#started = await this.#restart();
    this.#step = 0;
    this.#used.clear();
  }

  async trainBatch(batch: Batch): Promise<BatchResult> {
    if (batch.count > this.#batchSize) {
      throw new Error(`a training batch has at most ${this.#batchSize} examples, received ${batch.count}`);
    }
    this.#check(batch);
    const step = this.#step + 1;
    settingsOfStep(this.#optimizer, step, this.#settings);
    this.#machine.setStep(step, this.#settings);
    this.#machine.load(batch.inputs, batch.labels, batch.count, batch.targets);
    this.#machine.train(step, batch.count);
    const { loss, correct } = this.#machine.results();
    if (Number.isFinite(loss)) {
      this.#step = step;
      for (let i = 0; i < this.#slots.length; i++) this.#used.add(this.#slots[i] as MemorySlot);
    }
    this.#result.loss = loss / batch.count;
    this.#result.correct = correct;
    return this.#result;
  }

  async evaluateBatch(batch: Batch): Promise<BatchResult> {
    this.#check(batch);
    let loss = 0;
    let correct = 0;
    const size = elementCount(this.#plan.inputShape);
    const outputs = elementCount(this.#plan.outputShape);
    for (const { first, count } of chunks(batch.count, this.#batchSize)) {
      this.#machine.load(batch.inputs.subarray(first * size), batch.labels.subarray(first), count, batch.targets?.subarray(first * outputs));
      this.#machine.run(evaluateProgram, count);
      const part = this.#machine.results();
      loss += part.loss;
      correct += part.correct;
    }
    return { loss: loss / batch.count, correct };
  }

  async predict(inputs: Float32Array, count: number): Promise<Float32Array> {
    const { inputShape, outputShape } = this.#plan;
    const size = elementCount(outputShape);
    const out = new Float32Array(count * size);
    for (const { first, count: some } of chunks(count, this.#batchSize)) {
      this.#machine.load(inputs.subarray(first * elementCount(inputShape)), undefined, some);
      this.#machine.run(evaluateProgram, some);
      this.#machine.readOutput(some, size, out.subarray(first * size));
    }
    return channelsFirst(out, outputShape, count);
  }

  async inspect(inputs: Float32Array, count: number, opIds: readonly string[]): Promise<ReadonlyMap<string, Activation>> {
    const shapes = opIds.map((id) => {
      const op = this.#plan.ops.find((candidate) => candidate.id === id);
      if (!op) throw new Error(`the network has no op "${id}" to inspect`);
      return op.outputShape;
    });
    const found = shapes.map((shape) => new Float32Array(count * elementCount(shape)));
    const inputSize = elementCount(this.#plan.inputShape);
    for (const { first, count: some } of chunks(count, this.#machine.inspectionBatch)) {
      const values = this.#machine.inspect(inputs.subarray(first * inputSize), some, opIds);
      values.forEach((value, i) => found[i]?.set(value, first * elementCount(shapes[i] ?? [])));
    }
    return new Map(opIds.map((id, i) => {
      const shape = shapes[i] ?? [];
      return [id, { shape, data: channelsFirst(found[i] ?? new Float32Array(), shape, count) }];
    }));
  }

  async differentiate(request: DifferentiateRequest): Promise<Derivatives> {
    if (this.#disposed) throw new Error('the session has been disposed');
    return differentiateInTurns(request, { plan: this.#plan, loss: this.#loss, batchSize: this.#batchSize }, async (part) => this.#pass(part));
  }

  #pass({ inputs, count, from, ops, ...rest }: DifferentiateRequest): Derivatives {
    const machine = this.#machine;
    const step = this.#step + 1;
    settingsOfStep(this.#optimizer, step, this.#settings);
    machine.setStep(step, this.#settings);
    const [labels, targets] = 'loss' in from ? [from.labels, from.targets] : [];
    machine.load(inputs, labels, count, targets);
    const start = 'outputs' in from ? { op: from.op ?? this.#plan.outputId, numbers: channelsLast(from.outputs, startShape(from, this.#plan), count) } : undefined;
    const found = machine.differentiate(count, { ...rest, ops }, start);
    const named = (all: readonly Float32Array[]) => new Map(ops.map((id, i) => {
      const shape = this.#plan.ops.find((op) => op.id === id)?.outputShape ?? [];
      return [id, { shape, data: channelsFirst(all[i] ?? new Float32Array(), shape, count) }];
    }));
    return {
      ...('loss' in from && { loss: machine.results().loss / count }),
      values: named(found.values), gradients: named(found.gradients), weightGradients: found.weightGradients,
    };
  }

  change(change: LiveChange): void {
    this.#optimizer = withLiveChange(this.#optimizer, change);
    this.#slots = slotsOfStep(this.#optimizer);
  }

  async readWeights(): Promise<WeightSet> {
    return this.#machine.compiled.layout.stage.weights.read(this.#machine.floats);
  }

  writeWeights(weights: WeightSet): void {
    this.#machine.compiled.layout.stage.weights.write(this.#machine.floats, weights);
  }

  async readState(): Promise<OptimizerState> {
    return { step: this.#step, memory: readMemory(this.#machine.floats, this.#machine.compiled.layout, this.#used) };
  }

  writeState(state: OptimizerState, options?: WriteStateOptions): void {
    const { step, memory } = fitState(state, this.#optimizer, trainedParameters(this.#plan), options);
    writeMemory(this.#machine.floats, this.#machine.compiled.layout, memory);
    this.#step = step;
    this.#used.clear();
    for (const slot of memorySlots(this.#optimizer)) if (Object.hasOwn(memory, slot)) this.#used.add(slot);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#machine.dispose();
  }

  /** A label that is no class would be read past the logits, targets that are missing from the batch before. */
  #check({ count, inputs, labels, targets }: Batch): void {
    if (this.#disposed) throw new Error('the session has been disposed');
    // The threads may have been found out by another session, or beside this one.
    if (this.#trust.reason !== undefined && this.#machine.threads > 1) throw new EngineFault(this.#trust.reason);
    const expected = count * this.#inputSize;
    if (count < 1 || inputs.length < expected || labels.length < count) {
      throw new Error(`a batch of ${count} expects ${expected} input numbers and ${count} labels, received ${inputs.length} and ${labels.length}`);
    }
    const outputs = this.#outputSize;
    const obstacle = targetsObstacle(this.#loss, targets, count, outputs);
    if (obstacle !== undefined) throw new Error(obstacle);
    const classes = isBinary(this.#loss, outputs) ? 2 : outputs;
    for (let i = 0; i < count; i++) {
      const label = labels[i] as number;
      if (label < 0 || label >= classes) throw new Error(`label ${label} of example ${i} is not one of the ${classes} classes of the network's output`);
    }
  }
}

/** `total` examples in turns of at most `most`. */
function* chunks(total: number, most: number): Generator<{ first: number; count: number }> {
  for (let first = 0; first < total; first += most) yield { first, count: Math.min(most, total - first) };
}

/** From [height][width][channels], as the kernels keep images, to channels first. */
function channelsFirst(values: Float32Array, [channels = 1, height = 1, width = 1]: Shape, count: number): Float32Array {
  return transposed(values, height * width, channels, count);
}

/** From channels first to [height][width][channels]. */
function channelsLast(values: Float32Array, [channels = 1, height = 1, width = 1]: Shape, count: number): Float32Array {
  return transposed(values, channels, height * width, count);
}

/** Of `count` matrices, one after another, rows for columns; where that changes nothing, the same array. */
function transposed(values: Float32Array, rows: number, columns: number, count: number): Float32Array {
  if (rows === 1 || columns === 1) return values;
  const out = new Float32Array(count * rows * columns);
  for (let start = 0; start < out.length; start += rows * columns) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) out[start + column * rows + row] = values[start + row * columns + column] as number;
    }
  }
  return out;
}
