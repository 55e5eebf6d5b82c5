// One run inside the worker: it is prepared, asked for event after event, paused, stepped and stopped. Everything
// that touches the session takes turns, so a prediction never meets a half-done batch.

import type { TrainingData } from '../core/data.ts';
import type { NetworkPlan } from '../core/plan.ts';
import type { LiveChange, TrainingConfig } from '../core/training-config.ts';
import type { WeightSet } from '../core/weights.ts';
import type { EngineSession } from '../engines/engine.ts';
import type { RunProgress } from './checkpoints.ts';
import type { CheckpointKeeper } from './keep-checkpoints.ts';
import type { ImageShape, RunEvent } from './protocol.ts';
import { runTraining, type TrainingEvents } from './run-training.ts';
import { runTwins, type TwinEvents } from './twin-run.ts';
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
  /** The second side of a comparison. */
  readonly twin?: PreparedRun;
  /** Where to go on; the session has the weights and the state of then. */
  readonly from?: RunProgress;
}

/** A prepared run and its loop. */
export interface StartedRun extends PreparedRun {
  readonly events: TrainingEvents | TwinEvents;
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
  /** Work on the session between batches, in the order asked. Rejects where the run could not be prepared. */
  use<T>(work: (run: StartedRun) => T | Promise<T>): Promise<T>;
  /** Stops and frees the session. */
  dispose(): Promise<void>;
}

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
  const path = createWeightPath();
  let steps = 0;
  const started = prepared.then((run): StartedRun => {
    steps = run.from?.place.step ?? 0;
    return { ...run, events: run.twin ? runTwins(run, run.twin) : runTraining(run), path, steps: () => steps };
  });
  let isPrepared = false;
  const keepPath = async (session: EngineSession): Promise<void> => {
    if (!path.wants(steps)) return;
    const beganMs = performance.now();
    path.add(steps, await session.readWeights(), performance.now() - beganMs);
  };

  const drive = async (): Promise<void> => {
    const run = await started;
    const { events, session } = run;
    isPrepared = true;
    let isBetween = true;
    for (;;) {
      if (isBetween) await gate.pass();
      if (steps === 0 && path.points().length === 0) await inTurn(() => keepPath(session));
      if (isBetween && stopping.signal.aborted) {
        await events.return();
        const bestEpoch = events.bestEpoch();
        return emit({ type: 'ended', reason: 'stopped', ...(bestEpoch !== undefined && { bestEpoch }) });
      }
      const { done, value } = await inTurn(() => events.next());
      if (done) return;
      emit(value);
      if (keeper?.isDue(value)) await inTurn(() => keeper.save(run));
      // Both sides of a comparison have done their batch when the first says so.
      isBetween = value.type !== 'twin' || value.alone === true;
      if (value.type === 'batch' || (value.type === 'twin' && value.alone && value.event.type === 'batch')) gate.countBatch();
      if (value.type !== 'batch') continue;
      steps = value.step;
      await inTurn(() => keepPath(session));
    }
  };
  const ended = drive()
    .catch((error: unknown) => {
      if (stopping.signal.aborted) emit({ type: 'ended', reason: 'stopped' });
      else emit({ type: 'ended', reason: 'failed', message: error instanceof Error ? error.message : String(error) });
    })
    .finally(gate.close);

  const use = async <T>(work: (run: StartedRun) => T | Promise<T>): Promise<T> => {
    const ready = await started;
    return inTurn(async () => work(ready));
  };
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
    change: (change) => use(({ events }) => events.change(change)),
    use,
    async dispose() {
      await stop();
      const ready = await prepared.catch(() => undefined);
      await inTurn(async () => {
        ready?.session.dispose();
        ready?.twin?.session.dispose();
      });
    },
  };
}

/** Runs pieces of work one after another, in the order they came. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
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
