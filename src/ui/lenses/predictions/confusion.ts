// From the predictions for a part of the data to tables: who is taken for whom, how well each class is told apart, and
// which examples are behind each figure.

import type { Predictions } from '../../../training/protocol.ts';

export interface Confusion {
  readonly size: number;
  /** Examples by true class (row) and predicted class (column), row after row. */
  readonly counts: Int32Array;
}

/** Counts of a part; a class more than `classes` where the network has outputs beside those and predicts them. */
export function countConfusion({ labels, predicted }: Pick<Predictions, 'labels' | 'predicted'>, classes: number): Confusion {
  const size = predicted.reduce((most, index) => Math.max(most, index + 1), classes);
  const counts = new Int32Array(size * size);
  labels.forEach((label, n) => {
    const cell = label * size + (predicted[n] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  });
  return { size, counts };
}

/** Figures of one class; undefined where there is nothing to divide by. */
export interface ClassFigures {
  /** Of the examples that were taken for the class, those that are. */
  readonly precision: number | undefined;
  /** Of the examples of the class, those that were found. */
  readonly recall: number | undefined;
  /** Harmonic mean of both. */
  readonly f1: number | undefined;
  /** Examples of the class. */
  readonly support: number;
}

/** A row for each class, as sklearn.metrics.precision_recall_fscore_support has them, which writes 0 for undefined. */
export function classFigures({ size, counts }: Confusion): ClassFigures[] {
  return Array.from({ length: size }, (_, c) => {
    const hits = counts[c * size + c] ?? 0;
    const support = sumOf(size, (i) => counts[c * size + i]);
    const found = sumOf(size, (i) => counts[i * size + c]);
    return { precision: ratio(hits, found), recall: ratio(hits, support), f1: ratio(2 * hits, support + found), support };
  });
}

/** Mean over the classes that have examples, each counted alike; undefined figures count as 0. */
export function macroFigures(figures: readonly ClassFigures[]): Omit<ClassFigures, 'support'> {
  const present = figures.filter(({ support }) => support > 0);
  const mean = (key: 'precision' | 'recall' | 'f1') => ratio(present.reduce((sum, row) => sum + (row[key] ?? 0), 0), present.length);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** Share of examples on the diagonal; undefined without examples. */
export function accuracyOf({ size, counts }: Confusion): number | undefined {
  return ratio(sumOf(size, (i) => counts[i * size + i]), counts.reduce((a, b) => a + b, 0));
}

/** The examples of one cell, the surest first. */
export function examplesOfCell({ labels, predicted, predictedProbabilities }: Predictions, label: number, taken: number): Int32Array {
  const indices = indicesWhere(labels.length, (n) => labels[n] === label && predicted[n] === taken);
  return indices.sort((a, b) => (predictedProbabilities[b] ?? 0) - (predictedProbabilities[a] ?? 0) || a - b);
}

/** Wrongly classified examples, the highest loss first; a loss that is no number is higher than any. */
export function worstMistakes({ labels, predicted, losses }: Predictions): Int32Array {
  const height = (n: number) => (Number.isNaN(losses[n]) ? Infinity : losses[n] ?? 0);
  const indices = indicesWhere(labels.length, (n) => labels[n] !== predicted[n]);
  return indices.sort((a, b) => (height(a) === height(b) ? a - b : height(b) - height(a)));
}

/** A cell's share of its row, 0 to 1. */
export function rowShare({ size, counts }: Confusion, row: number, column: number): number {
  return ratio(counts[row * size + column] ?? 0, sumOf(size, (i) => counts[row * size + i])) ?? 0;
}

/** How strongly a cell is shaded, 0 to 1: small shares must be seen too, as mistakes are few. */
export function shadingOf(share: number): number {
  return Math.sqrt(share);
}

/** What a cell says: its count, or its percent of the row. */
export function cellText(count: number, share: number, byRow: boolean): string {
  return byRow ? percentOf(share) : String(count);
}

/** A share in percent, to a tenth below ten. */
export function percentOf(share: number): string {
  return share > 0 && share < 0.095 ? (100 * share).toFixed(1) : String(Math.round(100 * share));
}

function indicesWhere(count: number, test: (index: number) => boolean): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => n).filter(test);
}

function sumOf(count: number, term: (index: number) => number | undefined): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i) ?? 0;
  return sum;
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
