// Programs that run block by block: what is moved and joined, what memory that takes, and that the numbers stay the same.

import { describe, expect, it } from 'vitest';
import { defaultSgd, defaultTraining } from '../../../src/core/training-config.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { findLoops, imagesOfBlock } from '../../../src/engines/wasm/blocking.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { compilePlan } from '../../../src/engines/wasm/compiled-plan.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import type { KernelName } from '../../../src/engines/wasm/kernel-signatures.ts';
import { randomBatch } from '../networks.ts';
import { blockPlan as plan } from './block-plan.ts';

describe('findLoops', () => {
  const found = (...kernels: KernelName[]) => {
    const { ordered, loops } = findLoops(kernels.map((kernel) => ({ kernel })));
    return { kernels: ordered.map(({ kernel }) => kernel), loops };
  };

  it('joins calls that do each image by itself, up to one that needs all', () => {
    expect(found('relu', 'slideWindows', 'batchNormSums', 'barrier', 'batchNormFromBatch', 'batchNorm', 'relu').loops).toEqual([
      { first: 0, end: 3 }, { first: 5, end: 7 },
    ]);
  });

  it('leaves a call alone that has no neighbour', () => {
    expect(found('gemm', 'relu', 'gemm')).toEqual({ kernels: ['gemm', 'relu', 'gemm'], loops: [] });
  });

  it('has weights made ready before a loop instead of in its middle', () => {
    expect(found('batchNormGradient', 'filterGradient', 'transposePanels', 'slideWindows')).toEqual({
      kernels: ['transposePanels', 'batchNormGradient', 'filterGradient', 'slideWindows'], loops: [{ first: 1, end: 4 }],
    });
  });
});

it('takes blocks of even size that fit the cache, and small values all at once', () => {
  const value = (kib: number) => ({ floats: 0, perImage: 256 * kib });
  expect(imagesOfBlock([value(1), value(2)], 50)).toBe(50);
  expect(imagesOfBlock([value(100)], 50)).toBe(10);
  expect(imagesOfBlock([value(100)], 21)).toBe(7);
  expect(imagesOfBlock([value(5000)], 50)).toBe(1);
  expect(imagesOfBlock([{ floats: 1e9 }], 50)).toBe(50);
});

const config = { ...defaultTraining, batchSize: 6, optimizer: { ...defaultSgd, learningRate: 0.001 } };

it('gives the memory of a block to what a loop makes and uses up', () => {
  const { training } = compilePlan(plan, config, 1, 0);
  expect(training.program.loops?.some(({ images }) => images === 1)).toBe(true);
  const sizes = training.program.calls.map(({ bytes }) => bytes);
  expect(training.stride).toBeLessThan(sizes.reduce((sum, bytes) => sum + bytes, 0) / 4);
});

it('trains in blocks as it trains with a thread for each image', async () => {
  const train = async (threads: number) => {
    const session = await createWasmEngine(createNodeEnvironment({ threads })).open({ plan, config, weights: initialWeights(plan.ops, 2) });
    const losses: number[] = [];
    for (const [step, count] of [6, 5, 1, 6].entries()) losses.push((await session.trainBatch(randomBatch(plan, count, step))).loss);
    const weights = await session.readWeights();
    session.dispose();
    return { losses, weights };
  };
  const [blocks, threads] = [await train(1), await train(6)];
  blocks.losses.forEach((loss, step) => expect(Math.abs(loss - (threads.losses[step] as number))).toBeLessThan(2e-5));
  for (const [key, { data }] of Object.entries(threads.weights)) {
    data.forEach((value, i) => expect(Math.abs((blocks.weights[key]?.data[i] ?? NaN) - value), key).toBeLessThan(1e-4));
  }
});
