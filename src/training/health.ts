// The request `health`: looks at one batch of the training part between two steps, and at what a step does to the weights.

import { healthExamples, opHealth, tensorHealth, type Health, type UpdateSource } from '../core/health.ts';
import { createRandom } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import { seedOf, type TrainingConfig } from '../core/training-config.ts';
import type { WeightSet } from '../core/weights.ts';
import type { ActiveRun, PreparedRun } from './active-run.ts';
import type { Handlers } from './channel.ts';
import { copyWeights } from './network-requests.ts';
import type { NetworkName } from './protocol.ts';

/** A step is waited for during so many turns; a run that validates or rests takes none. */
const turns = 6;

/** `find` gives the network that a request means, or throws a sentence. */
export function createHealthRequests(find: (name?: NetworkName) => ActiveRun): Pick<Handlers, 'health'> {
  return {
    async health({ network, learningRate }, signal) {
      const run = find(network);
      const before = await run.use(async ({ session, steps }) => ({ steps: steps(), weights: copyWeights(await session.readWeights()) }));
      for (let turn = 0; turn < turns; turn++) {
        signal.throwIfAborted();
        const isLast = turn === turns - 1 || run.hasEnded();
        const health = await run.use((prepared) => {
          const steps = prepared.steps() - before.steps;
          if (steps > 0) return look(prepared, prepared.steps(), { before: before.weights, steps });
          return isLast ? look(prepared, before.steps, sgdUpdates(prepared.config, learningRate)) : undefined;
        });
        if (health) return health;
      }
      throw new Error('The network could not be looked at.');
    },
  };
}

/** Plain SGD's step follows from the gradient; what other optimisers will do depends on what they remember. */
function sgdUpdates({ optimizer, clipping, schedule }: TrainingConfig, learningRate: number | undefined): UpdateSource {
  if (optimizer.type !== 'sgd' || optimizer.momentum !== 0 || clipping || schedule) return undefined;
  return { learningRate: learningRate ?? optimizer.learningRate, weightDecay: optimizer.weightDecay };
}

async function look({ session, config, plan, data: { training } }: PreparedRun, step: number, source: UpdateSource): Promise<Health> {
  const count = healthExamples(plan, config.batchSize, training.count);
  const indices = chosenExamples(training.count, count, seedOf(config, 'order'));
  const inputs = new Float32Array(count * elementCount(training.shape));
  const labels = new Int32Array(count);
  training.readInputs(indices, inputs);
  training.readLabels(indices, labels);
  const targets = training.targets && new Float32Array(count * training.targets.size);
  if (targets) training.targets?.read(indices, targets);
  const found = await session.differentiate({
    inputs, count, mode: 'train', from: { loss: true, labels, ...(targets && { targets }) }, ops: plan.ops.map(({ id }) => id), weights: true,
  });
  const weights: WeightSet = await session.readWeights();
  return {
    step, examples: count, loss: found.loss ?? NaN,
    ops: opHealth(plan, found, count),
    tensors: tensorHealth(plan, weights, found.weightGradients, source),
    updates: source === undefined ? 'unknown' : 'before' in source ? 'measured' : 'computed',
  };
}

/** The same ones for the whole run, so that what changes is the network; drawn, since data may be stored class by class. */
export function chosenExamples(available: number, count: number, seed: number): Int32Array {
  const random = createRandom(seed, 'health');
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.int(available));
  return Int32Array.from(chosen);
}
