// Whether a network is right as often as it is sure: bins of a reliability diagram and the expected calibration error.
// Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equations 2 to 5.

import type { Predictions } from '../../../training/protocol.ts';

export interface CalibrationBin {
  /** Probabilities above `low`, up to and with `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean probability of the predicted class; undefined in an empty bin. */
  readonly confidence: number | undefined;
  /** Share of examples classified correctly; undefined in an empty bin. */
  readonly accuracy: number | undefined;
}

/** Equally wide bins over the probability of the predicted class; what is no number is in none. */
export function calibrationBins({ labels, predicted, predictedProbabilities }: Predictions, bins: number): CalibrationBin[] {
  const counts = new Float64Array(bins);
  const confidences = new Float64Array(bins);
  const hits = new Float64Array(bins);
  predictedProbabilities.forEach((probability, n) => {
    if (!(probability >= 0 && probability <= 1)) return;
    const bin = Math.max(0, Math.ceil(probability * bins) - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
    confidences[bin] = (confidences[bin] ?? 0) + probability;
    hits[bin] = (hits[bin] ?? 0) + (labels[n] === predicted[n] ? 1 : 0);
  });
  return Array.from(counts, (count, i) => ({
    low: i / bins, high: (i + 1) / bins, count,
    confidence: count > 0 ? (confidences[i] ?? 0) / count : undefined,
    accuracy: count > 0 ? (hits[i] ?? 0) / count : undefined,
  }));
}

/** Mean distance of accuracy from confidence over the bins, each weighed by its examples; undefined without any. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | undefined {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  return bins.reduce((sum, { count, confidence = 0, accuracy = 0 }) => sum + (count / total) * Math.abs(accuracy - confidence), 0);
}
