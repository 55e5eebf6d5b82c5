// Tables and bins of the predictions lens against numbers worked out with NumPy (in the comments) and by hand.

import { describe, expect, test } from 'vitest';
import type { Predictions } from '../../../src/training/protocol.ts';
import { calibrationBins, expectedCalibrationError } from '../../../src/ui/lenses/predictions/calibration.ts';
import { accuracyOf, classFigures, countConfusion, examplesOfCell, macroFigures, rowShare, worstMistakes } from '../../../src/ui/lenses/predictions/confusion.ts';

const labels = [0, 0, 0, 1, 1, 2, 2, 2, 2, 0];
const predicted = [0, 1, 0, 1, 1, 0, 2, 2, 1, 2];
const sure = [0.9, 0.55, 0.8, 1, 0.62, 0.35, 0.7, 0.71, 0.5, 0.1];
const losses = [0.1, 0.9, 0.2, 0, 0.5, 2.5, 0.3, 0.3, NaN, 0.9];
const predictions: Predictions = {
  labels: Int32Array.from(labels), predicted: Int32Array.from(predicted),
  labelProbabilities: new Float32Array(10), predictedProbabilities: Float32Array.from(sure), losses: Float32Array.from(losses),
};
const confusion = countConfusion(predictions, 3);

describe('the confusion matrix', () => {
  test('counts true classes in rows and predicted ones in columns', () => {
    // np.add.at(m, (labels, predicted), 1)
    expect([...confusion.counts]).toEqual([2, 1, 1, 0, 2, 0, 1, 1, 2]);
    expect(accuracyOf(confusion)).toBe(0.6);
    expect(rowShare(confusion, 0, 0)).toBe(0.5);
    expect(rowShare(confusion, 1, 0)).toBe(0);
  });

  test('has room for outputs beside the classes, and rows without examples', () => {
    const wide = countConfusion({ labels: Int32Array.of(0), predicted: Int32Array.of(3) }, 2);
    expect(wide.size).toBe(4);
    expect(wide.counts[3]).toBe(1);
    expect(rowShare(wide, 1, 1)).toBe(0);
    expect(accuracyOf(countConfusion({ labels: new Int32Array(), predicted: new Int32Array() }, 2))).toBeUndefined();
  });

  test('leads to the examples of a cell, the surest first', () => {
    expect([...examplesOfCell(predictions, 2, 2)]).toEqual([7, 6]);
    expect([...examplesOfCell(predictions, 1, 0)]).toEqual([]);
  });
});

describe('figures of the classes', () => {
  const figures = classFigures(confusion);
  test('are those of scikit-learn', () => {
    // tp / m.sum(0), tp / m.sum(1), 2pr / (p + r)
    const expected = [[2 / 3, 0.5, 0.5714285714, 4], [0.5, 1, 2 / 3, 2], [2 / 3, 0.5, 0.5714285714, 4]];
    figures.forEach(({ precision, recall, f1, support }, c) => {
      [precision, recall, f1, support].forEach((value, i) => expect(value).toBeCloseTo(expected[c]?.[i] ?? NaN, 9));
    });
    const macro = macroFigures(figures);
    expect(macro.precision).toBeCloseTo(0.6111111111, 9);
    expect(macro.recall).toBeCloseTo(0.6666666667, 9);
    expect(macro.f1).toBeCloseTo(0.6031746032, 9);
  });

  test('are undefined where there is nothing to divide by', () => {
    const [, second, third] = classFigures(countConfusion({ labels: Int32Array.of(0, 1), predicted: Int32Array.of(0, 0) }, 3));
    expect(second).toEqual({ precision: undefined, recall: 0, f1: 0, support: 1 });
    expect(third).toEqual({ precision: undefined, recall: undefined, f1: undefined, support: 0 });
  });
});

test('the worst mistakes are the wrong ones of the highest loss, and what is no number is the worst', () => {
  expect([...worstMistakes(predictions)]).toEqual([8, 5, 1, 9]);
});

describe('calibration', () => {
  test('bins by the probability of the predicted class', () => {
    const bins = calibrationBins(predictions, 5);
    expect(bins.map(({ count }) => count)).toEqual([1, 1, 2, 3, 3]);
    const confidences = [0.1, 0.35, 0.525, 0.6766667, 0.9];
    bins.forEach(({ confidence, accuracy }, i) => {
      expect(confidence).toBeCloseTo(confidences[i] ?? NaN, 6);
      expect(accuracy).toBe(i < 3 ? 0 : 1);
    });
    // Σ n/N |accuracy - confidence|
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.27699998, 7);
  });

  test('of nothing is undefined, and a probability that is no number is in no bin', () => {
    const none = calibrationBins({ ...predictions, predictedProbabilities: new Float32Array(10).fill(NaN) }, 4);
    expect(none.every(({ count, accuracy }) => count === 0 && accuracy === undefined)).toBe(true);
    expect(expectedCalibrationError(none)).toBeUndefined();
  });

  test('puts the ends into the first and the last bin', () => {
    const ends = calibrationBins({ ...predictions, predictedProbabilities: Float32Array.of(0, 1) }, 10);
    expect(ends.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});
