// Training speed in headless Chromium, beside PyTorch on the same processor when python3 has it, in interleaved rounds.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/chromium.ts';
import { servePage } from '../support/serve-page.ts';
import { interleave, type Bench } from './figure.ts';
import { networkNames, type NetworkName } from './training/networks.ts';
import type { Order } from './training/worker.ts';

const rounds = 5;
const secondsPerRound = 1;
/** As many threads as issue 3 asks for, where there are as many cores. */
const threads = Math.min(2, availableParallelism());

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

const bench: Bench = {
  about: `images per second of whole training steps on ${threads} threads; targets against PyTorch: CNN and CNN_batch 1.3, BIG 1.0, others 0.8`,
  async run(report) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const served = await servePage(`${process.cwd()}/test/bench/training`, `${process.cwd()}/build/bench/page`, true);
    const browser = await chromium.launch({ executablePath, args: flags });
    const torch = await startTorch();
    try {
      const page = await browser.newPage();
      await page.goto(served.url);
      for (const network of networkNames) {
        const alone = () => measure(page, { network, threads: 1, seconds: secondsPerRound });
        const together = () => measure(page, { network, threads, seconds: secondsPerRound });
        const candidates: Record<string, () => Promise<number>> = { alone, together, ...torch?.candidates(network) };
        await interleave(candidates, 1);
        const medians = await interleave(candidates, rounds);
        const fastest = Math.max(medians['torch'] ?? 0, medians['torchChannelsLast'] ?? 0);
        const against = torch && `PyTorch ${torch.version}`;
        const unit = 'images/s';
        report({ name: `${network}, 1 thread`, value: medians['alone'] ?? NaN, unit });
        const value = medians['together'] ?? NaN;
        report({ name: `${network}, ${threads} threads`, value, unit, ...(against && { against, ratio: value / fastest }) });
        if (torch) {
          report({ name: `${network}, PyTorch`, value: medians['torch'] ?? NaN, unit });
          report({ name: `${network}, PyTorch channels_last`, value: medians['torchChannelsLast'] ?? NaN, unit });
        }
      }
    } finally {
      torch?.stop();
      await browser.close();
      served.stop();
    }
  },
};

export default bench;

function measure(page: Page, order: Order): Promise<number> {
  return page.evaluate((what) => (globalThis as unknown as { measure: (order: unknown) => Promise<number> }).measure(what), order);
}

interface Torch {
  readonly version: string;
  candidates(network: NetworkName): Record<'torch' | 'torchChannelsLast', () => Promise<number>>;
  stop(): void;
}

/** PyTorch in a process of its own (CONVLOOM_PYTHON or Debian's); undefined where there is none. */
async function startTorch(): Promise<Torch | undefined> {
  for (const python of [process.env['CONVLOOM_PYTHON'], '/usr/bin/python3', 'python3']) {
    if (python === undefined) continue;
    const child = spawn(python, [`${process.cwd()}/test/bench/training/torch-training.py`, String(threads)], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => undefined);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { value: version, done } = await lines.next();
    if (done) continue;
    const order = async (network: NetworkName, channelsLast: boolean): Promise<number> => {
      child.stdin.write(`${JSON.stringify({ network, seconds: secondsPerRound, channelsLast })}\n`);
      return Number((await lines.next()).value);
    };
    return {
      version,
      candidates: (network) => ({ torch: () => order(network, false), torchChannelsLast: () => order(network, true) }),
      stop: () => void child.kill(),
    };
  }
  return undefined;
}
