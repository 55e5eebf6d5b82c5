// Evaluation of a session over a set of examples, one batch at a time, so that others may have their turn between.

import type { ExampleSet } from '../core/data.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { Metrics } from '../core/training-event.ts';
import type { BatchResult, EngineSession } from '../engines/engine.ts';
import { createBatches } from './batches.ts';

/** One evaluated batch. */
export interface EvaluationStep {
  /** How much of the set is done, up to 1. */
  readonly fraction: number;
  readonly images: number;
  readonly durationMs: number;
}

/** Evaluates all examples, a step per batch; returns the mean loss and accuracy, NaN where there are no examples, or no classes. */
export async function* evaluateExamples(
  session: EngineSession, examples: ExampleSet, config: TrainingConfig, clock: () => number, hasClasses: boolean,
): AsyncGenerator<EvaluationStep, Metrics, void> {
  // Evaluation keeps no gradients, so it may take larger batches than training.
  const batches = createBatches(examples, Math.max(config.batchSize, 200));
  const mean = createMean(hasClasses);
  for (let index = 0; index < batches.length; index++) {
    const started = clock();
    const batch = batches.read(index);
    mean.add(await session.evaluateBatch(batch), batch.count);
    yield { fraction: (index + 1) / batches.length, images: batch.count, durationMs: clock() - started };
  }
  return mean.metrics();
}

/** Sums over the batches of an epoch so far. */
export interface MeanState {
  readonly examples: number;
  readonly loss: number;
  readonly correct: number;
}

/**
 * Mean over examples of results that are means over batches; without classes nothing is right or wrong, and the accuracy is NaN.
 * Goes on from `sums` where they are given.
 */
export function createMean(hasClasses: boolean, sums: MeanState = { examples: 0, loss: 0, correct: 0 }) {
  let { examples, loss, correct } = sums;
  return {
    add(result: BatchResult, count: number): void {
      examples += count;
      loss += result.loss * count;
      correct += result.correct;
    },
    state: (): MeanState => ({ examples, loss, correct }),
    metrics: (): Metrics => ({ loss: loss / examples, accuracy: hasClasses ? correct / examples : NaN }),
  };
}
