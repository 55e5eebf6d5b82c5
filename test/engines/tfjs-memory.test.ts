// Sessions leave nothing behind in tfjs's memory, neither as they train nor when they close.

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { initialWeights } from '../../src/core/weights.ts';
import { createTfjsEngine, type TfjsBackend } from '../../src/engines/tfjs/engine.ts';
import { layers } from '../../src/layers/registry.ts';
import { fixedNetworks, randomBatch } from './networks.ts';
import { lossNetworks, optimizerNetworks } from './settings-networks.ts';

describe.for<TfjsBackend>(['wasm', 'cpu'])('memory on %s', (backend) => {
  const engine = createTfjsEngine(backend, { layers });

  it.for([...fixedNetworks, ...optimizerNetworks, ...lossNetworks])('is steady over epochs and empty after them: $name, $config.optimizer.type, $config.loss', async ({ plan, config }) => {
    expect(await engine.isAvailable()).toBe(true);
    const before = tf.memory();
    const batchOf = (count: number, seed: number) => randomBatch(plan, count, seed, config.loss);
    const session = await engine.open({ plan, config, weights: initialWeights(plan.ops, 0) });
    const epoch = async (): Promise<tf.MemoryInfo> => {
      for (const [i, count] of [4, 4, 3].entries()) await session.trainBatch(batchOf(count, i));
      const batch = batchOf(5, 9);
      const { inputs, count } = batch;
      await session.evaluateBatch(batch);
      await session.predict(inputs, count);
      await session.inspect(inputs, count, plan.ops.map(({ id }) => id));
      session.writeWeights(await session.readWeights());
      session.writeState(await session.readState());
      return tf.memory();
    };
    const first = await epoch();
    await epoch();
    const third = await epoch();
    expect([third.numTensors, third.numBytes, third.numDataBuffers]).toEqual([first.numTensors, first.numBytes, first.numDataBuffers]);
    // A batch that is refused leaves nothing either.
    await expect(session.trainBatch({ ...batchOf(2, 0), labels: Int32Array.of(0, 99) })).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(first.numTensors);
    session.dispose();
    expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([before.numTensors, before.numBytes]);
  });
});
