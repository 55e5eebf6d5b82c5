// Loading MNIST in a real browser, with its own fetch, gzip, cache and PNG decoder: from the page's server, from the
// sprite on a public server, and from the cache once both are gone.

import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { build } from 'vite';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { projectRoot, sharedData } from '../support/shared-data.ts';
import { test } from './app.ts';
import type { Loaded } from './load-mnist-page.ts';

declare function loadMnist(baseUrl: string, positions: readonly number[]): Promise<Loaded>;

const origin = 'https://app.example/';
const spriteRows = 65_000;
let script = '';

beforeAll(async () => {
  const built = await build({
    root: projectRoot, configFile: false, logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: 'test/browser/load-mnist-page.ts', formats: ['es'], fileName: 'page' } },
  });
  const [output] = Array.isArray(built) ? built : [];
  const [chunk] = output?.output ?? [];
  if (chunk?.type !== 'chunk') throw new Error('vite built no script');
  script = chunk.code;
});

/** Grey PNG, 784 wide: row r has the value (r + x) mod 256 at x. */
function spritePng(): Buffer {
  const rows = Buffer.alloc(spriteRows * 785);
  for (let r = 0; r < spriteRows; r++) {
    for (let x = 0; x < 784; x++) rows[r * 785 + 1 + x] = (r + x) % 256;
  }
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(784, 0);
  header.writeUInt32BE(spriteRows, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]);
}

/** A page of the origin whose requests `answer` serves; undefined is a network failure. */
async function openPage(context: BrowserContext, answer: (url: URL) => Buffer | 'missing' | undefined): Promise<{ page: Page; asked: string[] }> {
  const asked: string[] = [];
  await context.route('**', async (route) => {
    const url = new URL(route.request().url());
    if (url.href === origin) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>data</title>' });
    asked.push(url.href);
    const body = answer(url);
    if (body === undefined) return route.abort('internetdisconnected');
    if (body === 'missing') return route.fulfill({ status: 404 });
    return route.fulfill({ body, headers: { 'access-control-allow-origin': '*' } });
  });
  const page = await context.newPage();
  await page.goto(origin);
  await page.addScriptTag({ type: 'module', content: script });
  await page.waitForFunction(() => 'loadMnist' in globalThis);
  return { page, asked };
}

const positions = [0, 784 + 300, 2 * 784 + 783];
const load = (page: Page) => page.evaluate(([base, where]) => loadMnist(base, where), [origin, positions] as const);

test('from the page’s own server, then from the cache when the server is gone', async ({ browser, skip }) => {
  const folder = sharedData({ skip }, 'mnist');
  const tab = await browser.newContext();
  const here = await openPage(tab, (url) => readFileSync(`${folder}/${url.pathname.split('/').at(-1) ?? ''}`));
  const first = await load(here.page);
  expect(first.counts).toEqual([60_000, 10_000]);
  expect(first.labels).toEqual([7, 2, 1]);
  expect(here.asked.every((url) => url.startsWith(`${origin}data/mnist/`))).toBe(true);
  expect([...first.kept].sort()).toEqual(['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz', 'train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'].map((name) => `/data/mnist/${name}`));

  await here.page.close();
  await tab.unroute('**');
  const gone = await openPage(tab, () => undefined);
  expect((await load(gone.page)).pixels).toEqual(first.pixels);
  expect(gone.asked).toEqual([]);
  await tab.close();
});

test('from the public sprite, decoded in full height', async ({ browser }) => {
  const oneHot = Buffer.alloc(spriteRows * 10);
  for (let i = 0; i < spriteRows; i++) oneHot[i * 10 + (i % 10)] = 1;
  const png = spritePng();
  const tab = await browser.newContext();
  const { page } = await openPage(tab, (url) => {
    if (url.pathname.endsWith('/mnist_images.png') && url.hostname === 'storage.googleapis.com') return png;
    if (url.pathname.endsWith('/mnist_labels_uint8') && url.hostname === 'storage.googleapis.com') return oneHot;
    return url.hostname === 'app.example' ? 'missing' : undefined;
  });
  const loaded = await load(page);
  expect(loaded.counts).toEqual([55_000, 10_000]);
  expect(loaded.labels).toEqual([0, 1, 2]);
  expect(loaded.pixels).toEqual(positions.map((position) => (55_000 + Math.floor(position / 784) + (position % 784)) % 256));
  expect(loaded.kept).toContain('/data/mnist/mnist_images.png');
  await tab.close();
});
