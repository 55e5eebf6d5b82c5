// Which engine trains this network on this machine: found by measuring the real plan, never by name. Software GPUs
// announce themselves like real ones and are ten times slower than a CPU.

import { elementCount } from '../core/shape.ts';
import { takesTargets, type LossType } from '../core/losses.ts';
import type { NetworkPlan } from '../core/plan.ts';
import { createRandom } from '../core/random.ts';
import { seedOf, type TrainingConfig } from '../core/training-config.ts';
import { initialWeights } from '../core/weights.ts';
import { EngineFault, type Batch, type EngineSession, type OpenRequest, type TrainingEngine } from './engine.ts';

/** An engine that was considered. */
export interface MeasuredEngine {
  readonly id: string;
  readonly name: string;
  /** Training throughput on this plan; absent where it was not measured. */
  readonly imagesPerSecond?: number;
  /** Why it cannot be used or was not measured. */
  readonly refusal?: string;
}

export interface ChosenEngine {
  readonly engine: TrainingEngine;
  /** Every engine that was considered, in the order given. */
  readonly candidates: readonly MeasuredEngine[];
}

export interface ChooseRequest {
  /** The most promising first. */
  readonly engines: readonly TrainingEngine[];
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Id of the one engine to use, unmeasured. */
  readonly forced?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Time for all measurements together; 1500 where absent. */
  readonly budgetMs?: number;
}

/**
 * An engine this quick with a batch ends the search: what remains are tfjs's backends, which take about as long to
 * dispatch a step's operations, and up to seconds to build their shaders.
 */
const enoughMs = 20;

/**
 * The fastest engine for a plan, by a few batches of it on each that can run it. Rejects with a sentence where none
 * can, or where the forced one cannot.
 */
export async function chooseEngine(request: ChooseRequest): Promise<ChosenEngine> {
  const { engines, plan, config, forced, signal, budgetMs = 1500 } = request;
  if (forced !== undefined) return useForced(request, forced);

  const candidates: MeasuredEngine[] = [];
  let best: Best | undefined;
  const open = { plan, config, weights: initialWeights(plan.ops, seedOf(config, 'weights'), config.initialisation) };
  const end = performance.now() + budgetMs;
  for (const [index, engine] of engines.entries()) {
    signal?.throwIfAborted();
    const { id, name } = engine;
    const refusal = unneeded(best, config.batchSize, end) ?? (await refusalOf(engine, request));
    if (refusal !== undefined) {
      candidates.push({ id, name, refusal });
      continue;
    }
    // What is left is shared out evenly, so that a slow engine early on leaves time for the rest.
    const shareMs = Math.max(end - performance.now(), 0) / (engines.length - index);
    const outcome = await measure(engine, open, shareMs, signal);
    candidates.push({ id, name, ...outcome });
    if ('imagesPerSecond' in outcome && outcome.imagesPerSecond > (best?.imagesPerSecond ?? 0)) best = { engine, ...outcome };
  }
  if (best) return { engine: best.engine, candidates };
  throw new Error(`No engine can train this network: ${candidates.map(({ name, refusal }) => `${name}: ${refusal}`).join('; ')}.`);
}

interface Best {
  readonly engine: TrainingEngine;
  readonly imagesPerSecond: number;
}

/** Why no further engine need be measured. */
function unneeded(best: Best | undefined, batchSize: number, end: number): string | undefined {
  if (!best) return undefined;
  const batchMs = (1000 * batchSize) / best.imagesPerSecond;
  if (batchMs <= enoughMs) return `not measured: ${best.engine.name} trains a batch in ${Math.ceil(batchMs)} ms`;
  return performance.now() < end ? undefined : 'not measured: the time for measuring was used up';
}

async function useForced(request: ChooseRequest, forced: string): Promise<ChosenEngine> {
  const engine = request.engines.find(({ id }) => id === forced);
  if (!engine) throw new Error(`There is no engine "${forced}"; expected one of ${request.engines.map(({ id }) => id).join(', ')}.`);
  const refusal = await refusalOf(engine, request);
  if (refusal !== undefined) throw new Error(`${engine.name} cannot train this network: ${refusal}.`);
  return { engine, candidates: [{ id: engine.id, name: engine.name }] };
}

async function refusalOf(engine: TrainingEngine, { plan, config }: ChooseRequest): Promise<string | undefined> {
  const obstacle = engine.supports(plan, config).find(({ severity }) => severity === 'error');
  if (obstacle) return obstacle.message;
  return (await engine.isAvailable()) ? undefined : 'not available here';
}

type Outcome = { readonly imagesPerSecond: number } | { readonly refusal: string };

/** Opens a session, trains it for about `shareMs` and disposes it; once more where the engine found itself at fault. */
async function measure(
  engine: TrainingEngine, request: OpenRequest, shareMs: number, signal: AbortSignal | undefined, isSecond = false,
): Promise<Outcome> {
  let session: EngineSession | undefined;
  try {
    session = await engine.open(request);
    return { imagesPerSecond: await measureSession(session, request, shareMs, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    // Another session does without what was at fault.
    if (error instanceof EngineFault && !isSecond) return await measure(engine, request, shareMs, signal, true);
    return { refusal: error instanceof Error ? error.message : String(error) };
  } finally {
    session?.dispose();
  }
}

const maxTimedBatches = 5;
const firstCount = 4;

/**
 * Median images per second over full batches behind a first few examples, which find out whether there is time for
 * full ones (and let shaders and kernels be built); where there is not, those few are the measurement.
 */
async function measureSession(session: EngineSession, { plan, config }: OpenRequest, shareMs: number, signal: AbortSignal | undefined): Promise<number> {
  const { batchSize } = config;
  const examples = randomBatch(plan, config.loss, batchSize);
  const end = performance.now() + shareMs;
  const time = async (count: number): Promise<number> => {
    signal?.throwIfAborted();
    const start = performance.now();
    await session.trainBatch({ ...examples, count });
    return Math.max(performance.now() - start, 0.01);
  };
  const few = Math.min(firstCount, batchSize);
  let rate = (1000 * few) / (await time(few));
  const timeFor = (count: number) => (1000 * count) / rate;
  if (performance.now() + timeFor(few) < end) rate = (1000 * few) / (await time(few));
  // Once more as warm-up, for code that is compiled anew for the full batch.
  if (performance.now() + 2 * timeFor(batchSize) > end) return rate;
  rate = (1000 * batchSize) / (await time(batchSize));
  const rates: number[] = [];
  while (rates.length < maxTimedBatches && performance.now() + timeFor(batchSize) < end) {
    rate = (1000 * batchSize) / (await time(batchSize));
    rates.push(rate);
  }
  return rates.length === 0 ? rate : median(rates);
}

function randomBatch({ inputShape, outputShape }: NetworkPlan, loss: LossType, count: number): Batch {
  const random = createRandom(0, 'measure');
  const outputs = elementCount(outputShape);
  return {
    count,
    ...(takesTargets(loss) && { targets: Float32Array.from({ length: count * outputs }, () => random.int(2)) }),
    inputs: Float32Array.from({ length: count * elementCount(inputShape) }, () => random.unit()),
    labels: Int32Array.from({ length: count }, () => random.int(outputs)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
