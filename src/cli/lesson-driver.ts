// Trains and computes the trials of a lesson in this process.

import { seedOf } from '../core/training-config.ts';
import type { TrialDriver, TrialNetwork } from '../core/run-lesson.ts';
import type { PreparedRun } from '../training/active-run.ts';
import { createPrepare, type PrepareDependencies } from '../training/prepare-run.ts';
import { rememberLast } from '../training/remember.ts';
import { runTraining } from '../training/run-training.ts';

/** A driver that prepares runs by `dependencies`; data are kept from one trial to the next. `engine` is used whatever is fastest. */
export function createLessonDriver({ loadData, chooseEngine }: PrepareDependencies, engine: string | undefined): TrialDriver {
  const remembered = rememberLast(
    loadData,
    ({ config, preprocessing }) => [config.dataset, config.datasetOptions, config.validation, config.validation === 'test' ? 0 : seedOf(config, 'order'), preprocessing],
    () => true,
  );
  const prepare = createPrepare({ loadData: remembered, chooseEngine });
  const open = (network: TrialNetwork, signal: AbortSignal): Promise<PreparedRun> =>
    prepare({ run: 1, ...network, ...(engine !== undefined && { engine }) }, () => undefined, signal);
  return {
    async train(network, { probe = [], gradients }, tell, signal) {
      const prepared = await open(network, signal);
      const { session } = prepared;
      try {
        const measure = async () => (gradients ? undefined : undefined);
        const gradientsAtStart = await measure();
        for await (const event of runTraining(prepared)) {
          tell(event);
          signal.throwIfAborted();
        }
        const gradientsAtEnd = await measure();
        const inputs = Float32Array.from(probe);
        const size = network.plan.inputShape.reduce((a, b) => a * b, 1);
        const outputs = probe.length === 0 ? inputs : (await session.predict(inputs, probe.length / size)).slice();
        return { weights: await session.readWeights(), outputs, ...(gradientsAtStart && { gradientsAtStart }), ...(gradientsAtEnd && { gradientsAtEnd }) };
      } finally {
        session.dispose();
      }
    },
    async compute({ plan, config, weights }, input, at, signal) {
      const { engine: chosen } = await chooseEngine({ plan, config, forced: engine, signal });
      const session = await chosen.open({ plan, config, weights });
      try {
        return (await session.inspect(input, 1, [at])).get(at)?.data.slice() ?? new Float32Array();
      } finally {
        session.dispose();
      }
    },
  };
}
