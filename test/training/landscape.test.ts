// The loss landscape: its values against the analytic cost of a logistic regression, its path against the weights that
// the run had, and its directions against NumPy.

import { describe, expect, test } from 'vitest';
import type { WeightSet } from '../../src/core/weights.ts';
import { pathDirections } from '../../src/training/path-directions.ts';
import { createWeightPath } from '../../src/training/weight-path.ts';
import { directionPlane, placePlane, randomDirections } from '../../src/training/weight-plane.ts';
import { inWeights, logistic, logisticConfig as config, logisticCost, openLogistic, places, squaredCost } from './logistic.ts';
import { toyPlan } from './toy.ts';

const grid = Array.from({ length: 49 }, (_, i) => [(i % 7) - 3, Math.floor(i / 7) - 3] as const);

describe('losses over two weights', () => {
  test.each([['bceWithLogits', logisticCost], ['mse', squaredCost]] as const)('are the analytic cost with %s, and leave the network as it was', async (loss, cost) => {
    const { client, alive } = openLogistic();
    await client.call('preview', { plan: logistic, config: { ...config, loss } });
    const before = await client.call('readWeights', { network: 'preview' });
    const facts = await client.call('openLandscape', { network: 'preview', ...inWeights });
    expect(facts.examples).toBe(8);
    expect([...facts.here]).toEqual([before['linear.weight']?.data[0], before['linear.bias']?.data[0]]);
    const losses = await client.call('landscapeLosses', { points: Float32Array.from(grid.flat()) });
    grid.forEach(([w, b], i) => expect(losses[i]).toBeCloseTo(cost(w, b), 5));
    expect(await client.call('readWeights', { network: 'preview' })).toEqual(before);
    expect(alive.size).toBe(2);
    await client.call('openLandscape', { network: 'preview', ...inWeights });
    expect(alive.size).toBe(2);
  });

  test('over one weight are its slice through the cost', async () => {
    const { client } = openLogistic();
    await client.call('preview', { plan: logistic, config });
    const bias = (await client.call('readWeights', { network: 'preview' }))['linear.bias']?.data[0] ?? NaN;
    await client.call('openLandscape', { network: 'preview', ...inWeights, plane: { type: 'weights', places: places.slice(0, 1) } });
    const losses = await client.call('landscapeLosses', { points: Float32Array.of(-2, 0, 5) });
    [-2, 0, 5].forEach((w, i) => expect(losses[i]).toBeCloseTo(logisticCost(w, bias), 5));
  });

  test('far away are told as they are, however large', async () => {
    const { client } = openLogistic();
    await client.call('preview', { plan: logistic, config: { ...config, loss: 'mse' } });
    await client.call('openLandscape', { network: 'preview', ...inWeights });
    const losses = await client.call('landscapeLosses', { points: Float32Array.of(1e15, 0, 1e30, 0, 0, 0) });
    expect((losses[0] ?? 0) / squaredCost(1e15, 0)).toBeCloseTo(1, 5);
    expect(losses[1]).toBe(Infinity);
    expect(losses[2]).toBeCloseTo(squaredCost(0, 0), 5);
  });
});

test('the path over two weights is where the run was, its initial and its present weights too', async () => {
  const { client } = openLogistic();
  await client.start({ plan: logistic, config, paused: true }).started;
  const seen: number[][] = [];
  const read = async () => {
    const weights = await client.call('readWeights', { network: 'run' });
    seen.push(places.map(({ key }) => weights[key]?.data[0] ?? NaN));
  };
  await read();
  for (let step = 0; step < 5; step++) {
    await client.call('step', undefined);
    await read();
  }
  const { path } = await client.call('openLandscape', { network: 'run', ...inWeights });
  // On a busy machine steps between may be left out, so that reading takes little of the time.
  const at = (steps: Iterable<number>) => [...steps].flatMap((step) => seen[step] ?? []);
  expect([path.steps[0], path.steps.at(-1)]).toEqual([0, 5]);
  expect([...path.points]).toEqual(at(path.steps));
  await client.call('step', undefined);
  await read();
  const longer = await client.call('landscapePath', undefined);
  expect(longer.steps.at(-1)).toBe(6);
  expect([...longer.points]).toEqual(at(longer.steps));
  // The run goes on where it was: the next loss is that of its own weights.
  const [w = 0, b = 0] = seen.at(-1) ?? [];
  const [loss] = await client.call('landscapeLosses', { points: Float32Array.of(w, b) });
  expect(loss).toBeCloseTo(logisticCost(w, b), 6);
  await client.call('stop', undefined);
});

test('a landscape is freed when a run starts, and bad wishes are refused in a sentence', async () => {
  const { client, alive } = openLogistic();
  await client.call('preview', { plan: logistic, config });
  await expect(client.call('landscapeLosses', { points: new Float32Array(2) })).rejects.toThrow('No loss landscape is open');
  const wish = (wanted: typeof places) => client.call('openLandscape', { network: 'preview', ...inWeights, plane: { type: 'weights', places: wanted } });
  await expect(wish([{ key: 'conv.weight', index: 0 }])).rejects.toThrow('The network has no weights "conv.weight"; it has linear.weight, linear.bias.');
  await expect(wish([{ key: 'linear.bias', index: 1 }])).rejects.toThrow('"linear.bias" has 1 numbers, counted from 0; received 1.');
  await expect(wish([...places.slice(1), ...places.slice(1)])).rejects.toThrow('Both axes are linear.bias[0]');
  await expect(client.call('openLandscape', { network: 'preview', ...inWeights, part: 'validation' })).rejects.toThrow('The validation part has no examples');
  await expect(client.call('openLandscape', { network: 'preview', ...inWeights, plane: { type: 'path' } })).rejects.toThrow('no path with two directions yet');
  await client.call('openLandscape', { network: 'preview', ...inWeights });
  expect(alive.size).toBe(2);
  await client.start({ plan: logistic, config, paused: true }).started;
  await client.call('step', undefined);
  expect(alive.size).toBe(1);
  await client.call('stop', undefined);
});

describe('a path that is kept', () => {
  const at = (value: number): WeightSet => ({ 'a.weight': { shape: [2], data: Float32Array.of(value, -value) } });
  test('thins itself out evenly and keeps copies', () => {
    const path = createWeightPath({ maxPoints: 8 }, () => 0);
    const weights = at(0);
    for (let step = 0; step <= 1000; step++) {
      weights['a.weight']?.data.fill(step);
      if (path.wants(step)) path.add(step, weights);
    }
    const steps = path.points().map(({ step }) => step);
    expect(steps).toEqual([0, 128, 256, 384, 512, 640, 768, 896]);
    expect(path.points().map((point) => point.weights['a.weight']?.data[0])).toEqual(steps);
  });
  test('of a network that is too large is not kept', () => {
    const path = createWeightPath({ maxBytes: 63 }, () => 0);
    path.add(0, at(1));
    expect([path.isTooLarge(), path.points().length, path.wants(1)]).toEqual([true, 0, false]);
  });
  test('is read seldom where reading takes long', () => {
    let nowMs = 0;
    const path = createWeightPath({ share: 0.02 }, () => nowMs);
    for (let step = 0; step <= 1000; step++) {
      nowMs = 10 * step;
      if (path.wants(step)) path.add(step, at(step), 20);
    }
    // 20 ms each of 10 s at 2 %, and the first one free.
    expect(path.points().length).toBeLessThanOrEqual(12);
    expect(path.points().length).toBeGreaterThan(8);
  });
});

describe('directions', () => {
  const centre: WeightSet = { 'linear.weight': { shape: [2, 2], data: Float32Array.of(3, 4, 0, 2) }, 'linear.bias': { shape: [2], data: Float32Array.of(1, 1) } };
  test('that are random have every filter as long as its own, are named by their seed and leave biases', () => {
    const [first, second] = randomDirections(toyPlan.ops, centre, 7);
    for (const direction of [first, second]) {
      const [a = 0, b = 0, c = 0, d = 0] = direction?.get('linear.weight') ?? [];
      expect(Math.hypot(a, b)).toBeCloseTo(5, 10);
      expect(Math.hypot(c, d)).toBeCloseTo(2, 10);
      expect(direction?.has('linear.bias')).toBe(false);
    }
    expect(randomDirections(toyPlan.ops, centre, 7)).toEqual([first, second]);
    expect(randomDirections(toyPlan.ops, centre, 8)).not.toEqual([first, second]);
    expect(first).not.toEqual(second);
  });

  test('lead to weights and back, also at other angles than right ones', () => {
    const plane = directionPlane(centre, randomDirections(toyPlan.ops, centre, 7));
    const there = plane.project({ ...centre, ...plane.at([0.3, -0.7]) });
    expect(there[0]).toBeCloseTo(0.3, 5);
    expect(there[1]).toBeCloseTo(-0.7, 5);
    expect(plane.project(centre)).toEqual([0, 0]);
  });

  test('of a path are its principal components', () => {
    // X = np.array([[0, 0, 0], [2, 1, 0], [4, 2.5, 0.1], [5, 2, 0.4]]); np.linalg.svd(X - X.mean(0))
    const path = [[0, 0, 0], [2, 1, 0], [4, 2.5, 0.1], [5, 2, 0.4]].map((row): WeightSet => ({ 'a.weight': { shape: [3], data: Float32Array.from(row) } }));
    const { directions, explained } = pathDirections(path, ['a.weight']);
    const expected = [[0.9004483, 0.4308116, 0.0599515], [-0.3980439, 0.8717254, -0.2857549]];
    directions.forEach((direction, axis) => {
      const found = [...direction.get('a.weight') ?? []];
      const sign = Math.sign((found[0] ?? 0) * (expected[axis]?.[0] ?? 0));
      found.forEach((value, i) => expect(sign * value).toBeCloseTo(expected[axis]?.[i] ?? NaN, 5));
    });
    expect(directions).toHaveLength(2);
    explained.forEach((share, axis) => expect(share).toBeCloseTo([0.9764102, 0.0231564][axis] ?? NaN, 6));
  });

  test('of a path that goes straight on are one, and of none are none', () => {
    const straight = [0, 1, 3].map((x): WeightSet => ({ a: { shape: [2], data: Float32Array.of(x, 2 * x) } }));
    expect(pathDirections(straight, ['a']).directions).toHaveLength(1);
    expect(pathDirections(straight.slice(0, 1), ['a']).directions).toHaveLength(0);
  });
});

test('places in one tensor move both of its numbers', () => {
  const centre: WeightSet = { w: { shape: [3], data: Float32Array.of(1, 2, 3) } };
  const plane = placePlane(centre, [{ key: 'w', index: 2 }, { key: 'w', index: 0 }]);
  expect(plane.here).toEqual([3, 1]);
  expect([...plane.at([7, 8])['w']?.data ?? []]).toEqual([8, 2, 7]);
  expect([...centre['w']?.data ?? []]).toEqual([1, 2, 3]);
});
