// What a run goes back to where its engine finds that its numbers cannot be trusted, and how it goes on from there.

import type { OptimizerState } from '../core/optimizer-state.ts';
import type { EngineFault } from '../engines/engine.ts';
import type { PreparedRun } from './active-run.ts';
import type { SidesEnded, SideState } from './checkpoints.ts';
import { copyWeights } from './network-requests.ts';
import { stateOf } from './reopen.ts';
import { runTraining, type TrainingEvents } from './run-training.ts';
import { runTwins, type TwinEvents } from './twin-run.ts';

/** All that the rest of a run depends on, between two batches. */
export interface RunState extends SideState {
  readonly twin?: SideState;
  readonly ended?: SidesEnded;
}

/** A run and its loop. */
export interface GoingRun extends PreparedRun {
  readonly resting: OptimizerState['memory'];
  readonly events: TrainingEvents | TwinEvents;
}

/** The loop of a prepared run, from where that begins. */
export function begin(run: PreparedRun): GoingRun {
  return {
    ...run,
    resting: run.resting ?? {},
    events: run.twin ? runTwins(run, run.twin, run.ended) : runTraining(run),
  };
}

/** A copy of what the run is now. */
export async function runState({ session, resting, twin, events }: GoingRun): Promise<RunState> {
  const own = await sideState(session, resting, events);
  if (!twin || !('twin' in events)) return own;
  return { ...own, twin: await sideState(twin.session, {}, events.twin), ended: events.ended() };
}

/** The same; undefined where the engine finds no faults of its own, and nothing has to be kept for them. */
export async function restorable(run: GoingRun): Promise<RunState | undefined> {
  return run.session.recover ? runState(run) : undefined;
}

async function sideState(
  session: PreparedRun['session'],
  resting: OptimizerState['memory'],
  events: Pick<TrainingEvents, 'progress'>,
): Promise<SideState> {
  return {
    weights: copyWeights(await session.readWeights()),
    state: await stateOf({ session, resting }),
    progress: events.progress(),
  };
}

/** The run from `state` on, its sessions without what was at fault. Rejects where they cannot recover. */
export async function fallBack<Run extends GoingRun>(run: Run, { twin, ended, ...own }: RunState): Promise<Run> {
  await run.events.return();
  const back = { ...run, ...(await restore(run, own)), ...(ended && { ended }) };
  const second = run.twin && twin ? { twin: { ...run.twin, ...(await restore(run.twin, twin)) } } : {};
  const { events } = begin({ ...back, ...second });
  return { ...back, ...second, events };
}

async function restore(
  { session }: PreparedRun,
  { weights, state, progress }: SideState,
): Promise<Pick<GoingRun, 'resting' | 'from'>> {
  if (!session.recover) throw new Error('the engine cannot go on without what was at fault');
  await session.recover();
  session.writeWeights(weights);
  session.writeState(state, { partial: true });
  return { resting: state.memory, from: progress };
}

/** What people read when a run has fallen back. */
export function fallBackText(
  { message }: EngineFault,
  { session }: Pick<PreparedRun, 'session'>,
  {
    progress: {
      place: { step },
    },
  }: RunState,
): string {
  const from = step === 0 ? 'from its beginning' : `from step ${step}, where it was last kept`;
  const why = `The run was stopped, because its numbers could not be trusted: ${message}.`;
  return `${why} It goes on ${from}. ${session.notice ?? ''}`.trim();
}
