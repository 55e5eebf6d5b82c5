// A network in training on a tfjs backend. Arithmetic is done in synchronous stretches, one a method, between which numbers are
// awaited, so that several sessions can share tfjs's one global engine. Only a step of training has two: it waits for the loss.

import * as tf from '@tensorflow/tfjs-core';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { dropoutMask, dropoutSeed } from '../../core/dropout-mask.ts';
import type { LossConfig } from '../../core/losses.ts';
import { differentiateInTurns, startShape, type Derivatives, type DifferentiateRequest } from '../../core/derivatives.ts';
import { fitState, slotStart, trainedParameters, type OptimizerState, type WriteStateOptions } from '../../core/optimizer-state.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { seedOf, type ClippingConfig, type LiveChange, type OptimizerConfig } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import type { Activation, Batch, BatchResult, EngineSession, OpenRequest } from '../engine.ts';
import { describeBackend, onBackendLoss, useBackend } from './backends.ts';
import { clipGradients } from './clip-gradients.ts';
import { differentiate, type Found } from './differentiate.ts';
import type { TfjsBackend } from './engine.ts';
import { createForwardPasses, type ForwardPasses, type LayerValues, type MaskFor, type TrainingPass } from './forward.ts';
import { computeLoss, countCorrect } from './loss.ts';
import { loadModel, readModelWeights, writeModelWeights, type LiveModel, type LiveVariable } from './model.ts';
import { collectTensors, readMemory, writeMemory } from './optimizer-memory.ts';
import { createOptimizer, type Optimizer } from './optimizers.ts';
import { batchTensors, channelsFirst, inputTensor } from './tensors.ts';

/** Opens a session on a started backend. Throws where the plan or the weights do not fit. */
export async function openSession(backend: TfjsBackend, layers: LayerRegistry, request: OpenRequest): Promise<EngineSession> {
  useBackend(backend);
  return new TfjsSession(backend, await loadModel(request.plan, layers, request.weights), request);
}

class TfjsSession implements EngineSession {
  readonly description: string;
  readonly #backend: TfjsBackend;
  readonly #plan: NetworkPlan;
  readonly #model: LiveModel;
  readonly #passes: ForwardPasses;
  readonly #trainable: readonly LiveVariable[];
  readonly #loss: LossConfig;
  readonly #clipping: ClippingConfig | undefined;
  readonly #settings: OptimizerConfig;
  readonly #batchSize: number;
  readonly #optimizer: Optimizer;
  readonly #maskFor: (step: number) => MaskFor;
  readonly #stopListening: () => void;
  /** How to reject what is being read from the backend. */
  readonly #waiting = new Set<(error: Error) => void>();
  /** Steps taken. */
  #steps = 0;
  /** Why no more can be done. */
  #end: Error | undefined;

  constructor(backend: TfjsBackend, model: LiveModel, { plan, config }: OpenRequest) {
    useBackend(backend);
    this.description = describeBackend(backend);
    this.#backend = backend;
    this.#plan = plan;
    this.#model = model;
    this.#passes = createForwardPasses(plan, model);
    this.#trainable = [...model.variables.values()].filter(({ trainable }) => trainable);
    this.#loss = config;
    this.#clipping = config.clipping;
    this.#settings = config.optimizer;
    this.#batchSize = config.batchSize;
    this.#optimizer = createOptimizer(config.optimizer, this.#trainable.map(({ value }) => value));
    this.#maskFor = createMasks(seedOf(config, 'dropout'), plan, model);
    this.#stopListening = onBackendLoss(backend, (error) => {
      this.#end = error;
      for (const reject of this.#waiting) reject(error);
    });
  }

  async trainBatch(batch: Batch): Promise<BatchResult> {
    const step = this.#steps + 1;
    const moves: (readonly [running: tf.Variable, next: tf.Tensor])[] = [];
    const gradients: tf.Tensor[] = [];
    try {
      const pass: TrainingPass = { maskFor: this.#maskFor(step), move: (...move) => moves.push(move) };
      const [numbers, ...rest] = this.#compute(() => this.#differentiateLoss(batch, pass));
      gradients.push(...rest);
      const result = toResult(await this.#read(numbers));
      if (Number.isFinite(result.loss)) {
        this.#compute(() => this.#update(moves, gradients, step));
        this.#steps = step;
      }
      return result;
    } finally {
      tf.dispose([...gradients, ...moves.map(([, next]) => next)]);
    }
  }

  async evaluateBatch(batch: Batch): Promise<BatchResult> {
    return toResult(await this.#read(this.#compute(() => {
      const { input, labels, targets } = this.#batchTensors(batch);
      const outputs = this.#outputOf(this.#passes.evaluate(input));
      return tf.stack([computeLoss(this.#loss.loss, outputs, targets), countCorrect(this.#loss.loss, outputs, labels)]);
    })));
  }

  async predict(inputs: Float32Array, count: number): Promise<Float32Array> {
    return this.#read(this.#compute(() => channelsFirst(this.#outputOf(this.#passes.evaluate(this.#inputTensor(inputs, count))))));
  }

  async inspect(inputs: Float32Array, count: number, opIds: readonly string[]): Promise<ReadonlyMap<string, Activation>> {
    const ops = opIds.map((id) => this.#plan.ops.find((op) => op.id === id) ?? fail(`the network has no op "${id}"`));
    const tensors = this.#compute(() => {
      const values = this.#passes.evaluate(this.#inputTensor(inputs, count));
      // Clones, because two ops may share a value.
      return ops.map(({ id }) => tf.clone(channelsFirst(this.#valueOf(values, id))));
    });
    const numbers = await Promise.all(tensors.map((tensor) => this.#read(tensor)));
    return new Map(ops.map(({ id, outputShape }, i) => [id, { shape: outputShape, data: numbers[i] as Float32Array }]));
  }

  differentiate(request: DifferentiateRequest): Promise<Derivatives> {
    return differentiateInTurns(request, { plan: this.#plan, loss: this.#loss.loss, batchSize: this.#batchSize }, (part) => this.#pass(part));
  }

  async #pass(request: DifferentiateRequest): Promise<Derivatives> {
    const { ops, weights } = request;
    const variables = weights ? this.#trainable : [];
    const { end, values, gradients, byVariable } = this.#compute(() => this.#differentiate(request, variables));
    const readAll = (tensors: readonly tf.Tensor[]) => Promise.all(tensors.map((tensor) => this.#read(tensor)));
    // All reads are asked for before the first await.
    const [[ending], ...numbers] = await Promise.all([readAll([end]), readAll(values), readAll(gradients), readAll(byVariable)]);
    const named = (all: readonly Float32Array[]) => new Map(ops.map((id, i) => {
      const shape = this.#plan.ops.find((op) => op.id === id)?.outputShape ?? [];
      return [id, { shape, data: all[i] as Float32Array }];
    }));
    return {
      ...('loss' in request.from && { loss: ending?.[0] ?? NaN }),
      values: named(numbers[0]), gradients: named(numbers[1]),
      weightGradients: collectTensors(variables, numbers[2], trainedParameters(this.#plan)),
    };
  }

  #differentiate({ inputs, count, mode, from, ops }: DifferentiateRequest, variables: readonly LiveVariable[]): Found {
    const end = 'outputs' in from ? from.op : undefined;
    const forward = this.#passes.differentiable(mode, ops, end);
    // What running statistics would be is not taken.
    const pass: TrainingPass = { maskFor: this.#maskFor(this.#steps + 1), move: (_, next) => next.dispose() };
    if ('outputs' in from) {
      const start = inputTensor(from.outputs, count, startShape(from, this.#plan));
      const input = this.#inputTensor(inputs, count);
      return differentiate({ input, ops, variables, start, run: (tap) => forward(input, pass, tap) });
    }
    const { input, targets } = this.#batchTensors({ count, inputs, ...from });
    return differentiate({ input, ops, variables, run: (tap) => computeLoss(this.#loss.loss, forward(input, pass, tap) as tf.Tensor2D, targets) });
  }

  change(change: LiveChange): void {
    this.#optimizer.change(change);
  }

  async readWeights(): Promise<WeightSet> {
    this.#requireLive();
    return this.#unlessLost(readModelWeights(this.#plan, this.#model));
  }

  writeWeights(weights: WeightSet): void {
    this.#compute(() => writeModelWeights(this.#plan, this.#model, weights));
  }

  async readState(): Promise<OptimizerState> {
    this.#requireLive();
    const step = this.#steps;
    const memory = await this.#unlessLost(readMemory(this.#trainable, this.#optimizer, trainedParameters(this.#plan)));
    return { step, memory };
  }

  writeState(state: OptimizerState, options?: WriteStateOptions): void {
    const { step, memory } = fitState(state, this.#settings, trainedParameters(this.#plan), options);
    this.#compute(() => writeMemory(this.#trainable, this.#optimizer, memory, slotStart(this.#settings)));
    this.#steps = step;
  }

  dispose(): void {
    if (this.#end?.message === disposed) return;
    this.#end = new Error(disposed);
    this.#stopListening();
    this.#optimizer.dispose();
    this.#model.dispose();
  }

  /** Loss and hits, and behind them the gradient by each trainable variable. */
  #differentiateLoss(batch: Batch, pass: TrainingPass): [tf.Tensor, ...tf.Tensor[]] {
    const { input, labels, targets } = this.#batchTensors(batch);
    let correct = tf.scalar(0);
    const lossOf = (): tf.Scalar => {
      const outputs = this.#outputOf(this.#passes.train(input, pass));
      correct = tf.keep(countCorrect(this.#loss.loss, outputs, labels));
      return computeLoss(this.#loss.loss, outputs, targets);
    };
    const variables = this.#trainable.map((variable) => variable.value);
    // With everything frozen there is nothing to differentiate by.
    const { value, grads } = variables.length > 0 ? tf.variableGrads(lossOf, variables) : { value: lossOf(), grads: {} as tf.NamedTensorMap };
    const both = tf.stack([value, correct]);
    correct.dispose();
    return [both, ...variables.map(({ name }) => grads[name] as tf.Tensor)];
  }

  #update(moves: readonly (readonly [running: tf.Variable, next: tf.Tensor])[], gradients: readonly tf.Tensor[], step: number): void {
    for (const [running, next] of moves) running.assign(next);
    if (gradients.length > 0) this.#optimizer.step(this.#clipping ? clipGradients(this.#clipping, gradients) : gradients, step);
  }

  /** Runs operations on this session's backend and disposes what they leave behind but the result. */
  #compute<T extends tf.TensorContainer>(work: () => T): T {
    this.#requireLive();
    useBackend(this.#backend);
    return tf.tidy(work);
  }

  #requireLive(): void {
    if (this.#end) throw this.#end;
  }

  /** The numbers of a tensor, which is disposed. */
  #read(tensor: tf.Tensor): Promise<Float32Array> {
    return this.#unlessLost(tensor.data<'float32'>()).finally(() => tensor.dispose());
  }

  /** The same promise, but rejected where the GPU is lost meanwhile: what is read from it then may never come. */
  #unlessLost<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      promise.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  #batchTensors(batch: Batch) {
    return batchTensors(batch, this.#plan.inputShape, this.#plan.outputShape[0] ?? 0, this.#loss);
  }

  #inputTensor(inputs: Float32Array, count: number): tf.Tensor {
    return inputTensor(inputs, count, this.#plan.inputShape);
  }

  #valueOf(values: LayerValues, opId: string): tf.Tensor {
    return values.get(this.#model.lowered.layerOf[opId] ?? '') as tf.Tensor;
  }

  #outputOf(values: LayerValues): tf.Tensor2D {
    return this.#valueOf(values, this.#plan.outputId) as tf.Tensor2D;
  }
}

const disposed = 'this session has been disposed';

function fail(message: string): never {
  throw new Error(message);
}

function toResult(numbers: Float32Array): BatchResult {
  return { loss: numbers[0] ?? NaN, correct: numbers[1] ?? 0 };
}

/** Dropout's masks of a step, which depend on the layer's op and not on the name tfjs knows it by. */
function createMasks(seed: number, { ops }: NetworkPlan, { lowered: { layerOf } }: LiveModel): (step: number) => MaskFor {
  // Where an op passes its input through, the layer is that of the op before it.
  const opOf = new Map(ops.toReversed().map(({ id }) => [layerOf[id], id]));
  const seeds = new Map<string, number>();
  return (step) => (layer, p, count) => {
    const layerSeed = seeds.get(layer) ?? dropoutSeed(seed, opOf.get(layer) ?? layer);
    seeds.set(layer, layerSeed);
    return dropoutMask(layerSeed, p, step, count);
  };
}
