// From a checkpoint to an opened session that goes on where it was made.

import type { PreparedRun, PrepareRun } from './active-run.ts';
import type { Checkpoint, RunProgress, SideState } from './checkpoints.ts';
import { withLiveChange } from '../core/training-config.ts';
import type { ResumeArgs, RunEvent, StartArgs } from './protocol.ts';
import { prepareTwins } from './twin-run.ts';

/**
 * Prepares a run that goes on from a checkpoint, on the engine that made it. Rejects with a sentence where the data of then
 * cannot be had, since the run would be another.
 */
export async function prepareResumed(
  prepare: PrepareRun, { run, engine, resume }: StartArgs & { readonly resume: ResumeArgs }, { head, body }: Checkpoint, report: (event: RunEvent) => void, signal: AbortSignal,
): Promise<PreparedRun> {
  const { plan, config, twin } = head;
  const { weights, progress, log, ended } = body;
  const other = twin && body.twin ? { plan: twin.plan, config: twin.config, weights: body.twin.weights } : undefined;
  report({ type: 'resumed', log });
  if (resume.change) report({ type: 'changed', step: progress.place.step, change: resume.change });
  let dataset: string | undefined;
  const tell = (event: RunEvent) => {
    if (event.type === 'data') ({ dataset } = event);
    report(event);
  };
  const chosen = engine ?? (head.engine === '' ? undefined : head.engine);
  const prepared = await prepareTwins(prepare, { run, plan, config, weights, ...(chosen !== undefined && { engine: chosen }), ...(other && { twin: other }) }, tell, signal);
  try {
    if (dataset !== undefined && dataset !== head.dataset) {
      throw new Error(`The run was trained on ${head.dataset} and only ${dataset} can be had now; expected the same data, since the run would be another.`);
    }
    const second = prepared.twin && body.twin ? { twin: goOn(prepared.twin, body.twin) } : {};
    const own = goOn(prepared, resume.change ? { ...body, progress: withChange(progress, resume.change) } : body);
    return { ...own, ...second, ...(ended && { ended }) };
  } catch (error) {
    prepared.session.dispose();
    prepared.twin?.session.dispose();
    throw error;
  }
}

/** Writes the state of then to the session. */
function goOn(prepared: PreparedRun, { state, progress }: SideState): PreparedRun {
  // Memory of frozen parameters waits for their thaw.
  prepared.session.writeState(state, { partial: true });
  return { ...prepared, resting: state.memory, from: progress };
}

function withChange(progress: RunProgress, change: NonNullable<ResumeArgs['change']>): RunProgress {
  return { ...progress, rates: { ...progress.rates, optimizer: withLiveChange(progress.rates.optimizer, change) } };
}
