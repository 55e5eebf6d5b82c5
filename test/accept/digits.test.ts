// Acceptance of Digits: trained on drawn digits alone, the course's network reads the real MNIST test part.

import { expect, it } from 'vitest';
import { readMnistAfterDigits } from '../datasets/train-on-digits.ts';
import { sharedData } from '../support/shared-data.ts';

it('60,000 drawn digits, eight epochs: at least 96 % of MNIST’s test images are read', async (context) => {
  sharedData(context, 'mnist');
  const accuracies = await readMnistAfterDigits(60_000, 8);
  console.log(`MNIST test accuracy after each epoch on Digits: ${accuracies.map((accuracy) => accuracy.toFixed(4)).join(', ')}`);
  expect(accuracies.at(-1)).toBeGreaterThan(0.96);
});
