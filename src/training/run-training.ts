// The training loop: epochs, shuffling, batches, metrics over time. It knows no worker and no page: pausing is
// not asking for the next event, a step is asking once, stopping is `return()`.

import type { ExampleSet, TrainingData } from '../core/data.ts';
import { createRandom } from '../core/random.ts';
import type { NetworkPlan } from '../core/plan.ts';
import { settingProblems } from '../core/training-attrs.ts';
import { seedOf, type LiveChange, type TrainingConfig } from '../core/training-config.ts';
import type { Metrics, NonFinite, TrainingEvent } from '../core/training-event.ts';
import { EngineFault, type Batch, type EngineSession } from '../engines/engine.ts';
import { createBestEpoch, type BestEpoch, type BestWeights } from './best-epoch.ts';
import { createBatches } from './batches.ts';
import { runBegin, type RunPlace, type RunProgress } from './checkpoints.ts';
import { createMean, evaluateExamples } from './evaluate.ts';
import { describeNonFinite, findNonFinite } from './find-non-finite.ts';
import { createLiveRates, type LiveRates } from './live-rates.ts';
import { createBreather } from './macrotask.ts';
import { createPace, type Pace } from './throughput.ts';

export interface TrainingRun {
  readonly session: EngineSession;
  readonly config: TrainingConfig;
  readonly data: TrainingData;
  /** Of the session, so that a run that diverges can say where. */
  readonly plan?: NetworkPlan;
  /** Milliseconds; `performance.now` unless given. */
  readonly clock?: () => number;
  /** Where to go on; the session has the weights and the state of then. */
  readonly from?: RunProgress;
}

/** The events of a run, and what may be asked of it between two of them. */
export interface TrainingEvents extends AsyncGenerator<TrainingEvent, void, void> {
  /** From the next batch on; with a schedule it changes what that goes out from. */
  change(change: LiveChange): void;
  /** The best epoch so far; undefined before the first has ended. */
  bestEpoch(): number | undefined;
  /** Its weights, where they are kept. */
  bestWeights(): BestWeights | undefined;
  /** With weights and state of the session, all that the rest of the run depends on. */
  progress(): RunProgress;
}

const advice = 'Training stopped there; a lower learning rate may help.';

/** Shared by the stages of one run. */
interface Context extends TrainingRun {
  readonly clock: () => number;
  readonly breathe: () => Promise<void>;
  readonly pace: Pace;
  readonly rates: LiveRates;
  readonly best: BestEpoch;
  place: RunPlace;
}

/**
 * Trains, one event per batch and per epoch; validation metrics are NaN where there is nothing to validate on, accuracies
 * where there are no classes.
 * The last event is `ended` unless the consumer stops it by `return()`. A loss that is not finite ends the run
 * as `diverged`; an engine that throws, as `failed`. An EngineFault is thrown.
 */
export function runTraining(run: TrainingRun): TrainingEvents {
  const clock = run.clock ?? (() => performance.now());
  const { from } = run;
  const rates = createLiveRates(run.session, run.config, Math.ceil(run.data.training.count / run.config.batchSize), from?.rates);
  const best = createBestEpoch(run.session, run.config, from?.best);
  const pace = createPace(from?.trainedMs);
  const context: Context = { ...run, clock, breathe: createBreather(clock), pace, rates, best, place: from?.place ?? runBegin };
  return Object.assign(eventsOf(context), {
    change: rates.change, bestEpoch: best.number, bestWeights: best.weights,
    progress: () => ({ place: context.place, rates: rates.state(), best: best.state(), trainedMs: pace.trainedMs() }),
  });
}

async function* eventsOf(context: Context): AsyncGenerator<TrainingEvent, void, void> {
  try {
    yield { type: 'ended', ...(yield* trainEpochs(context)), ...bestOf(context) };
  } catch (error) {
    // Who runs the loop can begin another from before; see fall-back.ts.
    if (error instanceof EngineFault) throw error;
    yield { type: 'ended', reason: 'failed', message: error instanceof Error ? error.message : String(error), ...bestOf(context) };
  }
}

function bestOf({ best }: Context): { readonly bestEpoch?: number } {
  const bestEpoch = best.number();
  return bestEpoch === undefined ? {} : { bestEpoch };
}

type End = Pick<Extract<TrainingEvent, { type: 'ended' }>, 'reason' | 'message' | 'diagnosis'>;

/** All epochs; returns how they ended. */
async function* trainEpochs(context: Context): AsyncGenerator<TrainingEvent, End, void> {
  const { config, data, best } = context;
  const [problem] = settingProblems(config);
  if (problem) throw new Error(`The ${problem.message}.`);
  if (data.training.count === 0) throw new Error('The training part has no examples; at least one is needed.');
  if (context.place.stop !== undefined) return stopEarly(context, context.place.stop);
  for (let { epoch } = context.place; epoch <= config.epochs; epoch++) {
    yield { type: 'phase', phase: 'training' };
    const trained = yield* trainEpoch(context, context.place);
    if ('diverged' in trained) return { reason: 'diverged', message: trained.diverged, ...(trained.diagnosis && { diagnosis: trained.diagnosis }) };
    const { step } = trained;
    if (data.validation.count > 0) yield { type: 'phase', phase: 'validating', fraction: 0 };
    const validation = yield* validate(context);
    if (!Number.isFinite(validation.loss) && data.validation.count > 0) {
      return { reason: 'diverged', message: `The validation loss became ${validation.loss} after epoch ${epoch}. ${advice}` };
    }
    const { durationMs, metrics } = trained;
    const watched = data.validation.count > 0 ? validation : metrics;
    context.rates.epochEnded(watched.loss);
    const stop = await best.epochEnded(epoch, watched);
    const imagesPerSecond = (1000 * data.training.count) / Math.max(durationMs, 1);
    context.place = { ...runBegin, step, epoch: epoch + 1, ...(stop !== undefined && { stop }) };
    yield { type: 'epoch', epoch, step, training: metrics, validation, durationMs, imagesPerSecond };
    if (stop !== undefined) return stopEarly(context, stop);
  }
  return { reason: 'completed' };
}

/** The weights of the best epoch come back. */
function stopEarly({ session, best }: Context, message: string): End {
  const kept = best.weights();
  if (kept) session.writeWeights(kept.weights);
  return { reason: 'stoppedEarly', message };
}

type Trained = { readonly step: number; readonly metrics: Metrics; readonly durationMs: number } | { readonly diverged: string; readonly diagnosis?: NonFinite | undefined };

/** The batches of an epoch that are left. */
async function* trainEpoch(context: Context, { epoch, batch: first, step: done, sums, durationMs: spentMs }: RunPlace): AsyncGenerator<TrainingEvent, Trained, void> {
  const { session, config, data, clock, pace, rates } = context;
  const batches = createBatches(data.training, config.batchSize, epochOrder(data.training, config, epoch));
  const mean = createMean(hasClasses(data), sums);
  const stepsBefore = done - first;
  let durationMs = spentMs;
  for (let index = first; index < batches.length; index++) {
    await context.breathe();
    const started = clock();
    const batch = batches.read(index);
    // By epoch and batch, so that a run can be taken up at any.
    data.augment?.(batch.inputs, batch.count, createRandom(seedOf(config, 'order'), `augmentation epoch ${epoch} batch ${index}`));
    const learningRate = rates.apply(stepsBefore + index, epoch - 1);
    const result = await session.trainBatch(batch);
    const tookMs = clock() - started;
    const step = stepsBefore + index + 1;
    if (!Number.isFinite(result.loss)) {
      const diagnosis = await diagnose(context, batch);
      const where = diagnosis ? `${describeNonFinite(diagnosis)} ` : '';
      return { diverged: `The loss became ${result.loss} at step ${step} (epoch ${epoch}, batch ${index + 1}). ${where}${advice}`, diagnosis };
    }
    durationMs += tookMs;
    mean.add(result, batch.count);
    pace.trained(batch.count, tookMs);
    context.place = { step, epoch, batch: index + 1, sums: mean.state(), durationMs };
    yield {
      type: 'batch', step, epoch, batch: index + 1, batchesPerEpoch: batches.length,
      loss: result.loss, accuracy: hasClasses(data) ? result.correct / batch.count : NaN, learningRate,
      imagesPerSecond: pace.imagesPerSecond(),
      etaMs: remainingMs(context, epoch, index + 1),
      trainedMs: pace.trainedMs(),
    };
  }
  return { step: stepsBefore + batches.length, metrics: mean.metrics(), durationMs };
}

/** Where a step that was refused went wrong; undefined where that cannot be told, for want of memory too. */
async function diagnose({ session, plan }: Context, batch: Batch): Promise<NonFinite | undefined> {
  if (!plan) return undefined;
  return findNonFinite(session, plan, batch, await session.readWeights()).catch(() => undefined);
}

function remainingMs({ config, data, pace }: Context, epoch: number, batch: number): number {
  const epochsLeft = config.epochs - epoch + 1;
  const seen = Math.min(batch * config.batchSize, data.training.count);
  return pace.etaMs(data.training.count * epochsLeft - seen, data.validation.count * epochsLeft);
}

async function* validate({ session, config, data, clock, breathe, pace }: Context): AsyncGenerator<TrainingEvent, Metrics, void> {
  const steps = evaluateExamples(session, data.validation, config, clock, hasClasses(data));
  for (;;) {
    await breathe();
    const step = await steps.next();
    if (step.done) return step.value;
    pace.validated(step.value.images, step.value.durationMs);
    yield { type: 'phase', phase: 'validating', fraction: step.value.fraction };
  }
}

/** Without classes nothing is right or wrong. */
function hasClasses({ classNames }: TrainingData): boolean {
  return classNames.length > 0;
}

/** The order of an epoch is drawn from the seed and the epoch alone, so a run can be taken up at any epoch. */
export function epochOrder({ count }: ExampleSet, config: TrainingConfig, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  return config.shuffle ? createRandom(seedOf(config, 'order'), `shuffle epoch ${epoch}`).shuffle(order) : order;
}
