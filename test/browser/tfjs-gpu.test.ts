// tfjs's GPU backends in Chromium, on GPUs that the CPU imitates: their numbers, and what happens when they are lost.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { startPlainServer, type PlainServer } from '../support/plain-server.ts';
import { projectRoot } from '../support/shared-data.ts';
import type { Answer, Question } from './tfjs-gpu/worker.ts';

const flags = {
  webgl: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
  webgpu: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan,WebGPU', '--use-vulkan=swiftshader', '--ignore-gpu-blocklist'],
} as const;
const always = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const folder = mkdtempSync(join(tmpdir(), 'convloom-tfjs-gpu-'));
let server: PlainServer;

beforeAll(async () => {
  await build({
    root: `${projectRoot}test/browser/tfjs-gpu`, configFile: false, logLevel: 'error', base: './',
    worker: { format: 'es' }, build: { outDir: folder, target: 'es2023', chunkSizeWarningLimit: 2000 },
  });
  server = await startPlainServer(folder, { subPath: '/' });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe.for(['webgl', 'webgpu'] as const)('%s', (backend) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    browser = await chromium.launch({ executablePath, args: [...always, ...flags[backend]] });
    page = await browser.newPage();
    await page.goto(server.url);
  });

  afterAll(() => browser.close());

  const ask = (question: Question): Promise<Answer> =>
    page.evaluate((asked) => (globalThis as unknown as { ask(question: Question): Promise<Answer> }).ask(asked), question);

  it('is left out where the CPU imitates it, unless asked for', async () => {
    expect(await ask({ backend, what: 'is it there' })).toEqual({ available: [false, true] });
  });

  it('trains as the CPU backend does', async () => {
    const { numbers: expected = [] } = await ask({ backend: 'cpu', what: 'train' });
    const { numbers: found = [] } = await ask({ backend, what: 'train' });
    expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    expect(expected.length).toBe(2);
    for (const [i, values] of expected.entries()) {
      for (const [j, value] of values.entries()) expect(Math.abs((found[i]?.[j] ?? NaN) - value), `network ${i}, number ${j}`).toBeLessThan(1e-3);
    }
  });

  it('bounds the loss of a saturated sigmoid as PyTorch does', async () => {
    const { numbers: [ofSigmoid = [], ofLogits = []] = [] } = await ask({ backend, what: 'saturate' });
    // torch.nn.BCELoss and BCEWithLogitsLoss at -1e4, -105, -80, -20, 0, 17 and 1e4 in float32.
    const bce = [100, 100, 80, 20, Math.LN2, 0, 0];
    const withLogits = [1e4, 105, 80, 20, Math.LN2, 0, 0];
    const isClose = (loss: number, wanted: number): boolean => Math.abs(loss - wanted) <= 1e-4 * Math.max(1, loss);
    for (const [found, expected] of [[ofSigmoid, bce], [ofLogits, withLogits]] as const) {
      expect(found.map((loss, i) => (isClose(loss, expected[i] as number) ? expected[i] : loss))).toEqual(expected);
    }
  });

  it('says in a sentence that it was lost, trains on no garbage, and begins anew', async () => {
    const { afterLoss = [] } = await ask({ backend, what: 'lose it' });
    const sentence = backend === 'webgl' ? /^the browser took the WebGL context away; / : /^the browser took the WebGPU device away \(.*\); /;
    expect(afterLoss).toEqual([expect.stringMatching(sentence), expect.stringMatching(sentence), expect.stringMatching(sentence), expect.any(Number)]);
    expect(afterLoss[3]).toBeGreaterThan(0);
  });
});
