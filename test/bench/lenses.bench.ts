// What the lens Health, which is on from the start, costs training: the same run with and without its looks, at the rate at which
// the page asks; in Node, on our own engine with one thread.

import { createRandom } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { startRun } from '../../src/training/active-run.ts';
import { createHealthRequests } from '../../src/training/health.ts';
import { createPrepare } from '../../src/training/prepare-run.ts';
import { healthShare } from '../../src/ui/lenses/health/health-history.ts';
import { createPace, waitOf } from '../../src/ui/lenses/use-paced-answer.ts';
import { interleave, median, type Bench } from './figure.ts';
import { networkNames, workload, type NetworkName } from './training/networks.ts';

const rounds = 3;
const seconds = 8;
const engine = createWasmEngine(createNodeEnvironment({ threads: 1 }));

const bench: Bench = {
  about: 'images per second of processor time of a run, without and with the looks of the lens Health at the default rate; at least 0.95',
  async run(report) {
    for (const network of networkNames.slice(0, 3)) {
      const { alone = NaN, looked = NaN } = await interleave({ alone: () => speed(network, false), looked: () => speed(network, true) }, rounds);
      report({ name: `${network}, nobody looks`, value: alone, unit: 'images/s' });
      report({ name: `${network}, Health is on`, value: looked, unit: 'images/s', against: 'nobody looks', ratio: looked / alone });
      report({ name: `${network}, time in looks, the step that they wait for with it`, value: 100 * median(shares.splice(0)), unit: '%' });
    }
  },
};

/** Of the time of each measured run, what looks took. */
const shares: number[] = [];

export default bench;

/** Images per second of processor time, which other work on the machine leaves alone, over some seconds after the first half. */
async function speed(name: NetworkName, looks: boolean): Promise<number> {
  const { plan, config } = workload(name);
  const random = createRandom(1, 'lenses');
  const pixels = Float32Array.from({ length: elementCount(plan.inputShape) }, () => random.normal());
  const training = {
    count: 10_000, shape: plan.inputShape,
    readInputs: (indices: ArrayLike<number>, out: Float32Array) => { for (let i = 0; i < indices.length; i++) out.set(pixels, i * pixels.length); },
    readLabels: (indices: ArrayLike<number>, out: Int32Array) => { for (let i = 0; i < indices.length; i++) out[i] = (indices[i] ?? 0) % 10; },
  };
  const prepare = createPrepare({
    loadData: async () => ({
      dataset: { id: 'noise', name: 'Noise', summary: '', inputShape: plan.inputShape, classNames: [] },
      data: { training, validation: { ...training, count: 0 }, classNames: Array.from({ length: 10 }, (_, i) => String(i)) },
      prepareImage: () => pixels,
    }),
    chooseEngine: async () => ({ engine, candidates: [] }),
  });
  let images = 0;
  const run = startRun({
    prepare: (signal) => prepare({ run: 1, plan, config: { ...config, epochs: 1000, validation: 'test' } }, () => undefined, signal),
    emit: (event) => { if (event.type === 'batch') images += config.batchSize; },
    paused: false,
  });
  const { health } = createHealthRequests(() => run);
  await wait(500);
  const [began, before, spent] = [performance.now(), images, cpuSeconds()];
  if (looks) {
    const pace = createPace(healthShare);
    let lookedMs = 0;
    // Ends with a rest, so that a look that takes a while has what it costs.
    while (performance.now() - began < 1000 * seconds) {
      const asked = performance.now();
      await health({ network: 'run' }, new AbortController().signal, () => undefined);
      pace.endedMs = performance.now();
      pace.tookMs = pace.endedMs - asked;
      lookedMs += pace.tookMs;
      // The page has something new to ask about once a second.
      await wait(Math.max(1000, waitOf(pace, performance.now())));
    }
    shares.push(lookedMs / (performance.now() - began));
  } else await wait(1000 * seconds);
  const result = (images - before) / (cpuSeconds() - spent);
  await run.dispose();
  return result;
}

/** Of this process, which trains on one thread. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, Math.max(0, ms)); });
}
