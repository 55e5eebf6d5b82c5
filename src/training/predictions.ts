// What a network says of every example of a set: its class, how sure it is, and the loss, in a few bytes an example.

import type { ExampleSet } from '../core/data.ts';
import { classOf, probabilitiesOf } from '../core/probabilities.ts';
import { elementCount } from '../core/shape.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { EngineSession } from '../engines/engine.ts';
import { createBatches } from './batches.ts';
import { exampleLoss } from './example-loss.ts';

/** One element for each example, in the set's own order. */
export interface Predictions {
  /** Class indices. */
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
  /** How sure the network is of the labelled class, 0 to 1. */
  readonly labelProbabilities: Float32Array;
  /** How sure it is of the class that it predicts. */
  readonly predictedProbabilities: Float32Array;
  /** As the loss of the run, for the one example. */
  readonly losses: Float32Array;
}

/** Predicts all examples in evaluation mode, a step per batch. */
export async function* predictExamples(session: EngineSession, examples: ExampleSet, config: TrainingConfig): AsyncGenerator<undefined, Predictions, void> {
  const { count } = examples;
  const result: Predictions = {
    labels: new Int32Array(count), predicted: new Int32Array(count),
    labelProbabilities: new Float32Array(count), predictedProbabilities: new Float32Array(count), losses: new Float32Array(count),
  };
  const batches = createBatches(examples, Math.max(config.batchSize, 200));
  let first = 0;
  for (let index = 0; index < batches.length; index++) {
    const batch = batches.read(index);
    const outputs = await session.predict(batch.inputs.subarray(0, batch.count * elementCount(examples.shape)), batch.count);
    const size = outputs.length / batch.count;
    for (let n = 0; n < batch.count; n++) {
      const own = outputs.slice(n * size, (n + 1) * size);
      const label = batch.labels[n] ?? 0;
      const probabilities = probabilitiesOf(config.loss, own);
      const predicted = classOf(config.loss, own);
      result.labels[first + n] = label;
      result.predicted[first + n] = predicted;
      result.labelProbabilities[first + n] = probabilities[label] ?? NaN;
      result.predictedProbabilities[first + n] = probabilities[predicted] ?? NaN;
      result.losses[first + n] = exampleLoss(config, own, label, batch.targets?.subarray(n * size, (n + 1) * size));
    }
    first += batch.count;
    yield;
  }
  return result;
}
