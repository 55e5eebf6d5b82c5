// Initial weights against PyTorch's own draws: the same bounds, mean and standard deviation, for every scheme and for
// the fans of linear, plain and grouped convolutions.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Attrs } from '../../src/core/attrs.ts';
import { createPlan } from '../../src/core/plan.ts';
import { initialWeights, type InitScheme } from '../../src/core/weights.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';
import { pythonWithTorch } from '../support/shared-data.ts';

interface Statistics {
  readonly lowest: number;
  readonly highest: number;
  readonly mean: number;
  readonly std: number;
}

const owners: readonly { kind: string; input: readonly number[]; attrs: Attrs; weight: readonly number[]; groups: number }[] = [
  { kind: 'Linear', input: [400], attrs: { outFeatures: 300 }, weight: [300, 400], groups: 1 },
  { kind: 'Conv2d', input: [64, 16, 16], attrs: { outChannels: 96, kernelSize: [3, 5] }, weight: [96, 64, 3, 5], groups: 1 },
  { kind: 'Conv2d', input: [128, 16, 16], attrs: { outChannels: 256, kernelSize: 5, groups: 8 }, weight: [256, 16, 5, 5], groups: 8 },
];

const schemes: readonly { scheme: InitScheme; torch: string; args: object }[] = [
  { scheme: { scheme: 'xavierUniform' }, torch: 'xavier_uniform', args: {} },
  { scheme: { scheme: 'xavierUniform', gain: 5 / 3 }, torch: 'xavier_uniform', args: { gain: 5 / 3 } },
  { scheme: { scheme: 'xavierNormal' }, torch: 'xavier_normal', args: {} },
  { scheme: { scheme: 'heUniform' }, torch: 'kaiming_uniform', args: { nonlinearity: 'relu' } },
  { scheme: { scheme: 'heNormal' }, torch: 'kaiming_normal', args: { nonlinearity: 'relu' } },
  { scheme: { scheme: 'uniform', low: -0.2, high: 0.7 }, torch: 'uniform', args: { a: -0.2, b: 0.7 } },
  { scheme: { scheme: 'normal', mean: 0.5, std: 0.05 }, torch: 'normal', args: { mean: 0.5, std: 0.05 } },
  { scheme: { scheme: 'constant', value: 0.25 }, torch: 'constant', args: { val: 0.25 } },
  { scheme: { scheme: 'zeros' }, torch: 'zeros', args: {} },
];

const cases = owners.flatMap((owner) => [
  { owner, scheme: { scheme: 'default' } as const, question: { init: owner.kind, shape: owner.weight, args: { groups: owner.groups } } },
  ...schemes.map(({ scheme, torch, args }) => ({ owner, scheme, question: { init: torch, shape: owner.weight, args } })),
]);

function measure(values: Float32Array): Statistics {
  let [lowest, highest, sum, squares] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { lowest, highest, mean, std: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}

it('has PyTorch’s distributions', (context) => {
  const input = JSON.stringify(cases.map(({ question }) => question));
  const { stdout, stderr, status } = spawnSync(pythonWithTorch(context), [fileURLToPath(new URL('./torch-init.py', import.meta.url))], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`torch-init.py failed: ${stderr}`);
  const answers = JSON.parse(stdout) as Statistics[];
  for (const [i, { owner, scheme }] of cases.entries()) {
    const compiled = createPlan(chain(owner.input, [owner.kind, owner.attrs]), layers);
    if ('problems' in compiled) throw new Error('no plan');
    const weight = initialWeights(compiled.plan.ops, 1, { weight: scheme })['n1.weight'];
    if (!weight) throw new Error('no weight');
    expect(weight.shape).toEqual(owner.weight);
    const ours = measure(weight.data);
    const theirs = answers[i] as Statistics;
    const label = `${JSON.stringify(scheme)} for ${owner.weight.join('×')}`;
    // Both are samples of about 10^5: means and deviations agree within five standard errors of their difference.
    const error = theirs.std * Math.sqrt(2 / weight.data.length);
    expect(Math.abs(ours.mean - theirs.mean), label).toBeLessThanOrEqual(5 * error + 1e-9);
    expect(Math.abs(ours.std - theirs.std), label).toBeLessThanOrEqual(5 * error + 1e-6);
    if (scheme.scheme.endsWith('ormal')) continue;
    // Bounds of uniform draws: the extremes of 10^5 lie within a thousandth of the width of them.
    const width = theirs.highest - theirs.lowest;
    expect(Math.abs(ours.lowest - theirs.lowest), label).toBeLessThanOrEqual(width / 1000 + 1e-9);
    expect(Math.abs(ours.highest - theirs.highest), label).toBeLessThanOrEqual(width / 1000 + 1e-9);
  }
});
