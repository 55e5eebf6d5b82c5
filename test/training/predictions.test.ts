// What a network says of each example of a part: against the engine's own loss and hits, and PyTorch's formulas.

import { describe, expect, test } from 'vitest';
import { classOf, probabilitiesOf } from '../../src/core/probabilities.ts';
import { createBatches } from '../../src/training/batches.ts';
import { exampleLoss } from '../../src/training/example-loss.ts';
import { predictExamples, type Predictions } from '../../src/training/predictions.ts';
import { withTargets } from '../../src/training/targets.ts';
import { cloud, openToy, toyConfig, toyData } from './toy.ts';

async function predictAll(loss: typeof toyConfig.loss, count = 450): Promise<{ readonly predictions: Predictions; readonly steps: number; readonly meanLoss: number; readonly correct: number }> {
  const config = { ...toyConfig, loss };
  const session = await openToy(config);
  const { validation } = withTargets({ ...toyData, validation: cloud(count, 2) }, loss, 2);
  const steps = predictExamples(session, validation, config);
  let taken = 0;
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) taken++;
  const { loss: meanLoss, correct } = await session.evaluateBatch(createBatches(validation, count).read(0));
  return { predictions: step.value, steps: taken, meanLoss, correct };
}

describe.each(['crossEntropy', 'mse', 'l1', 'bceWithLogits', 'threshold'] as const)('predictions with %s', (loss) => {
  test('have the mean loss and the hits that the engine has', async () => {
    const { predictions: { losses, labels, predicted }, steps, meanLoss, correct } = await predictAll(loss);
    expect(steps).toBe(3);
    expect(losses.reduce((a, b) => a + b, 0) / 450).toBeCloseTo(meanLoss, 5);
    expect(labels.filter((label, n) => label === predicted[n])).toHaveLength(correct);
  });
});

test('probabilities are those of the outputs, of the label and of the predicted class', async () => {
  const { predictions } = await predictAll('crossEntropy', 30);
  const session = await openToy();
  const batch = createBatches(toyData.validation, 30).read(0);
  const outputs = await session.predict(batch.inputs, 30);
  for (let n = 0; n < 30; n++) {
    const own = probabilitiesOf('crossEntropy', outputs.slice(2 * n, 2 * n + 2));
    expect(predictions.labelProbabilities[n]).toBe(own[batch.labels[n] ?? 0]);
    expect(predictions.predictedProbabilities[n]).toBe(Math.max(...own));
    expect(predictions.losses[n]).toBeCloseTo(-Math.log(own[batch.labels[n] ?? 0] ?? 0), 5);
  }
});

test('losses of one example are PyTorch’s', () => {
  // torch.nn.functional on torch.tensor([[0.3, 0.6]]): cross_entropy with class 0, also with
  // label_smoothing=0.2; mse_loss, binary_cross_entropy and
  // binary_cross_entropy_with_logits with targets [[1, 0]].
  const outputs = Float32Array.of(0.3, 0.6);
  const targets = Float32Array.of(1, 0);
  expect(exampleLoss({ loss: 'crossEntropy' }, outputs, 0, undefined)).toBeCloseTo(0.8543552, 6);
  expect(exampleLoss({ loss: 'crossEntropy', labelSmoothing: 0.2 }, outputs, 0, undefined)).toBeCloseTo(0.8243552, 6);
  expect(exampleLoss({ loss: 'mse' }, outputs, 0, targets)).toBeCloseTo(0.425, 6);
  expect(exampleLoss({ loss: 'bce' }, outputs, 0, targets)).toBeCloseTo(1.0601318, 6);
  expect(exampleLoss({ loss: 'bceWithLogits' }, outputs, 0, targets)).toBeCloseTo(0.7959218, 6);
  expect(exampleLoss({ loss: 'mse' }, outputs, 0, undefined)).toBeNaN();
});

test('one output tells two classes apart by the threshold of the loss', () => {
  expect(classOf('bceWithLogits', Float32Array.of(0.1))).toBe(1);
  expect(classOf('mse', Float32Array.of(0.1))).toBe(0);
  expect(classOf('crossEntropy', Float32Array.of(1, 3, 2))).toBe(1);
  expect(classOf('crossEntropy', Float32Array.of(NaN, NaN))).toBe(0);
});
