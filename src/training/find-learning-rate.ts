// The learning-rate finder: an exponential range test on a session of its own, so that no run notices.

import type { TrainingData } from '../core/data.ts';
import { hasExploded, rateOfStep, smoothLosses, suggestRate, type RateCurve, type RatePoint, type RateRange } from '../core/learning-rate-curve.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { EngineSession } from '../engines/engine.ts';
import type { PreparedRun } from './active-run.ts';
import { createBatches } from './batches.ts';
import { createBreather } from './macrotask.ts';
import { epochOrder } from './run-training.ts';

interface RangeTest {
  readonly session: EngineSession;
  readonly config: TrainingConfig;
  readonly data: Pick<TrainingData, 'training'>;
}

/**
 * Trains one batch at each learning rate, in the order that a run would, and yields what it lost. Ends early where the loss
 * explodes. The session is worn out afterwards.
 */
export async function* testRates({ session, config, data: { training } }: RangeTest, range: RateRange): AsyncGenerator<RatePoint, void, void> {
  if (training.count === 0) throw new Error('The training part has no examples; at least one is needed.');
  const breathe = createBreather(() => performance.now());
  const perEpoch = Math.ceil(training.count / config.batchSize);
  const losses: { learningRate: number; loss: number }[] = [];
  let batches = createBatches(training, config.batchSize);
  for (let step = 0; step < range.steps; step++) {
    await breathe();
    if (step % perEpoch === 0) batches = createBatches(training, config.batchSize, epochOrder(training, config, 1 + step / perEpoch));
    const learningRate = rateOfStep(range, step);
    session.change({ learningRate });
    const { loss } = await session.trainBatch(batches.read(step % perEpoch));
    if (!Number.isFinite(loss)) return;
    losses.push({ learningRate, loss });
    const points = smoothLosses(losses);
    yield points[points.length - 1] as RatePoint;
    if (hasExploded(points)) return;
  }
}

/** Runs the test on a prepared run of its own, whose session it disposes. Rejects with the signal's reason where that is raised. */
export async function findLearningRate(
  prepared: PreparedRun, range: RateRange, tell: (point: RatePoint) => void, signal: AbortSignal,
): Promise<RateCurve> {
  const points: RatePoint[] = [];
  try {
    for await (const point of testRates(prepared, range)) {
      signal.throwIfAborted();
      points.push(point);
      tell(point);
    }
  } finally {
    prepared.session.dispose();
  }
  const suggestion = suggestRate(points);
  return { points, ...(suggestion !== undefined && { suggestion }) };
}
