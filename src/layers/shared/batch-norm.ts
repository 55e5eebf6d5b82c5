// What BatchNorm1d and BatchNorm2d have in common; they differ only in the shape they take.
// https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html

import { booleanAttr, floatAttr, type AttrsOf } from '../../core/attrs.ts';
import type { LayerFacts } from '../../core/layer-kind.ts';
import type { TfjsTarget } from '../../core/tfjs-target.ts';
import type { WeightSpec } from '../../core/weights.ts';

export const batchNormAttrs = {
  eps: floatAttr({ label: 'Epsilon', help: 'Added to the variance, so that nothing is divided by zero.', default: 1e-5, min: 0 }),
  momentum: floatAttr({ label: 'Momentum', help: 'Weight of the new batch in the running statistics, from 0 to 1.', default: 0.1, min: 0, max: 1 }),
  affine: booleanAttr({ label: 'Affine', help: 'Learns a scale and a shift for each channel.', default: true }),
};
export type BatchNormAttrs = AttrsOf<typeof batchNormAttrs>;

/** The formula and the modes, for the help of both kinds. */
export const batchNormDocs = `y = (x - mean) / sqrt(variance + eps) · weight + bias. In training, mean and (biased) variance are those of the batch; in evaluation, the running ones.

After each training batch: running = (1 - momentum) · running + momentum · batch, with the unbiased variance. Weight starts at 1, bias at 0, running mean at 0 and running variance at 1. A frozen layer neither learns nor moves its running statistics.`;

export function batchNormShorthand(a: BatchNormAttrs): string {
  return [`m${a.momentum}`, ...(a.affine ? [] : ['no affine'])].join(' · ');
}

/** One number a channel (or feature) each; scale and shift only where `affine`. */
export function batchNormWeights({ attrs, output }: LayerFacts<BatchNormAttrs>): WeightSpec[] {
  const tensor = (name: string, role: WeightSpec['role'], value: number): WeightSpec => ({ name, shape: output.slice(0, 1), role, init: { type: 'fill', value } });
  const learned = attrs.affine ? [tensor('weight', 'parameter', 1), tensor('bias', 'parameter', 0)] : [];
  return [...learned, tensor('running_mean', 'buffer', 0), tensor('running_var', 'buffer', 1)];
}

/** Always with scale and centre, since tfjs fails to train without them; its momentum is the part kept. */
export const batchNormTfjs: TfjsTarget<BatchNormAttrs> = {
  lower: ({ attrs: a }, [input], builder) =>
    builder.layer('batchNormalization', { axis: -1, momentum: 1 - a.momentum, epsilon: a.eps, scale: true, center: true }, input, [
      { weight: a.affine ? 'weight' : 1 },
      { weight: a.affine ? 'bias' : 0 },
      { weight: 'running_mean' },
      { weight: 'running_var' },
    ]),
};
