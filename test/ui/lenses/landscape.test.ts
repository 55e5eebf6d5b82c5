// The page's side of the loss landscape: order and shape of the grid, lines of equal loss, flat places, and a whole
// landscape of a logistic regression against its analytic cost.

import { describe, expect, test } from 'vitest';
import type { Mark } from '../../../src/ui/charts/scene.ts';
import { contour, contourLevels } from '../../../src/ui/lenses/landscape/contours.ts';
import { emptyLosses, flatPoints, pointOf, rangeAround, refinementOrder, withLosses, type Grid, type Losses } from '../../../src/ui/lenses/landscape/grid.ts';
import { landscapeScene, lossAlong, plotBox, prefersLog, scaledRange } from '../../../src/ui/lenses/landscape/landscape-scene.ts';
import { drawLandscape, gridOf, type LandscapeView } from '../../../src/ui/lenses/landscape/use-landscape.ts';
import { logistic, logisticConfig, logisticCost, openLogistic, places } from '../../training/logistic.ts';

const square = (side: number): Grid => ({ x: [-2, 2], columns: side, y: [-1, 3], rows: side });
const all = (grid: Grid, cost: (x: number, y: number) => number): Losses => ({
  values: Float32Array.from({ length: grid.columns * grid.rows }, (_, i) => cost(pointOf(grid, i)[0] ?? 0, pointOf(grid, i)[1] ?? 0)),
  known: new Uint8Array(grid.columns * grid.rows).fill(1),
});

describe('the grid', () => {
  test('is asked for coarse before fine, every point once', () => {
    for (const grid of [square(33), square(17), square(5), { x: [0, 1], columns: 129, y: [0, 0], rows: 1 } as const]) {
      const order = [...refinementOrder(grid)];
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: grid.columns * grid.rows }, (_, i) => i));
    }
    expect([...refinementOrder(square(33))].slice(0, 9)).toEqual([0, 16, 32, 528, 544, 560, 1056, 1072, 1088]);
  });

  test('reaches its edges', () => {
    expect(pointOf(square(33), 0)).toEqual([-2, -1]);
    expect(pointOf(square(33), 32)).toEqual([2, -1]);
    expect(pointOf(square(33), 33 * 33 - 1)).toEqual([2, 3]);
    expect(pointOf({ x: [0, 1], columns: 3, y: [0, 0], rows: 1 }, 1)).toEqual([0.5]);
  });

  test('lends what is known to the square above and right of it until that is known itself', () => {
    const grid = square(17);
    const coarse = withLosses(grid, emptyLosses(grid), Int32Array.of(0, 16, 272, 288), Float32Array.of(1, 2, 3, 4));
    expect([coarse.values[5], coarse.values[17 * 15 + 15], coarse.values[288], coarse.known[5]]).toEqual([1, 1, 4, 0]);
    const finer = withLosses(grid, coarse, Int32Array.of(8), Float32Array.of(9));
    expect([finer.values[8], finer.values[9], finer.values[7]]).toEqual([9, 9, 1]);
    expect(coarse.values[9]).toBe(1);
  });

  test('has room for the path, and for more where that is short', () => {
    expect(rangeAround([1, 11], 5, 4, 1)).toEqual([-1, 13]);
    expect(rangeAround([], 5, 4, 1)).toEqual([3, 7]);
    expect(rangeAround([], 5, 4, 10)).toEqual([-15, 25]);
  });
});

describe('lines of equal loss', () => {
  test('of a bowl are circles', () => {
    const grid: Grid = { x: [-1, 1], columns: 41, y: [-1, 1], rows: 41 };
    const segments = contour(all(grid, (x, y) => x * x + y * y).values, 41, 41, 0.25);
    expect(segments.length).toBeGreaterThan(100);
    for (let i = 0; i < segments.length; i += 2) expect(Math.hypot((segments[i] ?? 0) / 20 - 1, (segments[i + 1] ?? 0) / 20 - 1)).toBeCloseTo(0.5, 2);
  });

  test('close: every end is met by another, at a saddle too', () => {
    const grid: Grid = { x: [-1, 1], columns: 8, y: [-1, 1], rows: 8 };
    const values = all(grid, (x, y) => Math.sin(4 * x) * Math.cos(5 * y)).values;
    for (const level of [-0.5, -0.01, 0.3]) {
      const ends = new Map<string, number>();
      const segments = contour(values, 8, 8, level);
      for (let i = 0; i < segments.length; i += 2) {
        const [x = 0, y = 0] = segments.slice(i, i + 2);
        if (x < 1e-6 || y < 1e-6 || x > 7 - 1e-6 || y > 7 - 1e-6) continue;
        const key = `${x.toFixed(4)} ${y.toFixed(4)}`;
        ends.set(key, (ends.get(key) ?? 0) + 1);
      }
      expect(ends.size).toBeGreaterThan(5);
      expect([...ends.values()].every((count) => count === 2)).toBe(true);
    }
  });

  test('leave out what is not finite, and there are none of equal values', () => {
    expect(contour(Float32Array.of(0, Infinity, 1, 1), 2, 2, 0.5)).toEqual([]);
    expect(contourLevels([2, 2], 9)).toEqual([]);
    expect(contourLevels([0, 10], 4)).toEqual([2, 4, 6, 8]);
  });
});

test('the threshold cost is flat but for its steps', () => {
  const grid = square(17);
  const flat = flatPoints(grid, all(grid, (x) => (x > 0 ? 1 : 0)));
  // Inner points, without the columns at the step from 0 to 1.
  expect(flat).toHaveLength(15 * 13);
  expect(flatPoints(grid, all(grid, (x, y) => x + y))).toEqual([]);
  expect(flatPoints(grid, all(grid, () => Infinity))).toEqual([]);
});

describe('values however large', () => {
  const grid = square(17);
  const huge = all(grid, (x, y) => (x > 1.9 ? Infinity : x < -1.9 ? NaN : 10 ** (3 * x * y)));
  test('leave the scale to the finite ones, and ask for a logarithm', () => {
    const [low, high] = scaledRange(huge, true);
    expect(low).toBeGreaterThan(-60);
    expect(high).toBeLessThan(60);
    expect(prefersLog(huge)).toBe(true);
    expect(prefersLog(all(grid, (x, y) => 1 + x * x + y * y))).toBe(false);
    expect(scaledRange(all(grid, () => NaN), false)).toEqual([0, 1]);
  });
  test('never reach the drawing as places', () => {
    const { marks } = landscapeScene({ grid, losses: huge, path: undefined, names: ['a', 'b'], isLog: true, width: 400, height: 300 });
    const numbers = marks.flatMap((mark) => ('points' in mark ? [...mark.points] : [])).filter((value) => !Number.isNaN(value));
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers.every((value) => value >= -1 && value <= 401)).toBe(true);
  });
});

describe('the path on the drawing', () => {
  const isPath = (mark: Mark) => mark.type === 'line' && mark.name === 'path of the run';
  const draw = (grid: Grid, losses: Losses, points: number[], axes: number) => landscapeScene({
    grid, losses, names: ['a', 'b'], isLog: false, width: 370, height: 342,
    path: { steps: Int32Array.from({ length: points.length / axes }, (_, i) => i), points: Float32Array.from(points), isTooLarge: false },
  }).marks.find(isPath);
  const box = plotBox(370, 342);
  test('lies where its weights are', () => {
    const grid = square(17);
    const line = draw(grid, all(grid, () => 1), [-2, -1, 0, 1, 2, 3], 2);
    expect(line && 'points' in line && line.points).toEqual([box.left, box.top + box.height, box.left + box.width / 2, box.top + box.height / 2, box.left + box.width, box.top]);
  });
  test('is broken where it leaves the plot', () => {
    const grid = square(17);
    const line = draw(grid, all(grid, () => 1), [0, 0, 50, 0], 2);
    expect(line && 'points' in line && line.points.slice(2)).toEqual([NaN, NaN]);
  });
  test('over one weight lies on the loss', () => {
    const grid: Grid = { x: [0, 4], columns: 5, y: [0, 0], rows: 1 };
    const losses = { values: Float32Array.of(0, 1, 4, 9, 16), known: new Uint8Array(5).fill(1) };
    expect(lossAlong(grid, losses, 1.5)).toBe(2.5);
    expect(lossAlong(grid, losses, 4)).toBe(16);
  });
});

test('a landscape of two weights is the analytic cost, point for point', async () => {
  const { client } = openLogistic();
  await client.call('preview', { plan: logistic, config: logisticConfig });
  const views: LandscapeView[] = [];
  const wish = { plane: { type: 'weights', places }, part: 'training', count: 256, side: 17, reach: 3 } as const;
  for await (const view of drawLandscape({ client, name: 'preview', wish, signal: new AbortController().signal, paced: { isTraining: false } })) views.push(view);
  const last = views.at(-1);
  if (!last) throw new Error('nothing was drawn');
  expect(last.done).toBe(1);
  expect(views.length).toBeGreaterThan(2);
  last.losses.values.forEach((loss, i) => {
    const [w = NaN, b = NaN] = pointOf(last.grid, i);
    expect(loss).toBeCloseTo(logisticCost(w, b), 4);
  });
  // The present weights lie in its middle.
  const middle = pointOf(last.grid, 8 * 17 + 8);
  [...last.facts.here].forEach((value, axis) => expect(middle[axis]).toBeCloseTo(value, 6));
});

test('a slice is drawn finer than a plane, and stopping stops', async () => {
  const path = { steps: new Int32Array(), points: new Float32Array(), isTooLarge: false };
  expect(gridOf({ here: Float32Array.of(1), path }, { type: 'weights', places: places.slice(0, 1) }, 33, 1)).toEqual({ x: [-1, 3], columns: 129, y: [0, 0], rows: 1 });
  const { client } = openLogistic();
  await client.call('preview', { plan: logistic, config: logisticConfig });
  const controller = new AbortController();
  const wish = { plane: { type: 'random', seed: 1 }, part: 'training', count: 64, side: 65, reach: 1 } as const;
  let views = 0;
  const drawing = (async () => {
    for await (const view of drawLandscape({ client, name: 'preview', wish, signal: controller.signal, paced: { isTraining: false } })) {
      views++;
      expect(view.done).toBeLessThan(1);
      controller.abort(new Error('stopped'));
    }
  })();
  await expect(drawing).rejects.toThrow('stopped');
  expect(views).toBe(1);
});
