// Which wires go below the cards between their ends, and how far below.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardHeight, cardWidth } from '../../src/editor/card.ts';
import { laneOf } from '../../src/ui/canvas/wire-path.ts';

const height = cardHeight(1);
/** Places of a row of cards, and of others by id. */
const row = { a: { x: 0, y: 0 }, b: { x: 264, y: 0 }, c: { x: 528, y: 0 }, d: { x: 792, y: 0 } };
const lane = (nodes: Readonly<Record<string, { x: number; y: number }>>, source: string, target: string) => laneOf({ nodes }, source, target);

test('a wire to the next card, or back, runs as it is', () => {
  expect(lane(row, 'a', 'b')).toBeUndefined();
  expect(lane(row, 'd', 'a')).toBeUndefined();
  expect(lane(row, 'a', 'gone')).toBeUndefined();
});

test('a wire over cards of its row goes below the lowest of them', () => {
  const below = lane(row, 'a', 'c') ?? 0;
  expect(below).toBeGreaterThan(height);
  expect(lane({ ...row, b: { x: 264, y: 24 } }, 'a', 'c')).toBe(below + 24);
});

test('cards above, below, and behind the ends are in nobody’s way', () => {
  const { a, c } = row;
  const others = { above: { x: 264, y: -height }, below: { x: 264, y: height }, before: { x: -264, y: 0 }, behind: { x: 528, y: 12 } };
  expect(lane({ a, c, ...others }, 'a', 'c')).toBeUndefined();
});

test('of a thousand cards only those between the ends count, wherever they stand in the layout', () => {
  const place = fc.record({ x: fc.integer({ min: 0, max: 40 }).map((i) => 48 * i), y: fc.integer({ min: 0, max: 12 }).map((i) => 24 * i) });
  fc.assert(fc.property(fc.array(place, { minLength: 2, maxLength: 60 }), (places) => {
    const nodes = Object.fromEntries(places.map((at, i) => [`n${i}`, at]));
    const [from, to] = [places[0] ?? { x: 0, y: 0 }, places[1] ?? { x: 0, y: 0 }];
    const touches = ({ x, y }: { x: number; y: number }) => x > from.x && x < to.x && y > Math.min(from.y, to.y) - height && y < Math.max(from.y, to.y) + height;
    const few = Object.fromEntries(Object.entries(nodes).filter(([id, at]) => id === 'n0' || id === 'n1' || touches(at)));
    const found = lane(nodes, 'n0', 'n1');
    expect(found).toBe(lane(few, 'n0', 'n1'));
    expect(found !== undefined).toBe(to.x - from.x >= 2 * cardWidth && Object.keys(few).length > 2);
  }));
});
