// Requests that look at a network without changing it, each in turn with the batches of a run.

import type { ExampleSet } from '../core/data.ts';
import type { NetworkPlan } from '../core/plan.ts';
import { probabilitiesOf } from '../core/probabilities.ts';
import { elementCount } from '../core/shape.ts';
import type { WeightSet } from '../core/weights.ts';
import type { Activation, EngineSession } from '../engines/engine.ts';
import type { ActiveRun, PreparedRun } from './active-run.ts';
import type { Handlers } from './channel.ts';
import { evaluateExamples } from './evaluate.ts';
import { predictExamples } from './predictions.ts';
import type { DataPart, Examples, NetworkName } from './protocol.ts';

type LookingRequest = 'predict' | 'recognise' | 'inspect' | 'differentiate' | 'examples' | 'evaluate' | 'predictions' | 'readWeights' | 'weightSteps' | 'weightsAt';

/** `find` gives the network that a request means, or throws a sentence. */
export function createNetworkRequests(find: (name?: NetworkName) => ActiveRun): Pick<Handlers, LookingRequest> {
  return {
    predict: ({ network, inputs, count }) => find(network).use(async ({ session }) => (await session.predict(inputs, count)).slice()),
    recognise: ({ network, pixels, shape }) => find(network).use(async ({ session, config, data, prepareImage }) => {
      const image = prepareImage(pixels, shape);
      const probabilities = probabilitiesOf(config.loss, await session.predict(image, 1));
      return { probabilities, seen: { shape: data.training.shape, data: image } };
    }),
    inspect: ({ network, inputs, count, ops, mode }) => find(network).use(async ({ session, plan }) =>
      copyActivations(await (mode === 'train' ? valuesInTraining(session, plan, inputs, count, ops) : session.inspect(inputs, count, ops)))),
    differentiate: ({ network, request }) => find(network).use(async ({ session }) => {
      const { values, gradients, weightGradients, ...rest } = await session.differentiate(request);
      return { ...rest, values: copyActivations(values), gradients: copyActivations(gradients), weightGradients: copyWeights(weightGradients) };
    }),
    examples: ({ network, part, indices }) => find(network).use(({ data }) => readExamples(data[part], part, indices)),
    evaluate: ({ network, part }, signal) =>
      finishInTurns(find(network), ({ session, config, data }) => evaluateExamples(session, data[part], config, () => performance.now(), data.classNames.length > 0), signal),
    predictions: ({ network, part }, signal) => finishInTurns(find(network), ({ session, config, data }) => predictExamples(session, data[part], config), signal),
    readWeights: (args) => find(args?.network).use(async ({ session }) => copyWeights(weightsOf(await session.readWeights(), args?.ops))),
    weightSteps: () => find().use(({ path }) => Int32Array.from(path.points(), ({ step }) => step)),
    weightsAt: ({ step }) => find().use(({ path }) => {
      const points = path.points();
      const point = points.find((candidate) => candidate.step === step);
      if (!point) throw new Error(`The weights of step ${step} are not kept; expected one of ${points.map((kept) => kept.step).join(', ')}.`);
      return copyWeights(point.weights);
    }),
  };
}

/** A pass forward as in training, which goes back no further than it has come: from the last op to itself. */
async function valuesInTraining(session: EngineSession, plan: NetworkPlan, inputs: Float32Array, count: number, ops: readonly string[]): Promise<ReadonlyMap<string, Activation>> {
  const last = plan.ops.findLast(({ id }) => ops.includes(id));
  if (!last) return new Map();
  const from = { op: last.id, outputs: new Float32Array(count * elementCount(last.outputShape)) };
  return (await session.differentiate({ inputs, count, mode: 'train', from, ops, weights: false })).values;
}

function weightsOf(weights: WeightSet, ops: readonly string[] | undefined): WeightSet {
  if (!ops) return weights;
  return Object.fromEntries(Object.entries(weights).filter(([key]) => ops.some((op) => key.startsWith(`${op}.`))));
}

// Engines may answer with views of memory they go on using; what leaves the worker is a copy of its own.
function copyActivations(activations: ReadonlyMap<string, Activation>): Map<string, Activation> {
  return new Map([...activations].map(([id, { shape, data }]) => [id, { shape, data: data.slice() }]));
}

/** Weights to be handed over, while the originals stay. */
export function copyWeights(weights: WeightSet): WeightSet {
  return Object.fromEntries(Object.entries(weights).map(([key, { shape, data }]) => [key, { shape, data: data.slice() }]));
}

function readExamples(set: ExampleSet, part: DataPart, indices: Int32Array): Examples {
  const outside = indices.find((index) => index < 0 || index >= set.count);
  if (outside !== undefined) throw new Error(`The ${part} part has ${set.count} examples, numbered from 0; received ${outside}.`);
  const inputs = new Float32Array(indices.length * elementCount(set.shape));
  const labels = new Int32Array(indices.length);
  set.readInputs(indices, inputs);
  set.readLabels(indices, labels);
  if (!set.targets) return { shape: set.shape, inputs, labels };
  const targets = new Float32Array(indices.length * set.targets.size);
  set.targets.read(indices, targets);
  return { shape: set.shape, inputs, labels, targets };
}

/** Takes a turn for each step, so that training and predictions go on in between. */
async function finishInTurns<T>(run: ActiveRun, begin: (prepared: PreparedRun) => AsyncGenerator<unknown, T, void>, signal: AbortSignal): Promise<T> {
  const steps = await run.use(begin);
  for (;;) {
    signal.throwIfAborted();
    const step = await run.use(() => steps.next());
    if (step.done) return step.value;
  }
}
