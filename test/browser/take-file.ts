// Takes a plot away as a file, as a person does, and reads what came.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

export interface TakenFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Chooses a file from a plot's menu. */
export async function takeFile(page: Page, plot: string, kind: 'SVG' | 'PNG' | 'CSV'): Promise<TakenFile> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${plot}`, exact: true }).click();
  await page.getByRole('menuitem', { name: kind }).click();
  // A menu that is still closing would take the next click for one outside of it.
  await page.getByRole('menu').waitFor({ state: 'detached' });
  const download = await downloading;
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** Rows of a CSV file whose cells hold no commas. */
export function rowsOf({ content }: TakenFile): string[][] {
  return content.toString().trimEnd().split('\n').map((line) => line.split(','));
}

/** What an SVG file holds, as a browser reads it. */
export function readSvg(page: Page, { content }: TakenFile) {
  return page.evaluate((text) => {
    const file = new DOMParser().parseFromString(text, 'image/svg+xml');
    const parts = [...file.querySelectorAll('*')];
    const paints = parts.flatMap((part) => [part.getAttribute('stroke'), part.getAttribute('fill')]).filter((paint) => paint !== null && paint !== 'none');
    return {
      isBroken: file.querySelector('parsererror') !== null,
      tags: [...new Set(parts.map(({ tagName }) => tagName))],
      namespaces: [...new Set(parts.map(({ namespaceURI }) => namespaceURI))],
      attributes: [...new Set(parts.flatMap((part) => part.getAttributeNames()))],
      title: file.querySelector('title')?.textContent,
      texts: [...file.querySelectorAll('text')].map(({ textContent }) => textContent),
      ground: file.querySelector('rect')?.getAttribute('fill'),
      textFills: [...new Set([...file.querySelectorAll('text')].map((part) => part.getAttribute('fill')))],
      oddPaints: paints.filter((paint) => !/^#[0-9a-f]{6}$/.test(paint ?? '')),
      images: [...file.querySelectorAll('image')].map((image) => image.getAttribute('href')?.slice(0, 22)),
    };
  }, content.toString());
}

/** Red, green and blue of a PNG file's pixels at places. */
export function readPixels(page: Page, { content }: TakenFile, places: readonly (readonly [x: number, y: number])[]): Promise<number[][]> {
  return page.evaluate(async ({ bytes, at }) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))]), { colorSpaceConversion: 'none' });
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('There is no 2d context.');
    context.drawImage(bitmap, 0, 0);
    return at.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.subarray(0, 3)]);
  }, { bytes: content.toString('base64'), at: places });
}
