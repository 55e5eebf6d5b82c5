// How sure a classifier is of each class, from its outputs for one example and the loss it learns by.

import { isBinary, losses, type LossType } from './losses.ts';

/**
 * One number from 0 to 1 for each class. Together they make 1 with cross-entropy, and where one output tells two classes apart;
 * otherwise each output stands for itself.
 */
export function probabilitiesOf(loss: LossType, outputs: Float32Array): Float32Array {
  if (loss === 'crossEntropy' || loss === 'softCrossEntropy') return softmax(outputs);
  const each = outputs.map((x) => (losses[loss].outputs === 'logits' ? 1 / (1 + Math.exp(-x)) : Math.min(Math.max(x, 0), 1)));
  const [second = 0] = each;
  return isBinary(loss, each.length) ? Float32Array.of(1 - second, second) : each;
}

function softmax(logits: Float32Array): Float32Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** The class that a classifier takes an example for: that of the largest output, or by the loss's threshold where there is one output. */
export function classOf(loss: LossType, outputs: Float32Array): number {
  if (isBinary(loss, outputs.length)) return (outputs[0] ?? 0) > losses[loss].threshold ? 1 : 0;
  return outputs.reduce((best, value, index) => (value > (outputs[best] ?? NaN) ? index : best), 0);
}
