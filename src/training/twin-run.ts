// Two runs in lockstep: a batch of the one, then of the other, on the same data and engine. Each is the very loop that
// trains it alone; time is measured for its own work only. Events of the second side come wrapped as `twin`.

import type { LiveChange, OptimizerConfig } from '../core/training-config.ts';
import type { RunEnd, TrainingEvent } from '../core/training-event.ts';
import type { ActiveRun, PreparedRun, PrepareRun } from './active-run.ts';
import type { RunPlace, SidesEnded } from './checkpoints.ts';
import type { RunEvent, StartArgs, TwinEvent } from './protocol.ts';
import { runTraining, type TrainingEvents, type TrainingRun } from './run-training.ts';
import { createWeightPath } from './weight-path.ts';

/**
 * Prepares a run and, where it is asked for one, its twin: the same data, and the engine that was chosen for the first.
 * Rejects with a sentence where the two cannot be trained side by side.
 */
export async function prepareTwins(prepare: PrepareRun, args: StartArgs, report: (event: RunEvent) => void, signal: AbortSignal): Promise<PreparedRun> {
  const { twin: other, ...first } = args;
  if (!other) return prepare(args, report, signal);
  const obstacle = twinObstacle(args.config, other.config);
  if (obstacle !== undefined) throw new Error(obstacle);
  let engine = args.engine;
  const own = await prepare(first, (event) => {
    if (event.type === 'engine') engine = event.id;
    report(event);
  }, signal);
  try {
    const tell = (event: RunEvent) => { if (event.type !== 'twin' && event.type !== 'phase') report({ type: 'twin', event }); };
    const twin = await prepare({ run: args.run, ...other, ...(engine !== undefined && { engine }) }, tell, signal);
    return { ...own, twin };
  } catch (error) {
    own.session.dispose();
    throw new Error(`B cannot be trained beside A: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Why two configurations cannot see the same batches; undefined where they can. */
export function twinObstacle(a: StartArgs['config'], b: StartArgs['config']): string | undefined {
  if (a.dataset !== b.dataset) return `Both sides of a comparison train on the same data; A trains on ${a.dataset} and B on ${b.dataset}.`;
  if (JSON.stringify(a.datasetOptions ?? {}) !== JSON.stringify(b.datasetOptions ?? {})) return 'Both sides of a comparison train on the same data; choose the same options of the dataset for both.';
  if (a.validation !== b.validation) return 'Both sides of a comparison are validated on the same images; choose the same validation for both.';
  return undefined;
}

export interface TwinEvents extends Omit<TrainingEvents, keyof AsyncGenerator>, AsyncGenerator<TrainingEvent | TwinEvent, void, void> {
  /** What may be asked of the second side. */
  readonly twin: TrainingEvents;
  /** How sides have ended while the other goes on. */
  ended(): SidesEnded;
  /** What of a change reaches the second side. */
  shared(change: LiveChange): LiveChange;
}

/**
 * Trains both in rounds: one batch of the first, then batches of the second until it has seen as many images; the first's
 * `batch` event ends the round. Where one side has ended the other goes on alone, and the first's `ended` comes last.
 * Changes reach both, the second only in settings that it shared at the start. `ended`: sides that had ended where both go on
 * from a checkpoint.
 */
export function runTwins(own: TrainingRun, twin: TrainingRun, ended: SidesEnded = {}): TwinEvents {
  const first = runTraining(own);
  const second = runTraining(twin);
  const shared = (change: LiveChange) => sharedChange(change, own.config.optimizer, twin.config.optimizer);
  const a = sideOf(own, first, ended.own);
  const b = sideOf(twin, second, ended.twin);
  return Object.assign(rounds(a, b), {
    change(change: LiveChange) {
      first.change(change);
      second.change(shared(change));
    },
    shared,
    ended: () => ({ ...(a.ended && { own: a.ended }), ...(b.ended && { twin: b.ended }) }),
    bestEpoch: first.bestEpoch,
    bestWeights: first.bestWeights,
    progress: first.progress,
    twin: second,
  });
}

function sharedChange(change: LiveChange, a: OptimizerConfig, b: OptimizerConfig): LiveChange {
  const setting = (optimizer: OptimizerConfig, name: string): unknown => Object.entries(optimizer).find(([key]) => key === name)?.[1];
  return Object.fromEntries(Object.entries(change).filter(([name]) => setting(a, name) === setting(b, name)));
}

interface Side {
  readonly run: TrainingRun;
  readonly events: TrainingEvents;
  images: number;
  ended?: RunEnd;
}

function sideOf(run: TrainingRun, events: TrainingEvents, ended: RunEnd | undefined): Side {
  return { run, events, images: run.from ? imagesAt(run, run.from.place) : 0, ...(ended && { ended }) };
}

/** Images that a side has seen, by where it is. */
function imagesAt({ config, data: { training } }: TrainingRun, { epoch, batch }: Pick<RunPlace, 'epoch' | 'batch'>): number {
  return (epoch - 1) * training.count + Math.min(batch * config.batchSize, training.count);
}

async function* rounds(a: Side, b: Side): AsyncGenerator<TrainingEvent | TwinEvent, void, void> {
  try {
    let toldAlone = false;
    while (!a.ended || !b.ended) {
      let batch: TrainingEvent | undefined;
      for await (const event of nextBatch(a)) {
        if (event.type === 'batch') batch = event;
        else if (event.type !== 'ended') yield event;
      }
      const alone = a.ended !== undefined;
      const why = a.ended?.message;
      if (why !== undefined && !b.ended && !toldAlone) {
        toldAlone = true;
        yield { type: 'notice', code: 'twin-alone', message: `A has ended: ${why} B goes on alone.` };
      }
      while (!b.ended && (alone || b.images < a.images)) {
        for await (const event of nextBatch(b)) yield { type: 'twin', event, ...(alone && { alone }) };
      }
      if (batch) yield batch;
    }
    if (a.ended) yield a.ended;
  } finally {
    await a.events.return();
    await b.events.return();
  }
}

/** Events up to and with the next batch, or the end. */
async function* nextBatch(side: Side): AsyncGenerator<TrainingEvent, void, void> {
  const { run, events } = side;
  while (!side.ended) {
    const { done, value } = await events.next();
    if (done) return;
    if (value.type === 'ended') side.ended = value;
    if (value.type === 'batch') side.images = imagesAt(run, value);
    yield value;
    if (value.type === 'batch') return;
  }
}

/** The second side of a run, for requests that look at it. */
export function twinOf(run: ActiveRun): ActiveRun {
  return {
    ...run,
    use: (work) => run.use(({ twin, events, steps }) => {
      if (!twin || !('twin' in events)) throw new Error('The run has no second side; expected a comparison.');
      // The way through its weights is kept of the first side alone.
      return work({ ...twin, resting: {}, events: events.twin, path: createWeightPath(), steps });
    }),
  };
}
