// A network in training on a tfjs backend. Every method does its arithmetic in one synchronous stretch and only
// then awaits the numbers, so that several sessions can share tfjs's one global engine.

import * as tf from '@tensorflow/tfjs-core';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { LossConfig } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { createRandom, type Random } from '../../core/random.ts';
import type { ClippingConfig, LiveChange } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import type { Activation, Batch, BatchResult, EngineSession, OpenRequest } from '../engine.ts';
import { describeBackend, onBackendLoss, useBackend } from './backends.ts';
import { clipGradients } from './clip-gradients.ts';
import type { TfjsBackend } from './engine.ts';
import { createForwardPasses, type ForwardPasses, type LayerValues, type RandomFor } from './forward.ts';
import { computeLoss, countCorrect } from './loss.ts';
import { loadModel, readModelWeights, writeModelWeights, type LiveModel } from './model.ts';
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
  readonly #trainable: readonly tf.Variable[];
  readonly #loss: LossConfig;
  readonly #clipping: ClippingConfig | undefined;
  readonly #optimizer: Optimizer;
  readonly #randomFor: RandomFor;
  readonly #stopListening: () => void;
  /** How to reject what is being read from the backend. */
  readonly #waiting = new Set<(error: Error) => void>();
  /** Why no more can be done. */
  #end: Error | undefined;

  constructor(backend: TfjsBackend, model: LiveModel, { plan, config }: OpenRequest) {
    useBackend(backend);
    this.description = describeBackend(backend);
    this.#backend = backend;
    this.#plan = plan;
    this.#model = model;
    this.#passes = createForwardPasses(model);
    this.#trainable = [...model.variables.values()].filter(({ trainable }) => trainable).map(({ value }) => value);
    this.#loss = config;
    this.#clipping = config.clipping;
    this.#optimizer = createOptimizer(config.optimizer, this.#trainable);
    this.#randomFor = rememberStreams(config.seed);
    this.#stopListening = onBackendLoss(backend, (error) => {
      this.#end = error;
      for (const reject of this.#waiting) reject(error);
    });
  }

  async trainBatch(batch: Batch): Promise<BatchResult> {
    return toResult(await this.#read(this.#compute(() => {
      const { input, labels, targets } = this.#batchTensors(batch);
      let correct = tf.scalar(0);
      const lossOf = (): tf.Scalar => {
        const outputs = this.#outputOf(this.#passes.train(input, this.#randomFor));
        correct = tf.keep(countCorrect(this.#loss.loss, outputs, labels));
        return computeLoss(this.#loss.loss, outputs, targets);
      };
      const loss = this.#step(lossOf);
      const both = tf.stack([loss, correct]);
      correct.dispose();
      return both;
    })));
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

  dispose(): void {
    if (this.#end?.message === disposed) return;
    this.#end = new Error(disposed);
    this.#stopListening();
    this.#optimizer.dispose();
    this.#model.dispose();
  }

  /** The loss, and one optimiser step by its gradients; with everything frozen there is nothing to differentiate by. */
  #step(lossOf: () => tf.Scalar): tf.Scalar {
    if (this.#trainable.length === 0) return lossOf();
    const { value, grads } = tf.variableGrads(lossOf, [...this.#trainable]);
    const gradients = this.#trainable.map(({ name }) => grads[name] as tf.Tensor);
    this.#optimizer.step(this.#clipping ? clipGradients(this.#clipping, gradients) : gradients);
    return value;
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

/** One random stream a layer, so that adding a Dropout changes no other one's masks. */
function rememberStreams(seed: number): RandomFor {
  const streams = new Map<string, Random>();
  return (layer) => {
    const stream = streams.get(layer) ?? createRandom(seed, `dropout ${layer}`);
    streams.set(layer, stream);
    return stream;
  };
}
