// Tables and sheets of pictures as drawings: where things are, and that nothing runs out of its room.

import { describe, expect, test } from 'vitest';
import { shortened, type Mark, type Pixels, type Scene } from '../../../src/ui/charts/scene.ts';
import { sheetScene, wrapped } from '../../../src/ui/charts/sheet-scene.ts';
import { shareCell, tableScene } from '../../../src/ui/charts/table-scene.ts';

const measure = (text: string) => 6 * [...text].length;
const of = <T extends Mark['type']>({ marks }: Scene, type: T) => marks.filter((mark): mark is Extract<Mark, { type: T }> => mark.type === type);
const pixels = (columns: number, rows: number): Pixels => ({ columns, rows, data: new Uint8ClampedArray(4 * columns * rows) });

describe('a text', () => {
  test('is cut where there is no room, between letters', () => {
    expect(shortened('abcdef', 36, measure)).toBe('abcdef');
    expect(shortened('abcdef', 24, measure)).toBe('abc…');
    expect(shortened('😀😀😀', 12, measure)).toBe('😀…');
    expect(shortened('abc', 0, measure)).toBe('a…');
  });

  test('is broken between words', () => {
    expect(wrapped('one two three', 42, measure)).toEqual(['one two', 'three']);
    expect(wrapped('extraordinary', 36, measure)).toEqual(['extra…']);
  });
});

describe('a table', () => {
  const scene = tableScene([['Class', 'Recall', 'Support'], ['seven', shareCell(0.25), '12'], ['a name that is far too long for a column of names, however wide', shareCell(undefined), '3']], measure);

  test('has every cell, numbers on the right, and a bar as long as its share', () => {
    expect(of(scene, 'text').map(({ text }) => text)).toEqual(['Class', 'Recall', 'Support', 'seven', '25.0%', '12', expect.stringMatching(/^a name.*…$/), '–', '3']);
    const numbers = of(scene, 'text').filter(({ text }) => text === '12' || text === '3' || text === 'Support');
    expect(new Set(numbers.map(({ x, anchor }) => `${x} ${anchor}`))).toEqual(new Set([`${scene.width} end`]));
    const [whole, part] = of(scene, 'rect');
    expect((part?.width ?? NaN) / (whole?.width ?? NaN)).toBe(0.25);
  });
});

describe('a sheet', () => {
  const scene = sheetScene({
    groups: [{ name: 'conv1', tiles: Array.from({ length: 5 }, (_, i) => ({ pixels: pixels(14, 7), captions: [`channel ${i}`] })) }, { name: 'fc', tiles: [{ pixels: pixels(10, 1) }] }],
    size: 60, perRow: 3, ramp: { pixels: pixels(32, 1), low: '0', high: '1' }, note: 'Black is least.', measure,
  });
  const images = of(scene, 'image');

  test('has whole pixels, rows of as many as wanted, and nothing over anything else', () => {
    // 60 hold 14 columns of 4.
    expect(images.slice(0, 5).map(({ width, height }) => `${width} ${height}`)).toEqual(Array(5).fill('56 28'));
    expect(images.slice(0, 3).map(({ y }) => y)).toEqual(Array(3).fill(images[0]?.y));
    expect(images[3]?.x).toBe(0);
    expect(images[3]?.y).toBeGreaterThanOrEqual((images[0]?.y ?? NaN) + 28 + 16);
    for (const { x, y, width, height } of images) {
      expect(x + width).toBeLessThanOrEqual(scene.width);
      expect(y + height).toBeLessThanOrEqual(scene.height);
    }
  });

  test('shrinks pictures that are larger than wanted', () => {
    const [image] = of(sheetScene({ groups: [{ tiles: [{ pixels: pixels(224, 112) }] }], size: 56, perRow: 1, measure }), 'image');
    expect([image?.width, image?.height]).toEqual([56, 28]);
  });
});
