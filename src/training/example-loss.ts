// The loss of one example from its outputs, so that examples can be told apart: engines give the mean over a batch.
// Formulas as in torch.nn: https://pytorch.org/docs/stable/nn.html#loss-functions

import { losses, smoothingOf, type LossConfig, type LossType } from '../core/losses.ts';

/** The loss, averaged over the outputs where it takes targets; NaN where those are missing. */
export function exampleLoss(config: LossConfig, outputs: Float32Array, label: number, targets: Float32Array | undefined): number {
  const { loss } = config;
  // Data with a share for each class has targets with cross-entropy too.
  if (loss === 'softCrossEntropy' || (loss === 'crossEntropy' && targets)) return softCrossEntropy(outputs, targets, smoothingOf(config));
  if (loss === 'crossEntropy') return crossEntropy(outputs, label, smoothingOf(config));
  return outputs.reduce((sum, x, i) => sum + terms[loss](x, targets?.[i] ?? NaN), 0) / outputs.length;
}

function softCrossEntropy(logits: Float32Array, targets: Float32Array | undefined, smoothing: number): number {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const logSum = Math.log(logits.reduce((total, x) => total + Math.exp(x - highest), 0));
  const share = (c: number): number => (1 - smoothing) * (targets?.[c] ?? NaN) + smoothing / logits.length;
  return logits.reduce((sum, x, c) => sum + share(c) * (logSum - (x - highest)), 0);
}

function crossEntropy(logits: Float32Array, label: number, smoothing: number): number {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, x) => total + Math.exp(x - highest), 0);
  const mean = smoothing === 0 ? 0 : logits.reduce((total, x) => total + (x - highest), 0) / logits.length;
  return Math.log(sum) - (1 - smoothing) * ((logits[label] ?? NaN) - highest) - smoothing * mean;
}

const isAbove = (x: number): boolean => x > losses.threshold.threshold;

const terms: { readonly [T in Exclude<LossType, 'crossEntropy' | 'softCrossEntropy'>]: (x: number, target: number) => number } = {
  mse: (x, target) => (x - target) ** 2,
  l1: (x, target) => Math.abs(x - target),
  bce: (x, target) => -target * Math.max(Math.log(x), -100) - (1 - target) * Math.max(Math.log(1 - x), -100),
  bceWithLogits: (x, target) => (1 - target) * x + Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  threshold: (x, target) => (Number.isNaN(x) ? NaN : Number(isAbove(x) !== isAbove(target))),
};
