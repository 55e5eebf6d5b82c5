// What a line chart draws, as values: where lines and names are, and what stands at the axes.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nextX, readings, snap } from '../../../src/ui/charts/crosshair.ts';
import { lineScene, type LineSceneOptions } from '../../../src/ui/charts/line-scene.ts';
import { comparedLook, nearestIndex, withMargin, xRange, yRange, type LineSeries } from '../../../src/ui/charts/line-series.ts';
import type { Mark } from '../../../src/ui/charts/scene.ts';

const loss: LineSeries = { name: 'training', colour: '--chart-loss', xs: [0, 1, 2, 3], ys: [1, 0.5, 0.25, 0.1] };
const options = (series: readonly LineSeries[], more: Partial<LineSceneOptions> = {}): LineSceneOptions => ({
  series, width: 400, height: 200, scale: 'linear', xName: 'epochs', measure: (text) => 6 * text.length, ...more,
});

function draw(series: readonly LineSeries[], more: Partial<LineSceneOptions> = {}) {
  const scene = lineScene(options(series, more));
  if (!scene) throw new Error('nothing was drawn');
  const of = <T extends Mark['type']>(type: T) => scene.marks.filter((mark): mark is Extract<Mark, { type: T }> => mark.type === type);
  return { ...scene, lines: of('line').filter(({ name }) => name !== undefined), texts: of('text'), areas: of('area'), dots: of('dots') };
}

describe('places', () => {
  test('run from the left edge to the right and from the bottom up, linear or by the logarithm', () => {
    const { plot, lines } = draw([loss], { yDomain: [0, 1] });
    expect(lines[0]?.points.slice(0, 2)).toEqual([plot.left, plot.top]);
    expect(lines[0]?.points.slice(-2)).toEqual([plot.right, expect.closeTo(plot.bottom - 0.1 * (plot.bottom - plot.top), 9)]);
    const log = draw([loss], { scale: 'log', yDomain: [0.1, 1] }).plot;
    expect(log.y(Math.sqrt(0.1))).toBeCloseTo((log.top + log.bottom) / 2, 9);
    expect(log.y(0)).toBeNaN();
    expect(plot.valueAt(plot.x(1.7))).toBeCloseTo(1.7, 12);
  });

  test('stay inside the plot where the domain is given and values leave it', () => {
    const { plot, lines } = draw([{ ...loss, ys: [1, 1e9, -1e9, 0.5] }], { yDomain: [0, 1] });
    const heights = (lines[0]?.points ?? []).filter((_, i) => i % 2 === 1);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(plot.top - 1);
    expect(Math.max(...heights)).toBeLessThanOrEqual(plot.bottom + 1);
  });
});

describe('values', () => {
  test('of any size have axes with different, short numbers', () => {
    const ticks = (ys: readonly number[], scale: 'linear' | 'log' = 'linear') => {
      const { texts, plot } = draw([{ ...loss, ys }], { scale });
      return texts.filter(({ anchor, x }) => anchor === 'end' && x < plot.left).map(({ text }) => text);
    };
    expect(ticks([0, 1e9, 2e9, 3e9])).toEqual(['0', '500 M', '1 G', '1.5 G', '2 G', '2.5 G', '3 G']);
    expect(ticks([1_000_000_000, 1_000_000_002, 1_000_000_004, 1_000_000_004])).toEqual(['1000000000', '1000000001', '1000000002', '1000000003', '1000000004']);
    expect(ticks([1e-7, 1e-3, 1, 1e9], 'log')).toEqual(['1e-7', '0.001', '10', '100 k', '1 G']);
    expect(ticks([0.25, 0.25, 0.25, 0.25]).length).toBeGreaterThan(1);
  });

  test('that are no numbers, or have no logarithm, are gaps; a point between two gaps is seen', () => {
    const { lines, plot } = draw([{ ...loss, ys: [NaN, 0.5, NaN, 0.1] }]);
    const y = plot.y(0.5);
    expect(lines[0]?.points.slice(0, 4)).toEqual([plot.x(1) - 1, y, plot.x(1) + 1, y]);
    const log = draw([{ ...loss, ys: [0, 1, -1, 1] }], { scale: 'log' }).lines[0]?.points ?? [];
    expect(log.filter((value) => Number.isNaN(value))).toHaveLength(2);
  });

  test('that are none draw nothing', () => {
    expect(lineScene(options([]))).toBeUndefined();
    expect(lineScene(options([{ ...loss, xs: [], ys: [] }]))).toBeUndefined();
    expect(lineScene(options([{ ...loss, ys: [NaN, NaN, NaN, NaN] }]))).toBeUndefined();
    expect(lineScene(options([{ ...loss, ys: [0, 0, -1, -2] }], { scale: 'log' }))).toBeUndefined();
  });
});

describe('names at the ends', () => {
  const names = (series: readonly LineSeries[], more: Partial<LineSceneOptions> = {}) => draw(series, more).texts.filter(({ strong }) => strong);

  test('stand where lines end, in their colour; a faint line has none', () => {
    const scene = draw([loss, { ...loss, name: 'batch', faint: true }], { yDomain: [0, 1] });
    const labels = scene.texts.filter(({ strong }) => strong);
    expect(labels).toEqual([expect.objectContaining({ text: 'training', fill: '--chart-loss', x: scene.plot.right + 6, y: expect.closeTo(scene.plot.y(0.1), 9) })]);
  });

  test('never cover each other and stay inside', () => {
    const many = Array.from({ length: 7 }, (_, i): LineSeries => ({ ...loss, name: `run ${i}`, ys: [1, 1, 1, 0.001 * i] }));
    const ys = names(many).map(({ y }) => y).toSorted((a, b) => a - b);
    expect(ys).toHaveLength(7);
    for (const [i, y] of ys.slice(1).entries()) expect(y - (ys[i] ?? NaN)).toBeGreaterThanOrEqual(14 - 1e-9);
    expect(Math.max(...ys)).toBeLessThanOrEqual(200 - 20 - 7);
    const [upper, lower] = names(many.slice(0, 2)).map(({ text }) => text);
    expect([upper, lower]).toEqual(['run 1', 'run 0']);
  });

  test('leave room for the name of the axis beside its last number', () => {
    for (const last of [3, 100, 4000, 35_000]) {
      const { texts } = draw([{ ...loss, name: 'a', xs: [0, last / 4, last / 2, last] }]);
      const axis = texts.find(({ text }) => text === 'epochs');
      expect((axis?.x ?? NaN) + 6 * 'epochs'.length).toBeLessThanOrEqual(400);
      const number = texts.findLast(({ anchor, y }) => anchor === 'middle' && y === axis?.y);
      expect((number?.x ?? NaN) + 3 * (number?.text.length ?? NaN)).toBeLessThan(axis?.x ?? NaN);
    }
  });

  test('give way where they are too long or too many', () => {
    const [name] = names([{ ...loss, name: 'a network with a very long name that nobody could read here' }]);
    expect(name?.text.endsWith('…')).toBe(true);
    expect(6 * (name?.text.length ?? 0)).toBeLessThanOrEqual(400 / 3);
    expect(names(Array.from({ length: 100 }, (_, i) => ({ ...loss, name: String(i) }))).length).toBe(12);
  });
});

test('forty compared lines look different, neighbours without colour too, in colours that the theme has', () => {
  const looks = Array.from({ length: 40 }, (_, i) => comparedLook(i));
  expect(new Set(looks.map(({ colour, dashes = [] }) => `${colour} ${dashes.join(' ')}`)).size).toBe(40);
  for (let i = 0; i < 36; i++) expect(new Set(looks.slice(i, i + 5).map(({ dashes = [] }) => dashes.join(' '))).size).toBe(5);
  const tokens = readFileSync(new URL('../../../src/ui/theme/tokens.css', import.meta.url), 'utf8');
  // Once for each theme.
  for (const { colour } of looks) expect(tokens.split(`${colour}:`).length - 1).toBe(2);
});

test('looks follow the series: dashes, dots at points, bands', () => {
  const { lines, dots, areas } = draw([{ ...loss, dashes: [5, 3], dotted: true, band: { low: [0, 0, 0, 0], high: [2, 2, 2, 2] } }]);
  expect(lines[0]).toMatchObject({ dashes: [5, 3], stroke: '--chart-loss' });
  expect(dots[0]?.points).toHaveLength(8);
  expect(areas).toHaveLength(1);
  expect(yRange([{ ...loss, band: { low: [0, 0, 0, 0], high: [2, 2, 2, 2] } }], 'linear')).toEqual([0, 2]);
});

describe('ranges', () => {
  test('come from the data', () => {
    expect(xRange([loss, { ...loss, xs: [2, 7], ys: [0, 0] }])).toEqual([0, 7]);
    expect(yRange([{ ...loss, ys: [NaN, Infinity, 3, -1] }], 'linear')).toEqual([-1, 3]);
    expect(yRange([{ ...loss, ys: [NaN, 0, 3, -1] }], 'log')).toEqual([3, 3]);
    expect(withMargin([1, 4], 'linear')).toEqual([0.85, 4.15]);
    expect(withMargin([0.01, 1], 'linear')[0]).toBe(0);
    expect(withMargin([0.11, 10], 'log')).toEqual([expect.closeTo(0.1, 12), expect.closeTo(11, 12)]);
  });
});

describe('the crosshair', () => {
  const sparse: LineSeries = { ...loss, name: 'validation', xs: [1, 3], ys: [0.6, 0.2] };
  const { plot } = draw([loss, sparse]);

  test('goes to the nearest point of any series', () => {
    expect([-5, 0.4, 0.6, 99].map((x) => nearestIndex(loss.xs, x))).toEqual([0, 0, 1, 3]);
    expect(nearestIndex([], 1)).toBe(-1);
    expect(snap([{ ...loss, xs: [0, 10] }, { ...loss, xs: [4] }], 5)).toBe(4);
    expect(snap([], 5)).toBeUndefined();
  });

  test('is moved by keys from point to point and stops at the ends', () => {
    const series = [loss, sparse];
    expect(nextX(series, plot, undefined, 1)).toBe(0);
    expect(nextX(series, plot, 1, 1)).toBe(2);
    expect(nextX(series, plot, 1, -1)).toBe(0);
    expect(nextX(series, plot, 3, 1)).toBe(3);
    expect(nextX(series, plot, 0, 1000)).toBe(3);
  });

  test('skips points that are less than a pixel away', () => {
    const dense: LineSeries = { ...loss, xs: Float64Array.from({ length: 10_001 }, (_, i) => i), ys: new Float64Array(10_001) };
    const scene = draw([dense], { yDomain: [0, 1] });
    const next = nextX([dense], scene.plot, 5000, 1) ?? NaN;
    expect(scene.plot.x(next) - scene.plot.x(5000)).toBeGreaterThanOrEqual(1);
    expect(scene.plot.x(next) - scene.plot.x(5000)).toBeLessThan(2);
  });

  test('reads the series that have a point there', () => {
    expect(readings([loss, sparse], plot, 1).map(({ name, y }) => [name, y])).toEqual([['training', 0.5], ['validation', 0.6]]);
    expect(readings([loss, sparse], plot, 2).map(({ name }) => name)).toEqual(['training']);
    expect(readings([{ ...loss, ys: [1, NaN, 1, 1] }], plot, 1)).toEqual([]);
  });
});
