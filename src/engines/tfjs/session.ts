// A network in training on a tfjs backend. Every method does its arithmetic in one synchronous stretch and only
// then awaits the numbers, so that several sessions can share tfjs's one global engine.

import * as tf from '@tensorflow/tfjs-core';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { PlanOp } from '../../core/plan.ts';
import { createRandom, type Random } from '../../core/random.ts';
import { channelsLast } from '../../interop/tfjs/layout.ts';
import type { Activation, Batch, BatchResult, EngineSession, OpenRequest } from '../engine.ts';
import { backendLoss, useBackend } from './backends.ts';
import type { TfjsBackend } from './engine.ts';
import { createForwardPass, type Mode } from './forward.ts';
import { countCorrect, crossEntropy } from './loss.ts';
import { loadModel, readModelWeights, writeModelWeights } from './model.ts';
import { createOptimizer } from './optimizers.ts';

/** Opens a session on a started backend. Throws where the plan or the weights do not fit. */
export async function openSession(backend: TfjsBackend, layers: LayerRegistry, { plan, config, weights }: OpenRequest): Promise<EngineSession> {
  useBackend(backend);
  const lost = backendLoss(backend);
  const model = await loadModel(plan, layers, weights);
  const forward = createForwardPass(model);
  const trainable = [...model.variables.values()].filter((variable) => variable.trainable).map(({ value }) => value);
  const optimizer = createOptimizer(config.optimizer, trainable);
  const opOf = new Map<string, PlanOp>(plan.ops.map((op) => [op.id, op]));
  const classes = plan.outputShape[0] ?? 0;
  const trainingMode: Mode = { training: true, randomFor: rememberStreams(config.seed) };
  const evaluationMode: Mode = { training: false };
  let disposed = false;
  let failure: Error | undefined;
  void lost.then((error) => { failure = error; });

  const requireLive = (): void => {
    if (disposed) throw new Error('this session has been disposed');
    if (failure) throw failure;
  };
  /** Runs operations on this session's backend and disposes what they leave behind but the result. */
  const compute = <T extends tf.TensorContainer>(work: () => T): T => {
    requireLive();
    useBackend(backend);
    return tf.tidy(work);
  };
  /** The numbers of a tensor, which is disposed; rejects where the GPU is lost meanwhile. */
  const read = async (tensor: tf.Tensor): Promise<Float32Array> => {
    try {
      const outcome = await Promise.race([tensor.data<'float32'>(), lost]);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    } finally {
      tensor.dispose();
    }
  };
  const valueOf = (values: ReadonlyMap<string, tf.Tensor>, opId: string) => values.get(model.lowered.layerOf[opId] ?? '') as tf.Tensor;
  const logitsOf = (input: tf.Tensor, mode: Mode) => valueOf(forward(input, mode), plan.outputId) as tf.Tensor2D;
  const toResult = (numbers: Float32Array): BatchResult => ({ loss: numbers[0] ?? NaN, correct: numbers[1] ?? 0 });

  return {
    description: backend === 'wasm' ? 'tfjs wasm, 1 thread' : `tfjs ${backend}`,
    async trainBatch(batch) {
      const result = compute(() => {
        const { input, labels, targets } = batchTensors(batch, plan.inputShape, classes);
        let correct = tf.scalar(0);
        const lossOf = () => {
          const logits = logitsOf(input, trainingMode);
          correct = tf.keep(countCorrect(logits, labels));
          return crossEntropy(logits, targets);
        };
        // With everything frozen there is nothing to differentiate by.
        const { value, grads } = trainable.length === 0 ? { value: lossOf(), grads: {} } : tf.variableGrads(lossOf, trainable);
        optimizer.step(trainable.map(({ name }) => (grads as tf.NamedTensorMap)[name] as tf.Tensor));
        const both = tf.stack([value, correct]);
        correct.dispose();
        return both;
      });
      return toResult(await read(result));
    },
    async evaluateBatch(batch) {
      const result = compute(() => {
        const { input, labels, targets } = batchTensors(batch, plan.inputShape, classes);
        const logits = logitsOf(input, evaluationMode);
        return tf.stack([crossEntropy(logits, targets), countCorrect(logits, labels)]);
      });
      return toResult(await read(result));
    },
    async predict(inputs, count) {
      return read(compute(() => channelsFirst(logitsOf(inputTensor(inputs, count, plan.inputShape), evaluationMode))));
    },
    async inspect(inputs, count, opIds) {
      const unknown = opIds.find((id) => !opOf.has(id));
      if (unknown !== undefined) throw new Error(`the network has no op "${unknown}"`);
      const tensors = compute(() => {
        const values = forward(inputTensor(inputs, count, plan.inputShape), evaluationMode);
        return opIds.map((id) => tf.clone(channelsFirst(valueOf(values, id))));
      });
      const numbers = await Promise.all(tensors.map(read));
      return new Map(opIds.map((id, i): [string, Activation] => [
        id,
        { shape: opOf.get(id)?.outputShape ?? [], data: numbers[i] as Float32Array },
      ]));
    },
    change: (change) => optimizer.change(change),
    async readWeights() {
      requireLive();
      const outcome = await Promise.race([readModelWeights(plan, model), lost]);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    writeWeights: (given) => compute(() => writeModelWeights(plan, model, given)),
    dispose() {
      if (disposed) return;
      disposed = true;
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** One random stream a layer, so that adding a Dropout changes no other one's masks. */
function rememberStreams(seed: number): (layer: string) => Random {
  const streams = new Map<string, Random>();
  return (layer) => {
    const stream = streams.get(layer) ?? createRandom(seed, `dropout ${layer}`);
    streams.set(layer, stream);
    return stream;
  };
}

function batchTensors(batch: Batch, inputShape: readonly number[], classes: number) {
  const labelled = batch.labels.slice(0, batch.count);
  const wrong = labelled.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) throw new Error(`label ${labelled[wrong]} of example ${wrong} is not one of the network’s ${classes} classes`);
  // Not by `tf.oneHot`: on WASM its float32 result holds the bits of integers.
  const oneHot = new Float32Array(batch.count * classes);
  labelled.forEach((label, row) => { oneHot[row * classes + label] = 1; });
  return {
    input: inputTensor(batch.inputs, batch.count, inputShape),
    labels: tf.tensor1d(labelled, 'int32'),
    targets: tf.tensor2d(oneHot, [batch.count, classes]),
  };
}

function inputTensor(inputs: Float32Array, count: number, shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, count);
  // A copy: tfjs's CPU backend would keep the caller's array.
  const tensor = tf.tensor(inputs.slice(0, size), [count, ...shape], 'float32');
  // One channel reads the same first or last.
  if (shape.length < 2 || shape[0] === 1) return tf.reshape(tensor, [count, ...channelsLast(shape)]);
  return tf.transpose(tensor, [0, ...channelsLast(shape.map((_, axis) => axis + 1))]);
}

function channelsFirst(tensor: tf.Tensor): tf.Tensor {
  if (tensor.rank < 3) return tensor;
  return tf.transpose(tensor, [0, tensor.rank - 1, ...Array.from({ length: tensor.rank - 2 }, (_, axis) => axis + 1)]);
}
