// Plots of the lenses as files, by value: what a CSV says is what the page shows, an SVG is valid and holds nothing foreign
// whatever the names are, a PNG's pixels are the map's, and all are for paper although the page is dark.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';
import { readPixels, readSvg, rowsOf, takeFile } from './take-file.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(500, 200);
});
afterAll(() => mnist?.remove());

const examples = 200;
const networkName = 'Übung <b>"7 & 8"</b>';
const view = (page: Page, name: string) => page.getByRole('tabpanel', { name: 'Predictions' }).getByRole('tab', { name }).click();

/** Where a file's picture begins, in pixels of the PNG: under the title and the line that says what it is of. */
const start = { x: 2 * 12, y: 2 * (12 + 20 + 16 + 4) };

async function checkSvg(page: Page, plot: string, kindOf: string): Promise<Awaited<ReturnType<typeof readSvg>>> {
  const file = await takeFile(page, plot, 'SVG');
  expect(file.name).toBe(`ubung-b-7-8-b-${kindOf}-step-0.svg`);
  const svg = await readSvg(page, file);
  expect(svg).toMatchObject({ isBroken: false, namespaces: ['http://www.w3.org/2000/svg'], title: plot, ground: '#ffffff', oddPaints: [] });
  expect(svg.tags.filter((tag) => !/^(svg|title|g|rect|text|line|path|circle|image)$/.test(tag))).toEqual([]);
  expect(svg.attributes.filter((name) => /^(on|class$|style$)/.test(name) && svg.images.length === 0)).toEqual([]);
  // Dark text on white, though the page is the other way round.
  for (const fill of svg.textFills) expect(Number.parseInt(fill?.slice(1, 3) ?? '', 16)).toBeLessThan(0x80);
  expect(svg.texts.find((text) => text?.includes('step 0'))).toContain(networkName);
  return svg;
}

test('what is taken away is what the lenses show', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ colorScheme: 'dark', ...(mnist && { dataFolder: mnist.folder }) });
  const name = page.getByRole('textbox', { name: 'Document name' });
  await name.fill(networkName);
  await name.press('Enter');
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Predictions' }).click();
  await page.getByText(`of ${examples} right`).waitFor({ timeout: 60_000 });

  // The matrix: a table of counts, and the same figures in the picture.
  const shown = (await page.getByRole('grid', { name: /^Confusion matrix/ }).getByRole('gridcell').allInnerTexts()).map(Number);
  const [head, ...counts] = rowsOf(await takeFile(page, 'Confusion matrix', 'CSV'));
  expect(head).toEqual(['true \\ predicted', ...'0123456789']);
  expect(counts.map(([label]) => label)).toEqual([...'0123456789']);
  expect(counts.flatMap((row) => row.slice(1).map(Number))).toEqual(shown);
  const matrix = await checkSvg(page, 'Confusion matrix', 'predictions-confusion-matrix');
  expect(matrix.texts.filter((text) => /^\d+$/.test(text ?? '')).map(Number).toSorted((a, b) => a - b))
    .toEqual([...shown.filter((count) => count > 0), ...Array.from({ length: 20 }, (_, i) => i % 10)].toSorted((a, b) => a - b));

  // The classes follow from it.
  await view(page, 'Classes');
  const [, ...classes] = rowsOf(await takeFile(page, 'Classes', 'CSV'));
  for (let c = 0; c < 10; c++) {
    const [, precision = '', recall = '', , support = ''] = classes[c] ?? [];
    const column = shown.filter((_, i) => i % 10 === c).reduce((a, b) => a + b, 0);
    const row = shown.slice(10 * c, 10 * c + 10).reduce((a, b) => a + b, 0);
    expect(Number(support)).toBe(row);
    expect(Number(recall)).toBeCloseTo((shown[11 * c] ?? NaN) / row, 12);
    if (column === 0) expect(precision).toBe('');
    else expect(Number(precision)).toBeCloseTo((shown[11 * c] ?? NaN) / column, 12);
  }
  await checkSvg(page, 'Classes', 'predictions-classes');

  // Mistakes: each in the table, the worst first, and a sheet of the first ones.
  await view(page, 'Worst mistakes');
  const [, ...mistakes] = rowsOf(await takeFile(page, 'Worst mistakes', 'CSV'));
  expect(mistakes).toHaveLength(examples - shown.filter((_, i) => i % 11 === 0).reduce((a, b) => a + b, 0));
  expect(mistakes.every(([, , label, taken]) => label !== taken)).toBe(true);
  const losses = mistakes.map((row) => Number(row[5]));
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  const sheet = await checkSvg(page, 'Worst mistakes', 'predictions-worst-mistakes');
  expect(sheet.images).toHaveLength(Math.min(60, mistakes.length));
  expect(new Set(sheet.images)).toEqual(new Set(['data:image/png;base64,']));

  // A diagram that the page draws as SVG.
  await view(page, 'Calibration');
  const [, ...bins] = rowsOf(await takeFile(page, 'Calibration', 'CSV'));
  expect(bins.map((row) => Number(row[2])).reduce((a, b) => a + b, 0)).toBe(examples);
  const calibration = await checkSvg(page, 'Calibration', 'predictions-calibration');
  expect(calibration.texts.join(' ')).toContain('Expected calibration error');

  // A map in colours: its least and greatest value have the ends of the palette (viridis).
  await view(page, 'One image');
  await page.getByRole('img', { name: /^Occlusion, from/ }).waitFor();
  const [, ...drops] = rowsOf(await takeFile(page, 'Occlusion', 'CSV'));
  expect(drops).toHaveLength(16 * 16);
  const values = drops.map((row) => Number(row[3]));
  const ends = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
  // 336 hold 16 cells of 21.
  const middleOf = (index: number, cell: number): readonly [number, number] => [start.x + 2 * cell * ((index % 16) + 0.5), start.y + 2 * cell * (Math.floor(index / 16) + 0.5)];
  expect(await readPixels(page, await takeFile(page, 'Occlusion', 'PNG'), ends.map((index) => middleOf(index, 21)))).toEqual([[68, 1, 84], [253, 231, 37]]);

  // Feature maps: grey from the least to the greatest of all channels, as numbered.
  await page.getByRole('tab', { name: 'Data flowing' }).click();
  await page.getByRole('combobox', { name: 'Node' }).selectOption('conv1');
  await page.getByRole('group', { name: 'Maps of conv1' }).waitFor();
  const [, ...maps] = rowsOf(await takeFile(page, 'Maps of conv1', 'CSV'));
  expect(maps).toHaveLength(16 * 16 * 16);
  const all = maps.map((row) => Number(row[3]));
  const [least, greatest] = [Math.min(...all), Math.max(...all)];
  const places = [0, 17, 130, 255].flatMap((cell) => [0, 3, 9, 15].map((channel) => ({ cell, channel })));
  // 84 hold 16 cells of 5, eight maps in a row, 8 apart, with a line of text below.
  const pixels = await readPixels(page, await takeFile(page, 'Maps of conv1', 'PNG'), places.map(({ cell, channel }) => {
    const [x, y] = middleOf(cell, 5);
    return [x + 2 * (channel % 8) * (80 + 8), y + 2 * Math.floor(channel / 8) * (80 + 16 + 8)] as const;
  }));
  pixels.forEach(([red = NaN, green, blue], i) => {
    const { cell = 0, channel = 0 } = places[i] ?? {};
    expect([green, blue]).toEqual([red, red]);
    expect(Math.abs(red - (255 * ((all[256 * channel + cell] ?? NaN) - least)) / (greatest - least))).toBeLessThanOrEqual(1);
  });

  // One number taken apart: its products and the bias add up to it.
  await page.getByRole('tab', { name: 'Pixel arithmetic' }).click();
  const output = page.getByRole('grid', { name: /^Output channel 0/ });
  // From the middle, where it begins.
  for (let i = 0; i < 2; i++) {
    await output.press('ArrowDown');
    await output.press('ArrowLeft');
  }
  await page.getByText('row 10, column 6', { exact: true }).waitFor();
  const unit = 'Channel 0, row 10, column 6 of conv1';
  const [, ...work] = rowsOf(await takeFile(page, unit, 'CSV'));
  const last = work.at(-1) ?? [];
  expect(last[0]).toBe('total');
  expect(work.slice(0, -1).reduce((sum, row) => sum + Number(row[6]), 0)).toBeCloseTo(Number(last[6]), 6);
  expect(Number(last[6])).toBeCloseTo(all[10 * 16 + 6] ?? NaN, 4);
  const apart = await checkSvg(page, unit, 'pixel-arithmetic-channel-0-row-10-column-6-of-conv1');
  expect(apart.images).toHaveLength(2);
});
