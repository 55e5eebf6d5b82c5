// `convloom plan`: the calls of a step, measured where asked.

import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';

interface Plan {
  readonly name: string;
  readonly calls: readonly { readonly ops: readonly string[]; readonly pass: string; readonly kernel: string; readonly shapes: string; readonly flops: number; readonly timeShare?: number }[];
  readonly memoryBytes: number;
  readonly stepMs?: number;
}

async function planOf(...options: readonly string[]): Promise<Plan> {
  const { code, out, err } = await runCli('plan', 'templates/mnist-cnn-batchnorm.json', '--json', ...options);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as Plan;
}

describe('convloom plan', () => {
  it('tells every node of the network, fused where one kernel does several', async () => {
    const { calls } = await planOf();
    const nodes = new Set(calls.flatMap(({ ops }) => ops));
    expect([...nodes].toSorted()).toEqual(['bn1', 'bn2', 'bn3', 'conv1', 'conv2', 'fc1', 'flatten1', 'input', 'pool1', 'pool2', 'relu1', 'relu2']);
    expect(calls.find(({ ops }) => ops.includes('relu1'))).toMatchObject({ ops: ['bn1', 'relu1', 'pool1'], shapes: '16×16×16 > 16×8×8' });
    expect(new Set(calls.map(({ pass }) => pass))).toEqual(new Set(['forward', 'backward', 'update']));
  });

  it('counts two operations for each multiply-add of the batch', async () => {
    const { calls } = await planOf();
    const forward = calls.find(({ ops, pass }) => pass === 'forward' && ops.includes('conv2'));
    // 32·8·8 outputs of 16·25 products each, for 100 images.
    expect(forward?.flops).toBe(2 * 100 * 32 * 8 * 8 * 16 * 25);
  });

  it('measures shares of the time that sum to one', async () => {
    const { calls, stepMs } = await planOf('--measure');
    expect(stepMs).toBeGreaterThan(0);
    expect(calls.reduce((sum, { timeShare = NaN }) => sum + timeShare, 0)).toBeCloseTo(1, 6);
  });

  it('prints a table, and the problems of a network that has some', async () => {
    const { out } = await runCli('plan', 'templates/mnist-cnn.json');
    expect(out).toMatch(/^MNIST CNN: \d+ kernel calls in a step of 100 examples on one thread; [\d.]+ MB of memory$/m);
    expect(out).toMatch(/^forward +conv2 +winograd5 +16×8×8 > 32×8×8 +163\.8 +/m);
    const blank = await runCli('plan', 'templates/blank.json');
    expect(blank.code).toBe(1);
    expect(blank.err).toContain('templates/blank.json: error');
  });
});
