// Occlusion: where patches lie, what they cover, and a map that finds the pixel which a made-up class looks at.

import { expect, test } from 'vitest';
import { coveredCopies, occlusionMap, planOcclusion, type OcclusionPlan } from '../../../src/ui/lenses/predictions/occlusion.ts';

function planOf(shape: readonly number[]): OcclusionPlan {
  const plan = planOcclusion(shape);
  if (!plan) throw new Error('not an image');
  return plan;
}

test('patches lie inside the image and leave no pixel uncovered', () => {
  for (const shape of [[1, 28, 28], [3, 32, 17], [1, 3, 3], [2, 1, 9]]) {
    const { patch, corners } = planOf(shape);
    const [, height = 0, width = 0] = shape;
    const covered = new Set(corners.flatMap(({ top, left }) => Array.from({ length: patch ** 2 }, (_, i) => (top + Math.floor(i / patch)) * width + left + (i % patch))));
    expect(covered.size).toBe(height * width);
    expect(Math.max(...covered)).toBe(height * width - 1);
    for (const { top, left } of corners) expect([top + patch <= height, left + patch <= width]).toEqual([true, true]);
  }
});

test('what is no image has no patches', () => {
  expect(planOcclusion([784])).toBeUndefined();
});

test('copies are the image with one patch covered, each channel by its own value', () => {
  const plan: OcclusionPlan = { shape: [2, 2, 2], patch: 1, corners: [{ top: 0, left: 0 }, { top: 1, left: 1 }] };
  const input = Float32Array.of(4, 2, 3, 7, -1, 0, 1, 4);
  expect([...coveredCopies(plan, input, 'least', 0, 2)]).toEqual([2, 2, 3, 7, -1, 0, 1, 4, 4, 2, 3, 2, -1, 0, 1, -1]);
  expect([...coveredCopies(plan, input, 'mean', 1, 2)]).toEqual([4, 2, 3, 4, -1, 0, 1, 1]);
});

test('the map is highest where covering takes most away', () => {
  const plan = planOf([1, 10, 10]);
  // A class that is the brightness of pixel (3, 7) alone.
  const input = new Float32Array(100);
  input[37] = 1;
  const copies = coveredCopies(plan, input, 'least', 0, plan.corners.length);
  const drops = plan.corners.map((_, n) => 1 - (copies[100 * n + 37] ?? 0));
  const map = occlusionMap(plan, drops);
  expect(map[37]).toBe(1);
  expect(map[0]).toBe(0);
  expect(map.reduce((a, b) => Math.max(a, b))).toBe(1);
});
