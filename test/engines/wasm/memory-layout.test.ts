// Values that are alive at the same time never share memory; those that are not, do.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FixedAreas, placeValues, type Lifetime } from '../../../src/engines/wasm/memory-layout.ts';

const lifetimes = fc.array(
  fc.record({ floats: fc.integer({ min: 1, max: 5000 }), first: fc.nat(20), length: fc.nat(10) }),
  { maxLength: 40 },
).map((all) => all.map(({ floats, first, length }): Lifetime => ({ value: { floats }, first, last: first + length })));

it('places values that live together apart, inside the arena', () => fc.assert(fc.property(lifetimes, (all) => {
  const { offsets, bytes } = placeValues(all);
  const spans = all.map(({ value, first, last }) => {
    const start = offsets.get(value) as number;
    return { start, end: start + 4 * value.floats, first, last };
  });
  for (const [i, a] of spans.entries()) {
    expect(a.start % 64).toBe(0);
    expect(a.end).toBeLessThanOrEqual(bytes);
    for (const b of spans.slice(i + 1)) {
      const together = a.first <= b.last && b.first <= a.last;
      expect(together && a.start < b.end && b.start < a.end).toBe(false);
    }
  }
})));

it('gives a chain of values the memory of two', () => {
  const chain = Array.from({ length: 10 }, (_, i): Lifetime => ({ value: { floats: 1000 }, first: i, last: i + 1 }));
  const one = placeValues(chain.slice(0, 1)).bytes;
  expect(placeValues(chain).bytes).toBe(2 * one);
});

it('hands out fixed areas that do not touch', () => fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1000 })), (sizes) => {
  const areas = new FixedAreas(100);
  let end = 100;
  for (const size of sizes) {
    const address = areas.take(size);
    expect(address).toBeGreaterThanOrEqual(end);
    expect(address % 64).toBe(0);
    end = address + size;
  }
  expect(areas.top).toBeGreaterThanOrEqual(end);
})));
