// One run inside the worker: it is prepared, asked for event after event, paused, stepped and stopped. Everything
// that touches the session takes turns, so a prediction never meets a half-done batch.

import type { TrainingData } from '../core/data.ts';
import type { OptimizerState } from '../core/optimizer-state.ts';
import type { NetworkPlan } from '../core/plan.ts';
import type { LiveChange, TrainingConfig } from '../core/training-config.ts';
import { createTurns } from '../core/turns.ts';
import type { WeightSet } from '../core/weights.ts';
import { EngineFault, type EngineSession } from '../engines/engine.ts';
import type { FreshWeight } from '../core/carry-over.ts';
import type { RunProgress, SidesEnded } from './checkpoints.ts';
import { begin, fallBack, fallBackText, restorable, type GoingRun, type RunState } from './fall-back.ts';
import type { CheckpointKeeper } from './keep-checkpoints.ts';
import type { ImageShape, ReopenArgs, RunEvent, StartArgs } from './protocol.ts';
import { freshText, reopenRun } from './reopen.ts';
import { createWeightPath, type WeightPath } from './weight-path.ts';

/** What a run works with once data and engine are there. */
export interface PreparedRun {
  readonly session: EngineSession;
  readonly config: TrainingConfig;
  readonly data: TrainingData;
  /** Of the session. */
  readonly plan: NetworkPlan;
  /** Makes an image from elsewhere (pixels 0 to 255, channels first) what the network was trained on. */
  readonly prepareImage: (pixels: Uint8Array, shape: ImageShape) => Float32Array;
  /** Another session of the same network on the same engine, with weights of its own. */
  readonly openBeside: (weights: WeightSet) => Promise<EngineSession>;
  /** The same data and engine with another network, and a session of it. Rejects with a sentence where they do not fit it. */
  readonly openAs: (plan: NetworkPlan, weights: WeightSet) => Promise<Pick<PreparedRun, 'session' | 'plan' | 'data' | 'openBeside'>>;
  /** The second side of a comparison. */
  readonly twin?: PreparedRun;
  /** Where to go on; the session has the weights and the state of then. */
  readonly from?: RunProgress;
  /** Sides of a comparison that had ended by then. */
  readonly ended?: SidesEnded;
  /** The optimiser's memory of parameters that are frozen now. */
  readonly resting?: OptimizerState['memory'];
}

/** A prepared run and its loop. */
export interface StartedRun extends GoingRun {
  /** What the weights were on the way. */
  readonly path: WeightPath;
  /** Steps taken so far. */
  readonly steps: () => number;
}

export interface ActiveRun {
  hasEnded(): boolean;
  /** Resolves when no batch is in the works any more. */
  pause(): Promise<void>;
  resume(): void;
  /** Trains one batch, then is paused; resolves when it is done or the run has ended. */
  step(): Promise<void>;
  /** Resolves when the run has ended. */
  stop(): Promise<void>;
  change(change: LiveChange): Promise<void>;
  /** Exchanges the network between batches and returns what starts anew. Rejects, and changes nothing, where it does not fit. */
  reopen(args: ReopenArgs): Promise<readonly FreshWeight[]>;
  /** Work on the session between batches, in the order asked. Rejects where the run could not be prepared. */
  use<T>(work: (run: StartedRun) => T | Promise<T>): Promise<T>;
  /** Stops and frees the session. */
  dispose(): Promise<void>;
}

/** Loads data, chooses and opens an engine, reporting phases, notices and choices on the way. */
export type PrepareRun = (args: StartArgs, report: (event: RunEvent) => void, signal: AbortSignal) => Promise<PreparedRun>;

export interface RunOptions {
  prepare(signal: AbortSignal): Promise<PreparedRun>;
  emit(event: RunEvent): void;
  /** Waits before the first batch. */
  readonly paused: boolean;
  /** Told of when to make checkpoints; without it, none are made. */
  readonly keeper?: CheckpointKeeper | undefined;
}

/** Begins a run; its `ended` event comes last, exactly once. */
export function startRun({ prepare, emit, paused, keeper }: RunOptions): ActiveRun {
  const stopping = new AbortController();
  const gate = createGate(stopping.signal, paused ? 0 : Infinity);
  const inTurn = createTurns();
  const prepared = prepare(stopping.signal);
  let steps = 0;
  /** The run as it is; only a turn may exchange it. */
  let started = prepared.then((run): StartedRun => {
    steps = run.from?.place.step ?? 0;
    return { ...begin(run), path: createWeightPath(), steps: () => steps };
  });
  /** What the run began with, or its network was exchanged with, to go back to before the first checkpoint. */
  let began: RunState | undefined;
  let isPrepared = false;
  const use = async <T>(work: (run: StartedRun) => T | Promise<T>): Promise<T> => {
    await started;
    return inTurn(async () => work(await started));
  };
  const keepPath = async ({ session, path }: StartedRun): Promise<void> => {
    if (!path.wants(steps)) return;
    const beganMs = performance.now();
    path.add(steps, await session.readWeights(), performance.now() - beganMs);
  };

  /** To the last checkpoint, and on from there without what was at fault. */
  const goBack = async (run: StartedRun, fault: EngineFault): Promise<void> => {
    const state = await keeper?.latest() ?? began;
    if (!state) throw fault;
    started = Promise.resolve({ ...await fallBack(run, state), path: createWeightPath() });
    steps = state.progress.place.step;
    if (keeper) {
      const log = keeper.logThen();
      emit({ type: 'resumed', log });
      if (log.engine) emit({ type: 'engine', ...log.engine, description: run.session.description });
    }
    emit({ type: 'notice', code: 'fell-back', message: fallBackText(fault, run, state) });
  };

  /** Undefined where the run has gone back instead. */
  const nextEvent = () => use((run) => run.events.next()).catch(async (error: unknown) => {
    if (!(error instanceof EngineFault)) throw error;
    await use((run) => goBack(run, error));
    return undefined;
  });

  const drive = async (): Promise<void> => {
    await started;
    isPrepared = true;
    began = await use(restorable);
    let isBetween = true;
    for (;;) {
      if (isBetween) await gate.pass();
      const { events, path } = await started;
      if (steps === 0 && path.points().length === 0) await use(keepPath);
      if (isBetween && stopping.signal.aborted) {
        await events.return();
        const bestEpoch = events.bestEpoch();
        return emit({ type: 'ended', reason: 'stopped', ...(bestEpoch !== undefined && { bestEpoch }) });
      }
      const told = await nextEvent();
      if (!told) {
        isBetween = true;
        continue;
      }
      const { done, value } = told;
      if (done) return;
      emit(value);
      if (keeper?.isDue(value)) await use((run) => keeper.save(run));
      // Both sides of a comparison have done their batch when the first says so.
      isBetween = value.type !== 'twin' || value.alone === true;
      if (value.type === 'batch' || (value.type === 'twin' && value.alone && value.event.type === 'batch')) gate.countBatch();
      if (value.type !== 'batch') continue;
      steps = value.step;
      await use(keepPath);
    }
  };
  const ended = drive()
    .catch((error: unknown) => {
      if (stopping.signal.aborted) emit({ type: 'ended', reason: 'stopped' });
      else emit({ type: 'ended', reason: 'failed', message: error instanceof Error ? error.message : String(error) });
    })
    .finally(gate.close);

  /** A run that waits may wait long, and its page be closed meanwhile. */
  const parked = async (): Promise<void> => {
    await gate.parked();
    if (keeper && !gate.isClosed()) await use((run) => keeper.save(run));
  };
  const stop = () => {
    stopping.abort();
    gate.wake();
    return ended;
  };
  return {
    hasEnded: gate.isClosed,
    pause() {
      gate.allow(0);
      return isPrepared ? parked() : Promise.resolve();
    },
    resume: () => gate.allow(Infinity),
    step() {
      gate.allow(1);
      return parked();
    },
    stop,
    change: (change) => use(({ events }) => {
      events.change(change);
      emit({ type: 'changed', step: events.progress().place.step, change });
      const shared = 'twin' in events ? events.shared(change) : {};
      if ('twin' in events && Object.keys(shared).length > 0) emit({ type: 'twin', event: { type: 'changed', step: events.twin.progress().place.step, change: shared } });
    }),
    reopen: (args) => use(async (run) => {
      if (gate.isClosed()) throw new Error('The run has ended; expected one that goes on.');
      const { run: next, fresh } = await reopenRun(run, args);
      started = Promise.resolve(next);
      keeper?.reopened(args.subject);
      began = await restorable(next);
      const message = freshText(fresh);
      if (message !== undefined) emit({ type: 'notice', code: 'starts-anew', message });
      return fresh;
    }),
    use,
    async dispose() {
      await stop();
      const ready = await started.catch(() => undefined);
      await inTurn(async () => {
        ready?.session.dispose();
        ready?.twin?.session.dispose();
      });
    },
  };
}

/** Lets through as many batches as are allowed, and knows when the run waits before it. */
function createGate(stopping: AbortSignal, allowedAtFirst: number) {
  let allowed = allowedAtFirst;
  let waiting = false;
  let closed = false;
  let open: () => void = () => undefined;
  const watchers: (() => void)[] = [];
  const tellParked = () => {
    for (const watcher of watchers.splice(0)) watcher();
  };
  const wake = () => {
    waiting = false;
    open();
  };
  return {
    async pass(): Promise<void> {
      while (allowed <= 0 && !stopping.aborted) {
        waiting = true;
        tellParked();
        await new Promise<void>((resolve) => { open = resolve; });
      }
    },
    countBatch(): void {
      allowed--;
    },
    allow(batches: number): void {
      allowed = batches;
      if (batches > 0) wake();
    },
    wake,
    parked: () => (waiting || closed ? Promise.resolve() : new Promise<void>((resolve) => { watchers.push(resolve); })),
    close(): void {
      closed = true;
      tellParked();
    },
    isClosed: () => closed,
  };
}
