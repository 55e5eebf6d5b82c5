// Trains and computes the trials of a lesson in a worker of its own, so that the run on the canvas is left alone.

import type { TrainedTrial, TrialDriver, TrialRun } from '../../core/run-lesson.ts';
import { elementCount } from '../../core/shape.ts';
import { isTrainingEvent } from '../../core/training-event.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { NetworkName, RunEvent } from '../../training/protocol.ts';
import { drawSurface } from './draw-surface.ts';
import { normsOfGradients } from './gradients.ts';

type Runs = Parameters<TrialDriver['train']>[0];

/** A run with the name by which the worker knows its network. */
type Side = TrialRun & { readonly name: NetworkName };

/** A driver on `client`, whose worker is spawned when it is first needed; where `signal` is aborted, it stops with its reason. */
export function createPageDriver(client: TrainingClient, signal: AbortSignal): TrialDriver {
  return {
    async train(runs) {
      const sides: Side[] = runs.map((run, i) => ({ ...run, name: i === 0 ? 'run' : 'twin' }));
      const needsStart = runs.some(({ trial }) => trial.gradients);
      const { started, done } = follow(client, runs, needsStart, signal);
      await started;
      const atStart = await gradientsOf(client, sides);
      if (needsStart) await client.call('resume', undefined);
      await done;
      signal.throwIfAborted();
      return Promise.all(sides.map((side, i) => trainedTrial(client, side, atStart[i], signal)));
    },
    async compute({ plan, config, weights }, input, op) {
      const { data } = await client.call('compute', { plan, config, weights, input, op }, { signal });
      return data;
    },
  };
}

function gradientsOf(client: TrainingClient, sides: readonly Side[]): Promise<TrainedTrial['gradientsAtStart'][]> {
  return Promise.all(sides.map(async ({ trial, network, name }) => (trial.gradients ? normsOfGradients(client, network, name) : undefined)));
}

async function trainedTrial(client: TrainingClient, side: Side, gradientsAtStart: TrainedTrial['gradientsAtStart'], signal: AbortSignal): Promise<TrainedTrial> {
  const { trial: { probe = [], scoreTraining, predictions, surface }, network, name } = side;
  const [gradientsAtEnd] = await gradientsOf(client, [side]);
  const count = probe.length / elementCount(network.plan.inputShape);
  const outputs = count === 0 ? new Float32Array() : await client.call('predict', { network: name, inputs: Float32Array.from(probe), count });
  const trainingScore = scoreTraining && await client.call('evaluate', { network: name, part: 'training' });
  const taken = predictions && await client.call('predictions', { network: name, part: 'validation' }, { signal });
  const drawn = surface && await drawSurface(client, name, surface, signal);
  return {
    weights: await client.call('readWeights', { network: name }), outputs,
    ...(taken && { predictions: { labels: taken.labels, predicted: taken.predicted } }),
    ...(trainingScore && { trainingScore }), ...(gradientsAtStart && { gradientsAtStart }), ...(gradientsAtEnd && { gradientsAtEnd }), ...(drawn && { surface: drawn }),
  };
}

/** Starts one run, or two in lockstep, and tells each its events until the last; where aborted they are stopped. */
function follow(client: TrainingClient, [own, twin]: Runs, paused: boolean, signal: AbortSignal) {
  const { run, started } = client.start({ ...own.network, ...(twin && { twin: twin.network }), paused });
  const tell = (event: RunEvent): void => {
    if (isTrainingEvent(event)) own.tell(event);
    if (event.type === 'twin' && isTrainingEvent(event.event)) twin?.tell(event.event);
  };
  const done = new Promise<void>((resolve, reject) => {
    const stop = () => { client.call('stop', undefined).catch(reject); };
    const unsubscribe = client.subscribe((of, events) => {
      if (of !== run) return;
      for (const event of events) {
        tell(event);
        if (event.type !== 'ended') continue;
        unsubscribe();
        signal.removeEventListener('abort', stop);
        resolve();
      }
    });
    signal.addEventListener('abort', stop, { once: true });
    started.catch((error: unknown) => {
      unsubscribe();
      reject(error);
    });
  });
  return { started, done };
}
