// From a checkpoint to an opened session that goes on where it was made.

import type { PreparedRun } from './active-run.ts';
import type { Checkpoint, RunProgress } from './checkpoints.ts';
import { withLiveChange } from '../core/training-config.ts';
import type { ResumeArgs, RunEvent, StartArgs } from './protocol.ts';

type Prepare = (args: StartArgs, report: (event: RunEvent) => void, signal: AbortSignal) => Promise<PreparedRun>;

/**
 * Prepares a run that goes on from a checkpoint, on the engine that made it. Rejects with a sentence where the data of then
 * cannot be had, since the run would be another.
 */
export async function prepareResumed(
  prepare: Prepare, { run, engine, resume }: StartArgs & { readonly resume: ResumeArgs }, { head, body }: Checkpoint, report: (event: RunEvent) => void, signal: AbortSignal,
): Promise<PreparedRun> {
  const { plan, config } = head;
  const { weights, state, progress, log } = body;
  report({ type: 'resumed', log });
  if (resume.change) report({ type: 'changed', step: progress.place.step, change: resume.change });
  let dataset: string | undefined;
  const tell = (event: RunEvent) => {
    if (event.type === 'data') ({ dataset } = event);
    report(event);
  };
  const chosen = engine ?? (head.engine === '' ? undefined : head.engine);
  const prepared = await prepare({ run, plan, config, weights, ...(chosen !== undefined && { engine: chosen }) }, tell, signal);
  try {
    if (dataset !== undefined && dataset !== head.dataset) {
      throw new Error(`The run was trained on ${head.dataset} and only ${dataset} can be had now; expected the same data, since the run would be another.`);
    }
    // Memory of frozen parameters waits for their thaw.
    prepared.session.writeState(state, { partial: true });
  } catch (error) {
    prepared.session.dispose();
    throw error;
  }
  return { ...prepared, resting: state.memory, from: resume.change ? withChange(progress, resume.change) : progress };
}

function withChange(progress: RunProgress, change: NonNullable<ResumeArgs['change']>): RunProgress {
  return { ...progress, rates: { ...progress.rates, optimizer: withLiveChange(progress.rates.optimizer, change) } };
}
