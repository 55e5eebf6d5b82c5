// Training speed in headless Chromium, beside PyTorch on the same processor when python3 has it, in interleaved rounds.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { findChromium, howToGetChromium } from '../support/browsers/chromium.ts';
import { servePage } from '../support/serve-page.ts';
import { interleave, type Bench, type Report } from './figure.ts';
import { networkNames, type NetworkName } from './training/networks.ts';
import type { Order } from './training/worker.ts';

const rounds = 5;
const secondsPerRound = 1;
/** As many threads as issue 3 asks for, where there are as many cores. */
const threads = Math.min(2, availableParallelism());

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Where stock tfjs is measured too: on the course's networks, in rounds of its own, as its steps take up to many seconds. */
const stockNetworks: ReadonlySet<NetworkName> = new Set<NetworkName>(['CNN', 'CNN_batch', 'BIG']);
const stockRounds = 3;
/** So few examples give plain JavaScript its rate too. */
const fewExamples = 8;

const bench: Bench = {
  about: `images per second of whole training steps on ${threads} threads; targets against PyTorch: CNN and CNN_batch 1.3, BIG 1.0, others 0.8; `
    + 'against the best stock tfjs 25. Stock tfjs is our tfjs engine: stock kernels, with the gradients composed that they lack.',
  options: { name: 'network', known: networkNames },
  async run(report, chosen) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const served = await servePage(`${process.cwd()}/test/bench/training`, `${process.cwd()}/build/bench/page`, true);
    const browser = await chromium.launch({ executablePath, args: flags });
    const torch = await startTorch();
    try {
      const page = await browser.newPage();
      await page.goto(served.url);
      for (const network of networkNames.filter((name) => chosen.length === 0 || chosen.includes(name))) {
        await besideTorch(page, network, torch, report);
        if (stockNetworks.has(network)) await besideStock(page, network, report);
      }
    } finally {
      torch?.stop();
      await browser.close();
      served.stop();
    }
  },
};

export default bench;

async function besideTorch(page: Page, network: NetworkName, torch: Torch | undefined, report: Report): Promise<void> {
  const own = { engine: 'wasm', network, seconds: secondsPerRound, steps: 2 } as const;
  const alone = () => measure(page, { ...own, threads: 1 });
  const together = () => measure(page, { ...own, threads });
  const candidates: Record<string, () => Promise<number>> = { alone, together, ...torch?.candidates(network) };
  await interleave(candidates, 1);
  const medians = await interleave(candidates, rounds);
  const fastest = Math.max(medians['torch'] ?? 0, medians['torchChannelsLast'] ?? 0);
  const against = torch && `PyTorch ${torch.version}`;
  const unit = 'images/s';
  report({ name: `${network}, 1 thread`, value: medians['alone'] ?? NaN, unit });
  const value = medians['together'] ?? NaN;
  report({ name: `${network}, ${threads} threads`, value, unit, ...(against && { against, ratio: value / fastest }) });
  if (!torch) return;
  report({ name: `${network}, PyTorch`, value: medians['torch'] ?? NaN, unit });
  report({ name: `${network}, PyTorch channels_last`, value: medians['torchChannelsLast'] ?? NaN, unit });
}

async function besideStock(page: Page, network: NetworkName, report: Report): Promise<void> {
  const order = { network, threads, seconds: secondsPerRound, steps: 1 };
  const medians = await interleave({
    own: () => measure(page, { ...order, engine: 'wasm' }),
    wasm: () => measure(page, { ...order, engine: 'tfjs-wasm' }),
    cpu: () => measure(page, { ...order, engine: 'tfjs-cpu', examples: fewExamples }),
  }, stockRounds);
  const best = Math.max(medians.wasm, medians.cpu);
  const unit = 'images/s';
  report({ name: `${network}, ${threads} threads`, value: medians.own, unit, against: 'the best stock tfjs', ratio: medians.own / best });
  report({ name: `${network}, tfjs wasm, ${threads} threads`, value: medians.wasm, unit });
  report({ name: `${network}, tfjs cpu`, value: medians.cpu, unit });
}

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
