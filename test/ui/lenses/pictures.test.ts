// Lenses as drawings, by value: regions that read without colour, the colours of a landscape, a descent, a matrix.

import { describe, expect, test } from 'vitest';
import { descend } from '../../../src/core/descent.ts';
import type { Mark, Scene } from '../../../src/ui/charts/scene.ts';
import { regionFile, regionScene } from '../../../src/ui/lenses/decision/region-scene.ts';
import { mapPixels as landscapePixels } from '../../../src/ui/lenses/landscape/landscape-scene.ts';
import { channelMaps, inputPixels, mapPixels, mapTable } from '../../../src/ui/lenses/map-files.ts';
import { confusionScene, confusionTable } from '../../../src/ui/lenses/predictions/confusion-scene.ts';
import { descentScene } from '../../../src/ui/lessons/descent-scene.ts';

const measure = (text: string) => 6 * [...text].length;
const of = <T extends Mark['type']>({ marks }: Scene, type: T) => marks.filter((mark): mark is Extract<Mark, { type: T }> => mark.type === type);
const segments = (points: readonly number[]) => points.filter((value) => !Number.isNaN(value)).length / 4;

describe('regions', () => {
  const side = 8;
  // Three columns of class 0, then class 1; a cell of class 2 in the upper right corner.
  const decisions = Array.from({ length: side * side }, (_, i) => ({ classIndex: i === side - 1 ? 2 : i % side < 3 ? 0 : 1, probability: 0.9 }));
  const regions = { decisions, side, spans: [[0, 1], [-1, 1]], inputs: Float32Array.of(0, -1, 1, 1, 0.5, 0), labels: Int32Array.of(0, 1, 1), classNames: ['a', 'b', 'c'] } as const;
  const scene = regionScene(regions);
  const hatched = (colour: string) => of(scene, 'line').filter(({ stroke, opacity }) => stroke === colour && opacity !== undefined);

  test('have a line wherever a class ends', () => {
    const border = of(scene, 'line').find(({ name }) => name === 'borders');
    // Eight sides between the columns, two around the corner.
    expect(segments(border?.points ?? [])).toBe(10);
  });

  test('are hatched differently, the first not at all', () => {
    expect(hatched('--chart-1')).toEqual([]);
    const slopes = ['--chart-2', '--chart-3'].map((colour) => hatched(colour).flatMap(({ points: [x0 = 0, y0 = 0, x1 = 0, y1 = 0] }) => Math.sign((y1 - y0) / (x1 - x0))));
    expect(slopes[0]).toEqual([-1]);
    expect(slopes[1]?.every((slope) => slope === 1)).toBe(true);
  });

  test('have examples where they lie, in shapes by class', () => {
    const [across, up] = [scene.width - 10, 18];
    expect(of(scene, 'dots').map(({ points }) => points)).toEqual(Array.from({ length: 2 }, () => [44, up + 256]));
    const triangles = of(scene, 'area').at(-1)?.points ?? [];
    // Three corners and a gap each; the first example lies in the upper right.
    expect(triangles).toHaveLength(2 * 4 * 2);
    expect(triangles[0]).toBeCloseTo(across, 9);
    expect(of(regionFile(regions, measure), 'text').map(({ text }) => text).slice(-3)).toEqual(['a', 'b', 'c']);
  });
});

test('a landscape has its points at edges and corners, the greatest above', () => {
  const grid = { x: [0, 2], columns: 3, y: [0, 1], rows: 2 } as const;
  const { columns, rows, data } = landscapePixels(grid, { values: Float32Array.of(0, 1, 0.5, 0, 1, 1), known: new Uint8Array(6).fill(1) }, false);
  expect([columns, rows]).toEqual([4, 2]);
  const pixel = (row: number, column: number) => [...data.subarray(4 * (row * columns + column), 4 * (row * columns + column) + 3)];
  const [low, middle, high] = [[68, 1, 84], [33, 145, 140], [253, 231, 37]];
  expect([0, 1, 2, 3].map((column) => pixel(0, column))).toEqual([low, high, high, high]);
  expect([0, 1, 2, 3].map((column) => pixel(1, column))).toEqual([low, high, high, middle]);
});

test('maps are pictures and tables of the same numbers', () => {
  const values = Float32Array.of(-1, 0, 1, 3);
  expect([...mapPixels(values, 2, 2).data].filter((_, i) => i % 4 === 0)).toEqual([0, 64, 128, 255]);
  expect(mapTable([{ name: 'a', values, columns: 2 }])).toEqual([['map', 'row', 'column', 'value'], ['a', 0, 0, -1], ['a', 0, 1, 0], ['a', 1, 0, 1], ['a', 1, 1, 3]]);
  const colours = Float32Array.of(0, 1, 0.5, 0, 1, 0);
  expect([...inputPixels([3, 1, 2], colours).data]).toEqual([0, 128, 255, 255, 255, 0, 0, 255]);
  expect(channelMaps([3, 1, 2], colours).map(({ name, values: own }) => [name, ...own])).toEqual([['channel 0', 0, 1], ['channel 1', 0.5, 0], ['channel 2', 1, 0]]);
});

test('a matrix says every count, in percent where wanted, and cuts long names', () => {
  const confusion = { size: 2, counts: Int32Array.of(3, 1, 0, 4) };
  const classNames = ['a class whose name is longer than any cell or margin', 'b'];
  const texts = (byRow: boolean) => of(confusionScene({ confusion, classNames, byRow, measure }), 'text').map(({ text }) => text);
  expect(texts(false).slice(-3)).toEqual(['3', '1', '4']);
  expect(texts(true).slice(-3)).toEqual(['75', '25', '100']);
  expect(texts(false).filter((text) => text.endsWith('…'))).toHaveLength(2);
  expect(confusionTable(confusion, classNames).slice(1)).toEqual([[classNames[0], 3, 1], ['b', 0, 4]]);
});

test('a descent goes along its curve up to the step', () => {
  const trial = { coefficients: [0, 0, 1], start: 2, learningRate: 0.25, momentum: 0, steps: 3 };
  const path = descend(trial);
  const scene = descentScene({ coefficients: trial.coefficients, path, range: [0.25, 2], step: 2, width: 400, height: 200 });
  const way = of(scene, 'line').find(({ name }) => name === 'way')?.points ?? [];
  expect(way).toHaveLength(6);
  // Half the weight each step: 2, 1, 0.5, and a quarter of the cost.
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = way;
  expect((x0 - x1) / (x1 - x2)).toBeCloseTo(2, 9);
  expect((y1 - y0) / (y2 - y1)).toBeCloseTo(4, 9);
  expect(of(scene, 'dots').at(-1)?.points).toEqual([x2, y2]);
});
