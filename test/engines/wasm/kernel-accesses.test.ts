// What kernels declare to read and write, against what they do: each is run, as programs call it, on memory whose
// content outside of what it declares to read is of no use.

import { describe, expect, it } from 'vitest';
import { kernelAccesses } from '../../../src/engines/wasm/kernel-accesses.ts';
import { kernelSignatures, type KernelName } from '../../../src/engines/wasm/kernel-signatures.ts';
import type { Access, Region } from '../../../src/engines/wasm/regions.ts';
import { fixedNetworks, planOf, randomGraph, randomNetwork } from '../networks.ts';
import { clippingNetworks, dropoutNetworks, lossNetworks, optimizerNetworks } from '../settings-networks.ts';
import { benchOf, faultsOfCall, withNumbers } from './access-check.ts';
import { blockPlan } from './block-plan.ts';
import { compileAll, firstByte, peekAt, startingMemory, type CompiledProgram, type Setting } from './compiled.ts';
import { accessOfCall, recordCalls } from './program-check.ts';

/** Winograd's kernels, wide and narrow blocks, with and without gradients of the input. */
const winograd = planOf([
  ['input', 'Input', { shape: [8, 9, 10] }],
  ['three', 'Conv2d', { outChannels: 16, kernelSize: 3, padding: 1 }],
  ['relu', 'ReLU'],
  ['five', 'Conv2d', { outChannels: 8, kernelSize: 5, padding: 2 }],
  ['still', 'Conv2d', { outChannels: 8, kernelSize: 3 }, { frozen: true }],
  ['act', 'GELU', { approximate: 'tanh' }],
  ['pool', 'AdaptiveAvgPool2d', { outputSize: 2 }],
  ['flatten', 'Flatten'],
  ['fc', 'Linear', { outFeatures: 3 }],
]);

/** What is left of the fusions. */
const fused = planOf([
  ['input', 'Input', { shape: [4, 6, 8] }],
  ['conv', 'Conv2d', { outChannels: 4, kernelSize: 1 }],
  ['relu', 'ReLU'],
  ['pool', 'MaxPool2d', { kernelSize: 2 }],
  ['other', 'Conv2d', { outChannels: 4, kernelSize: 1 }],
  ['sum', 'Add', {}, { from: ['pool', 'other'] }],
  ['relu2', 'ReLU'],
  ['flatten', 'Flatten'],
  ['fc', 'Linear', { outFeatures: 3 }],
]);

const [{ config }] = fixedNetworks as readonly [(typeof fixedNetworks)[number]];
const settings: readonly Setting[] = [
  ...[
    ...fixedNetworks,
    ...optimizerNetworks,
    ...lossNetworks,
    ...clippingNetworks,
    ...dropoutNetworks.slice(0, 1),
    ...[7, 8, 9].flatMap((seed) => [randomNetwork(seed), randomGraph(seed)]),
  ].map((network, i) => ({
    plan: network.plan,
    config: { ...network.config, batchSize: 5 },
    threads: 1 + (i % 3),
    fused: i % 2 === 0,
  })),
  ...fixedNetworks.map(({ plan }) => ({ plan, config: { ...config, batchSize: 5 }, threads: 2 })),
  { plan: winograd, config: { ...config, batchSize: 5 }, threads: 2 },
  { plan: fused, config: { ...config, batchSize: 5 }, threads: 2 },
  { plan: blockPlan, config: { ...config, batchSize: 4 }, threads: 2 },
];

describe('declared accesses', () => {
  it('are there for every kernel', () => {
    expect(Object.keys(kernelAccesses).toSorted()).toEqual(Object.keys(kernelSignatures).toSorted());
  });

  it('are what the kernels do', { timeout: 240_000 }, async () => {
    const tried = new Set<KernelName>();
    const shapes = new Set<string>();
    const faults: string[] = [];
    for (const setting of settings) {
      // The large network is for its loops of blocks.
      for (const program of compileAll(setting).slice(0, setting.plan === blockPlan ? 1 : undefined)) {
        const batch = program.name === 'inspection' ? 2 : setting.config.batchSize;
        const started = startingMemory(program, setting, batch);
        const content = withNumbers(started);
        const bench = await benchOf(content);
        const { scratch, scratchStride } = program.layout;
        for (let thread = 0; thread < program.threads; thread++) {
          bench.kernels.setScratch(scratch + thread * scratchStride);
          for (const size of [batch, 1]) {
            for (const call of recordCalls(program.placed.program, thread, program.threads, size)) {
              // Each kernel once for each shape: what lies above the first byte is an address.
              const shape = [call.kernel, ...call.args.filter((arg) => arg < firstByte)].join(' ');
              if (call.kernel === 'barrier' || shapes.has(shape)) continue;
              shapes.add(shape);
              tried.add(call.kernel);
              const from = scratch + thread * scratchStride;
              faults.push(
                ...faultsOfCall(bench, call, accessOfCall(call, peekAt(started)), content, {
                  from,
                  to: from + scratchStride,
                }),
              );
            }
          }
        }
        expect(faults.slice(0, 5), `${program.name} on ${program.threads} threads`).toEqual([]);
      }
    }
    expect(Object.keys(kernelSignatures).filter((name) => !tried.has(name as KernelName))).toEqual(['barrier']);
  });
});

describe('the check of a declaration', () => {
  const setting: Setting = { plan: winograd, config: { ...config, batchSize: 3 }, threads: 1 };
  const narrower = (region: Region): Region => ({ ...region, bytes: region.bytes - 4 });
  const wider = (region: Region): Region => ({ ...region, bytes: region.bytes + 4 });
  const wrong: Readonly<Record<string, (access: Access) => Access>> = {
    'reads more than it says': (access) => ({ ...access, reads: access.reads.map(narrower) }),
    'writes more than it says': (access) => ({ ...access, writes: access.writes.map(narrower) }),
    'writes less than it says': (access) => ({ ...access, writes: access.writes.map(wider) }),
  };

  it.for(Object.entries(wrong))('finds a kernel that %s', async ([, change]) => {
    const [program] = compileAll(setting) as [CompiledProgram];
    const started = startingMemory(program, setting, 3);
    const content = withNumbers(started);
    const bench = await benchOf(content);
    const { scratch: from, scratchStride } = program.layout;
    bench.kernels.setScratch(from);
    const calls = recordCalls(program.placed.program, 0, 1, 3);
    for (const kernel of ['gemm', 'geluTanh', 'slideWindows', 'winograd3', 'averagePool', 'crossEntropy'] as const) {
      const call = calls.find((each) => each.kernel === kernel);
      if (!call) continue;
      const right = accessOfCall(call, peekAt(started));
      const scratch = { from, to: from + scratchStride };
      expect(faultsOfCall(bench, call, right, content, scratch), kernel).toEqual([]);
      expect(faultsOfCall(bench, call, change(right), content, scratch), kernel).not.toEqual([]);
    }
  });
});
