// What a plot is taken away as: CSV by value, SVG by its parts.

import { describe, expect, test } from 'vitest';
import { plotFileName } from '../../../src/ui/charts/plot-files.ts';
import { sceneSvg } from '../../../src/ui/charts/scene-svg.ts';
import { csvText, seriesTable } from '../../../src/ui/charts/table.ts';

describe('CSV', () => {
  test('has numbers in full, empty cells for what is not there, and quotes where it must', () => {
    expect(csvText([['x', 'a, "b"'], [0.1 + 0.2, undefined], [1e21, -0.5]])).toBe('x,"a, ""b"""\n0.30000000000000004,\n1e+21,-0.5\n');
  });

  test('of series has a row for each x that any of them has', () => {
    const training = { name: 'training', colour: '--chart-loss', xs: [1, 2, 3], ys: [0.9, NaN, 0.7] } as const;
    const validation = { name: 'validation', colour: '--chart-loss', xs: [2, 2.5], ys: [5, 6], band: { low: [4, 5], high: [6, 7] } } as const;
    expect(seriesTable('epochs', [training, validation])).toEqual([
      ['epochs', 'training', 'validation', 'validation, low', 'validation, high'],
      [1, 0.9, undefined, undefined, undefined],
      [2, NaN, 5, 4, 6],
      [2.5, undefined, 6, 5, 7],
      [3, 0.7, undefined, undefined, undefined],
    ]);
    expect(seriesTable('epochs', [])).toEqual([['epochs']]);
  });

  test('ends even where an x is no number or comes twice', () => {
    expect(seriesTable('x', [{ name: 'a', colour: '--chart-loss', xs: [1, 1, NaN], ys: [2, 3, 4] }])).toEqual([['x', 'a'], [1, 2], [1, 3], [NaN, 4]]);
  });
});

describe('SVG', () => {
  const style = { font: '"A & B", sans-serif', fontSize: 11, colour: (token: string) => `rgb(${token.length})` };
  const svg = sceneSvg({
    width: 300, height: 200,
    marks: [
      { type: 'rect', x: 0, y: 0, width: 300, height: 200, fill: '--surface' },
      {
        type: 'group', x: 10, y: 20,
        marks: [
          { type: 'line', points: [0, 1, 2.3456, 3, NaN, NaN, 5, 6, 7, 8], stroke: '--chart-loss', width: 1.75, dashes: [5, 3], name: 'a < b' },
          { type: 'dots', points: [1, 2, 3, 4], radius: 2, fill: '--chart-loss' },
          { type: 'area', points: [0, 0, 1, 0, 1, 1], fill: '--chart-loss', opacity: 0.2 },
          { type: 'image', x: 1, y: 2, width: 30, height: 20, pixels: { columns: 3, rows: 2, data: new Uint8ClampedArray(24) } },
          { type: 'text', text: 'R&D "x"', x: 1, y: 2, anchor: 'end', fill: '--text', strong: true },
        ],
      },
    ],
  }, style, 'Loss <1>', () => 'data:image/png;base64,AAAA');
  const attribute = (tag: string, name: string) => [...svg.matchAll(new RegExp(`<${tag}\\b[^>]*? ${name}="([^"]*)"`, 'g'))].map((match) => match[1]);

  test('has the scene’s marks as elements, gaps as moves', () => {
    expect(attribute('svg', 'viewBox')).toEqual(['0 0 300 200']);
    expect(attribute('rect', 'fill')).toEqual(['rgb(9)']);
    expect(attribute('g', 'transform')).toEqual(['translate(10 20)']);
    expect(attribute('path', 'd')).toEqual(['M0 1L2.35 3M5 6L7 8', 'M0 0L1 0L1 1Z']);
    expect(attribute('path', 'stroke-dasharray')).toEqual(['5 3']);
    expect(attribute('circle', 'cx')).toEqual(['1', '3']);
    expect(attribute('text', 'text-anchor')).toEqual(['end']);
    expect(attribute('image', 'href')).toEqual(['data:image/png;base64,AAAA']);
    expect(attribute('image', 'width')).toEqual(['30']);
  });

  test('says texts as they are, whatever is in them', () => {
    expect(svg).toContain('<title>Loss &lt;1&gt;</title>');
    expect(svg).toContain('>R&amp;D &quot;x&quot;</text>');
    expect(attribute('path', 'aria-label')).toEqual(['a &lt; b']);
    const odd = sceneSvg({ width: 1, height: 1, marks: [] }, style, 'a\u0000b\u001b\ud800c\ttab', () => '');
    expect(odd).toContain('<title>a\ufffdb\ufffd\ufffdc\ttab</title>');
    expect(attribute('svg', 'font-family')).toEqual(['&quot;A &amp; B&quot;, sans-serif']);
  });
});

describe('the name of a file', () => {
  test.each([
    ['Loss', { network: 'MNIST CNN' }, 'csv', 'mnist-cnn-loss.csv'],
    ['Confusion matrix', { network: 'MNIST CNN', lens: 'Predictions', step: 240 }, 'svg', 'mnist-cnn-predictions-confusion-matrix-step-240.svg'],
    ['Loss landscape', { network: 'Größe 3', lens: 'Loss landscape', step: 0 }, 'png', 'gro-e-3-loss-landscape-step-0.png'],
    ['Loss', { network: '手書き数字' }, 'csv', 'loss.csv'],
    ['Loss', { network: '<b>"../x"</b>' }, 'csv', 'b-x-b-loss.csv'],
  ] as const)('%s of %o as %s is %s', (name, subject, kind, file) => expect(plotFileName({ name, subject }, kind)).toBe(file));

  test('is one that every disk takes', () => {
    expect(plotFileName({ name: 'n'.repeat(300), subject: { network: 'a'.repeat(200), lens: 'Predictions', step: 1e6 } }, 'svg').length).toBeLessThan(200);
  });
});
