// The null engine: plain TypeScript in float64 for chains of Linear and ReLU. Far too slow to train on in
// earnest; it is the deterministic engine of the training tests and an oracle for the fast engines.

import { differentiateInTurns, type Derivatives, type DifferentiateRequest } from '../../core/derivatives.ts';
import { targetsObstacle } from '../../core/losses.ts';
import { fitState, memorySlots, trainedParameters } from '../../core/optimizer-state.ts';
import type { PlanOp } from '../../core/plan.ts';
import type { Problem } from '../../core/problems.ts';
import { elementCount, sameShape, type Shape } from '../../core/shape.ts';
import { weightKey, type WeightSet } from '../../core/weights.ts';
import type { Activation, Batch, BatchResult, EngineSession, OpenRequest, TrainingEngine } from '../engine.ts';
import { clipGradients } from './clip-gradients.ts';
import { backward, forward, type Parameter, type Stage } from './dense-network.ts';
import { evaluateLoss } from './losses.ts';
import { createOptimizer } from './optimizers.ts';

const stageOf: Readonly<Record<string, Stage['type']>> = { Input: 'identity', Flatten: 'identity', ReLU: 'relu', Linear: 'linear' };

/** Softmax regression and multilayer perceptrons. */
export const nullEngine: TrainingEngine = {
  id: 'null',
  name: 'Plain TypeScript in float64',
  isAvailable: async () => true,
  supports: (plan) => plan.ops.flatMap((op, index) => problemsOf(op, plan.ops[index - 1])),
  memoryBytes: (plan, { optimizer, batchSize }) => {
    const numbers = (shapes: readonly Shape[]) => shapes.reduce((sum, shape) => sum + elementCount(shape), 0);
    // Weights and the optimiser's memory in float32, everything else in float64.
    const weights = numbers(plan.ops.flatMap((op) => op.weights.map(({ shape }) => shape)));
    const trained = numbers([...trainedParameters(plan).values()]);
    return 4 * trained * memorySlots(optimizer).length + 12 * weights + 16 * batchSize * numbers(plan.ops.map(({ outputShape }) => outputShape));
  },
  open: async (request) => openSession(request),
};

/** Problems: `null-engine-unsupported`, where an op is of another kind or does not read the op just before it. */
function problemsOf(op: PlanOp, before: PlanOp | undefined): Problem[] {
  const refuse = (message: string): Problem[] => [
    { code: 'null-engine-unsupported', severity: 'error', site: { node: op.id }, message, hint: 'Choose another engine.' },
  ];
  if (!Object.hasOwn(stageOf, op.kind)) {
    return refuse(`the plain engine runs ${Object.keys(stageOf).join(', ')}, received ${op.kind}`);
  }
  const [source] = op.inputs;
  return source === before?.id ? [] : refuse(`the plain engine runs chains only, received ${op.id} behind ${source ?? 'nothing'}`);
}

function openSession({ plan, config, weights }: OpenRequest): EngineSession {
  const parameters = new Map<string, Parameter>();
  const stages = plan.ops.map((op) => createStage(op, weights, parameters));
  const optimizer = createOptimizer(config.optimizer, [...parameters.values()]);
  const trained = trainedParameters(plan);
  const run = (inputs: Float32Array, count: number) => {
    const values = forward(stages, inputs, count);
    return { values, output: values[values.length - 1] as Float64Array };
  };
  const lossOf = (batch: Batch, output: Float64Array) => {
    const obstacle = targetsObstacle(config.loss, batch.targets, batch.count, elementCount(plan.outputShape));
    if (obstacle !== undefined) throw new Error(obstacle);
    return evaluateLoss(config, output, batch);
  };
  const differentiate = async ({ inputs, count, from, ops, weights: wanted }: DifferentiateRequest): Promise<Derivatives> => {
    const { values, output } = run(inputs, count);
    const last = 'loss' in from || from.op === undefined ? stages.length - 1 : stages.findIndex(({ id }) => id === from.op);
    const { loss, gradient } = 'loss' in from
      ? lossOf({ count, inputs, ...from }, output)
      : { loss: undefined, gradient: Float64Array.from(from.outputs.subarray(0, values[last]?.length)) };
    const gradients = backward(stages.slice(0, last + 1), values, gradient, count);
    const pick = (all: readonly Float64Array[]) => new Map(ops.map((id) => {
      const index = plan.ops.findIndex((op) => op.id === id);
      const shape = plan.ops[index]?.outputShape ?? [];
      // Behind the op that it starts from nothing changes.
      return [id, { shape, data: Float32Array.from(all[index] ?? new Float64Array(count * elementCount(shape))) }];
    }));
    const learned = wanted ? [...parameters.values()].filter(({ frozen }) => !frozen) : [];
    return {
      ...(loss !== undefined && { loss }), values: pick(values), gradients: pick(gradients),
      weightGradients: Object.fromEntries(learned.map(({ key, shape, gradient: by }) => [key, { shape, data: Float32Array.from(by) }])),
    };
  };
  return {
    description: 'plain TypeScript, float64',
    async trainBatch(batch: Batch): Promise<BatchResult> {
      const { values, output } = run(batch.inputs, batch.count);
      const { loss, correct, gradient } = lossOf(batch, output);
      if (!Number.isFinite(loss)) return { loss, correct };
      backward(stages, values, gradient, batch.count);
      if (config.clipping) clipGradients(config.clipping, [...parameters.values()]);
      optimizer.step();
      return { loss, correct };
    },
    async evaluateBatch(batch: Batch): Promise<BatchResult> {
      const { loss, correct } = lossOf(batch, run(batch.inputs, batch.count).output);
      return { loss, correct };
    },
    predict: async (inputs, count) => Float32Array.from(run(inputs, count).output),
    async inspect(inputs, count, opIds) {
      const { values } = run(inputs, count);
      return new Map(opIds.map((id): [string, Activation] => {
        const index = plan.ops.findIndex((op) => op.id === id);
        const value = values[index];
        if (!value) throw new Error(`The network has no op "${id}" to inspect.`);
        return [id, { shape: (plan.ops[index] as PlanOp).outputShape, data: Float32Array.from(value) }];
      }));
    },
    differentiate: (request) => differentiateInTurns(request, { plan, ...config }, differentiate),
    change: (change) => optimizer.change(change),
    async readWeights(): Promise<WeightSet> {
      const entries = [...parameters.values()].map(({ key, shape, value }) => [key, { shape, data: value.slice() }]);
      return Object.fromEntries(entries);
    },
    writeWeights(given) {
      for (const [key, tensor] of Object.entries(given)) {
        const parameter = parameters.get(key);
        if (!parameter || !sameShape(parameter.shape, tensor.shape)) {
          throw new Error(`Weight "${key}" expects shape ${parameter ? parameter.shape.join('×') : 'none, it does not exist'}; received ${tensor.shape.join('×')}.`);
        }
      }
      for (const [key, tensor] of Object.entries(given)) parameters.get(key)?.value.set(tensor.data);
    },
    readState: async () => optimizer.read(),
    writeState: (state, options) => optimizer.write(fitState(state, config.optimizer, trained, options)),
    dispose: () => parameters.clear(),
  };
}

function createStage(op: PlanOp, weights: WeightSet, parameters: Map<string, Parameter>): Stage {
  const size = elementCount(op.outputShape);
  const type = stageOf[op.kind];
  if (type === 'identity' || type === 'relu') return { type, id: op.id, size };
  if (type === undefined) throw new Error(`The plain engine cannot run ${op.kind} at "${op.id}".`);
  const take = (name: string) => {
    const spec = op.weights.find((weight) => weight.name === name);
    if (!spec) return undefined;
    const key = weightKey(op.id, name);
    const tensor = weights[key];
    if (!tensor) throw new Error(`The weights lack "${key}".`);
    const value = tensor.data.slice();
    const parameter = { key, shape: spec.shape, value, gradient: new Float64Array(value.length), frozen: op.frozen };
    parameters.set(key, parameter);
    return parameter;
  };
  const weight = take('weight');
  const bias = take('bias');
  if (!weight) throw new Error(`Linear "${op.id}" has no weight.`);
  return { type, id: op.id, size, inSize: elementCount(op.inputShapes[0] ?? []), weight, ...(bias && { bias }) };
}
