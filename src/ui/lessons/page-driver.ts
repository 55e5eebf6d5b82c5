// Trains and computes the trials of a lesson in a worker of its own, so that the run on the canvas is left alone.

import type { TrialDriver, TrialNetwork } from '../../core/run-lesson.ts';
import { elementCount } from '../../core/shape.ts';
import { isTrainingEvent, type TrainingEvent } from '../../core/training-event.ts';
import type { TrainingClient } from '../../training/client.ts';
import { normsOfGradients } from './gradients.ts';

/** A driver on `client`, whose worker is spawned when it is first needed; where `signal` is aborted, it stops with its reason. */
export function createPageDriver(client: TrainingClient, signal: AbortSignal): TrialDriver {
  return {
    async train(network, { probe = [], gradients }, tell) {
      const ended = follow(client, network, gradients === true, tell, signal);
      await ended.started;
      const gradientsAtStart = gradients ? await normsOfGradients(client, network) : undefined;
      if (gradients) await client.call('resume', undefined);
      await ended.done;
      signal.throwIfAborted();
      const gradientsAtEnd = gradients ? await normsOfGradients(client, network) : undefined;
      const count = probe.length / elementCount(network.plan.inputShape);
      const outputs = count === 0 ? new Float32Array() : await client.call('predict', { inputs: Float32Array.from(probe), count });
      return { weights: await client.call('readWeights', undefined), outputs, ...(gradientsAtStart && { gradientsAtStart }), ...(gradientsAtEnd && { gradientsAtEnd }) };
    },
    async compute({ plan, config, weights }, input, op) {
      const { data } = await client.call('compute', { plan, config, weights, input, op }, { signal });
      return data;
    },
  };
}

/** Starts a run and tells its events until the last; where aborted it is stopped. */
function follow(client: TrainingClient, network: TrialNetwork, paused: boolean, tell: (event: TrainingEvent) => void, signal: AbortSignal) {
  const { run, started } = client.start({ ...network, paused });
  const done = new Promise<void>((resolve, reject) => {
    const stop = () => { client.call('stop', undefined).catch(reject); };
    const unsubscribe = client.subscribe((of, events) => {
      if (of !== run) return;
      for (const event of events) {
        if (isTrainingEvent(event)) tell(event);
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
