// Trains and computes the trials of a lesson in this process.

import type { TrialDriver, TrialNetwork } from '../core/run-lesson.ts';
import { elementCount } from '../core/shape.ts';
import { isTrainingEvent } from '../core/training-event.ts';
import type { PreparedRun } from '../training/active-run.ts';
import { gradientNorms } from '../training/gradient-norms.ts';
import type { RunEvent } from '../training/protocol.ts';
import { CommandError, type Cli } from './command.ts';
import { trainUntilEnd, type Prepare } from './training-request.ts';

/** A driver whose networks `prepare` opens with their data; `engine` is used whatever is fastest. */
export function createLessonDriver(prepare: Prepare, { chooseEngine, signal }: Pick<Cli, 'chooseEngine' | 'signal'>, engine: string | undefined): TrialDriver {
  const open = async (network: TrialNetwork): Promise<PreparedRun> => {
    const prepared = await prepare({ run: 1, ...network, ...(engine !== undefined && { engine }) }, () => undefined);
    if ('session' in prepared) return prepared;
    throw new CommandError(prepared.message ?? `Training ${prepared.reason}.`);
  };
  return {
    async train(network, { probe = [], gradients }, tell) {
      const prepared = await open(network);
      const { session } = prepared;
      try {
        const measure = () => (gradients ? gradientNorms(prepared) : undefined);
        const gradientsAtStart = await measure();
        const tellOwn = (event: RunEvent) => { if (isTrainingEvent(event)) tell(event); };
        tellOwn(await trainUntilEnd(prepared, tellOwn, signal));
        signal.throwIfAborted();
        const gradientsAtEnd = await measure();
        const count = probe.length / elementCount(network.plan.inputShape);
        const outputs = count === 0 ? new Float32Array() : (await session.predict(Float32Array.from(probe), count)).slice();
        return { weights: await session.readWeights(), outputs, ...(gradientsAtStart && { gradientsAtStart }), ...(gradientsAtEnd && { gradientsAtEnd }) };
      } finally {
        session.dispose();
      }
    },
    async compute({ plan, config, weights }, input, at) {
      const { engine: chosen } = await chooseEngine({ plan, config, forced: engine, signal });
      const session = await chosen.open({ plan, config, weights });
      try {
        const values = await session.inspect(input, 1, [at]);
        return values.get(at)?.data.slice() ?? new Float32Array();
      } finally {
        session.dispose();
      }
    },
  };
}
