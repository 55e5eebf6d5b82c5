// The Health lens's own sums: what it keeps of a run, its lines, and its wires.

import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/core/diagnoses.ts';
import type { Health } from '../../../src/core/health.ts';
import { addHealth, type HealthHistory } from '../../../src/ui/lenses/health/health-history.ts';
import { deadSeries, gradientSeries, updateSeries } from '../../../src/ui/lenses/health/health-series.ts';
import { wiresOf } from '../../../src/ui/lenses/health/health-wires.ts';

const at = (step: number, change: Partial<Health> = {}): Health => ({
  step, examples: 4, loss: 1, updates: 'measured',
  ops: [{ op: 'fc', mean: 0, deviation: 1, zeros: 0, gradientNorm: 1 / (step + 1) }, { op: 'relu', mean: 0, deviation: 1, zeros: 0, dead: 0.25, gradientNorm: 2e-7 }],
  tensors: [{ key: 'fc.weight', op: 'fc', weightNorm: 1, gradientNorm: 1, updateRatio: 0.01 * step, identicalUnits: false }],
  ...change,
});
const own = (id: string) => id;

test('looks of a run are kept, thinned out evenly, the latest always; another run begins anew', () => {
  let history: HealthHistory = { points: [] };
  for (let step = 0; step <= 1000; step++) history = addHealth(history, 'run 1', at(step));
  expect(history.points.length).toBeLessThanOrEqual(240);
  expect(history.points.length).toBeGreaterThan(120);
  expect([history.points[0]?.step, history.points.at(-1)?.step]).toEqual([0, 1000]);
  expect(addHealth(history, 'run 2', at(0)).points).toHaveLength(1);
});

test('a second look at a step takes the place of the first, unless it knows less of updates', () => {
  const measured = addHealth({ points: [] }, 'run 1', at(5));
  expect(addHealth(measured, 'run 1', at(5, { updates: 'unknown' }))).toEqual(measured);
  const computed = addHealth({ points: [] }, 'run 1', at(5, { updates: 'computed' }));
  expect(addHealth(computed, 'run 1', at(5, { loss: 3, updates: 'computed' })).points.map(({ loss }) => loss)).toEqual([3]);
});

test('lines are those of layers and activations over steps, with the guide of updates', () => {
  const points = [at(1), at(3, { tensors: [] })];
  expect(gradientSeries(points, ['fc'], own)).toMatchObject([{ name: 'fc', xs: [1, 3], ys: [0.5, 0.25] }]);
  expect(deadSeries(points, ['relu'], own)).toMatchObject([{ name: 'relu', ys: [0.25, 0.25] }]);
  expect(updateSeries(points, ['fc'], own)).toMatchObject([{ name: 'about 0.001', xs: [1, 3], ys: [0.001, 0.001] }, { name: 'fc', ys: [0.01, NaN] }]);
  expect(updateSeries([at(3, { tensors: [] })], ['fc'], own)).toEqual([]);
});

test('a wire has the tone and the gradient of the layer that it comes from', () => {
  const edge = (source: string) => ({ source, sourcePort: 'out', target: 'x', targetPort: 'in' });
  const ill: Diagnosis = { code: 'vanishing', tone: 'bad', op: 'relu', message: '', badge: '', fixes: [] };
  const wires = wiresOf({ edges: { a: edge('fc'), b: edge('relu'), c: edge('bypassed') } }, at(1), [{ ...ill, tone: 'caution' }, ill]);
  expect([...wires]).toEqual([['a', { tone: 'good', label: '∇ 0.5' }], ['b', { tone: 'bad', label: '∇ 2e-7' }]]);
  const lost = at(1, { ops: [{ op: 'fc', mean: 0, deviation: 1, zeros: 0, gradientNorm: NaN }] });
  expect([...wiresOf({ edges: { a: edge('fc') } }, lost, [])]).toEqual([['a', { tone: 'bad', label: '∇ NaN' }]]);
});
