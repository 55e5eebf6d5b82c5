// The WebAssembly engine where it is at home: in real Chromium, on threads and alone, with and without fused
// multiply-add, against the same steps in Node.

import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSgd, defaultTraining } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { planOf, randomBatch } from '../engines/networks.ts';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { servePage, type ServedPage } from '../support/serve-page.ts';
import { projectRoot } from '../support/shared-data.ts';
import { batchSizes, rows } from './wasm-engine/network.ts';
import type { Answer, Order } from './wasm-engine/worker.ts';

let browser: Browser;
let expected: readonly number[];

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  const plan = planOf(rows);
  const config = { ...defaultTraining, batchSize: 8, optimizer: { ...defaultSgd, learningRate: 0.05 } };
  const session = await createWasmEngine(createNodeEnvironment({ threads: 1 })).open({ plan, config, weights: initialWeights(plan.ops, 1) });
  const losses: number[] = [];
  for (const [step, size] of batchSizes.entries()) losses.push((await session.trainBatch(randomBatch(plan, size, step))).loss);
  session.dispose();
  expected = losses;
});

afterAll(async () => {
  await browser?.close();
});

function expectSameLosses({ losses }: Answer): void {
  expect(losses.length).toBe(batchSizes.length);
  for (const [step, loss] of losses.entries()) {
    const reference = expected[step] as number;
    expect(Math.abs(loss - reference) / reference, `step ${step}: ${loss} against ${reference}`).toBeLessThan(1e-4);
  }
}

describe.each([true, false])('on a page that is cross-origin isolated: %s', (isolated) => {
  let served: ServedPage;

  beforeAll(async () => {
    served = await servePage(`${projectRoot}test/browser/wasm-engine`, `${projectRoot}build/test-pages/wasm-engine-${isolated}`, isolated);
  });

  afterAll(() => served?.stop());

  const train = async (order: Order): Promise<Answer> => {
    const page = await browser.newPage();
    try {
      await page.goto(served.url);
      return await page.evaluate((what) => (globalThis as unknown as { train: (order: unknown) => Promise<Answer> }).train(what), order);
    } finally {
      await page.close();
    }
  };

  it.each([1, 2, 3])('trains as Node does with %i threads asked for', async (threads) => {
    const answer = await train({ threads, plain: false });
    // No more threads than there are cores, and one where memory cannot be shared.
    const most = isolated ? await coresOfBrowser() : 1;
    expect(answer.description).toContain(`${Math.min(threads, most)} thread`);
    expectSameLosses(answer);
  });

  it('trains as Node does without fused multiply-add', async () => {
    expectSameLosses(await train({ threads: 2, plain: true }));
  });
});

async function coresOfBrowser(): Promise<number> {
  const page = await browser.newPage();
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await page.close();
  return cores;
}
