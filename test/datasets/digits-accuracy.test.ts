// What is learned on drawn digits alone must hold for real handwriting; the long version is test/accept/digits.test.ts.

import { expect, it } from 'vitest';
import { sharedData } from '../support/shared-data.ts';
import { readMnistAfterDigits } from './train-on-digits.ts';

it('a network that saw 20,000 drawn digits three times reads MNIST’s test part at 92 % and more', async (context) => {
  sharedData(context, 'mnist');
  const accuracies = await readMnistAfterDigits(20_000, 3);
  expect(accuracies.at(-1)).toBeGreaterThan(0.92);
}, 300_000);
