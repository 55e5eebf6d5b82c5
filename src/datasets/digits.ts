// Digits: handwriting-like digits that the program draws itself. Needs no file and no network.

import type { DatasetKind } from './dataset-kind.ts';
import { digitLabel, digitSide, drawDigit } from './digits/draw-digit.ts';
import type { ImageSource } from './image-source.ts';
import { prepareData } from './prepare.ts';

/** As many as are drawn unless limits say otherwise. */
const trainingCount = 20_000;
const testCount = 2_000;

/** Fixed, whatever the run's seed, so that runs compare on the same images. */
const trainingSeed = 1;
const testSeed = 2;

export const digits: DatasetKind = {
  id: 'digits',
  name: 'Digits',
  summary: 'Handwriting-like digits, 28×28, that Convloom draws itself from pen strokes; any number of them, no download.',
  inputShape: [1, digitSide, digitSide],
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  async load(request) {
    const training = drawnDigits(trainingSeed, request.limits?.training ?? trainingCount);
    const test = drawnDigits(testSeed, request.limits?.test ?? testCount);
    // Drawn as they are read, so that training starts at once.
    return prepareData({ training, test, classNames: digits.classNames, make: 'whenRead' }, request);
  },
};

/** The first `count` digits of a seed, drawn when read. */
export function drawnDigits(seed: number, count: number): ImageSource {
  return {
    count,
    shape: [1, digitSide, digitSide],
    labels: Uint8Array.from({ length: count }, (_, index) => digitLabel(index)),
    read: (index, out, to) => drawDigit(seed, index, out, to),
  };
}
