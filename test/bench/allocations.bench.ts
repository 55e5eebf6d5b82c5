// Bytes of JavaScript heap that a step of training the course's network takes, as V8's sampling heap profiler counts them, of
// objects that live on and of those that are collected at once.

import type { HeapProfiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { availableParallelism } from 'node:os';
import type { ExampleSet } from '../../src/core/data.ts';
import { createRandom } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { initialWeights } from '../../src/core/weights.ts';
import type { EngineSession } from '../../src/engines/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { createBatches } from '../../src/training/batches.ts';
import { runTraining } from '../../src/training/run-training.ts';
import type { Bench } from './figure.ts';
import { workload } from './training/networks.ts';

const steps = 1000;
/** So many bytes apart are the profiler's samples, on average. */
const samplingInterval = 32;

const { plan, config } = workload('CNN');
const examples = noise(steps * config.batchSize);

const bench: Bench = {
  about: `heap that JavaScript allocates in a step of CNN, over ${steps.toLocaleString('en')} steps, in Node; wanted: nothing`,
  async run(report) {
    const engine = createWasmEngine(createNodeEnvironment({ threads: Math.min(2, availableParallelism()) }));
    const session = await engine.open({ plan, config, weights: initialWeights(plan.ops, config.seed) });
    const cases: Readonly<Record<string, () => Promise<void>>> = {
      'an async function that does nothing': nothing,
      'the engine’s step': () => sameBatch(session),
      'reading a batch and the engine’s step': () => oneEpoch(session),
      'the training loop, its events included': () => loop(session),
    };
    try {
      for (const [name, work] of Object.entries(cases)) {
        // At first the compiler is still at work.
        for (let i = 0; i < (work === nothing ? 100 : 1); i++) await work();
        report({ name, value: await allocatedBytes(work) / steps, unit: 'bytes a step' });
      }
    } finally {
      session.dispose();
    }
  },
};

export default bench;

/** Costs what any step that is awaited must: a promise. */
async function nothing(): Promise<void> {
  const result = { loss: 0.5, correct: 1 };
  const step = async () => result;
  for (let i = 0; i < steps; i++) await step();
}

async function sameBatch(session: EngineSession): Promise<void> {
  const batch = createBatches(examples, config.batchSize).read(0);
  for (let i = 0; i < steps; i++) await session.trainBatch(batch);
}

async function oneEpoch(session: EngineSession): Promise<void> {
  const batches = createBatches(examples, config.batchSize);
  for (let i = 0; i < steps; i++) await session.trainBatch(batches.read(i));
}

async function loop(session: EngineSession): Promise<void> {
  const data = { training: examples, validation: noise(0), classNames: Array.from({ length: 10 }, (_, i) => String(i)) };
  // A clock that stands still: how often the loop gives way to other tasks, which costs a message channel, depends on the time.
  for await (const event of runTraining({ session, config: { ...config, epochs: 1 }, data, clock: () => 0 })) {
    if (event.type === 'ended' && event.reason !== 'completed') throw new Error(event.message);
  }
}

/** Every batch is the same noise: only where it is read to matters here. */
function noise(count: number): ExampleSet {
  const size = elementCount(plan.inputShape);
  const random = createRandom(1, 'noise');
  const image = Float32Array.from({ length: size }, () => random.normal());
  return {
    shape: plan.inputShape, count,
    readInputs(indices, out) {
      for (let i = 0; i < indices.length; i++) out.set(image, i * size);
    },
    readLabels(indices, out) {
      for (let i = 0; i < indices.length; i++) out[i] = (indices[i] ?? 0) % 10;
    },
  };
}

async function allocatedBytes(work: () => Promise<void>): Promise<number> {
  const inspector = new Session();
  inspector.connect();
  try {
    await inspector.post('HeapProfiler.enable');
    await inspector.post('HeapProfiler.startSampling', {
      samplingInterval, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true,
    });
    await work();
    const { profile } = await inspector.post('HeapProfiler.stopSampling');
    return bytesBelow(profile.head);
  } finally {
    inspector.disconnect();
  }
}

function bytesBelow({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((sum, child) => sum + bytesBelow(child), selfSize);
}
