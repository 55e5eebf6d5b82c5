// Compiled programs are free of races, read nothing that is not written, and place no two values alive on the same
// memory.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultOptimizers, defaultTraining } from '../../../src/core/training-config.ts';
import { parseDocument } from '../../../src/core/document-format.ts';
import { createPlan } from '../../../src/core/plan.ts';
import { elementCount } from '../../../src/core/shape.ts';
import type { Placed } from '../../../src/engines/wasm/builder.ts';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { kernelSignatures } from '../../../src/engines/wasm/kernel-signatures.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import type { Arg, Call } from '../../../src/engines/wasm/program.ts';
import { layers } from '../../../src/layers/registry.ts';
import { projectRoot } from '../../support/shared-data.ts';
import { exampleNetworks, fixedNetworks, randomGraph, randomNetwork, type ConformanceNetwork } from '../networks.ts';
import { clippingNetworks, dropoutNetworks, lossNetworks, optimizerNetworks } from '../settings-networks.ts';
import { blockPlan } from './block-plan.ts';
import { compileAll, faultsOf, type CompiledProgram, type Setting } from './compiled.ts';

const engine = createWasmEngine(createNodeEnvironment({ threads: 1 }));
const supported = ({ plan, config }: Pick<ConformanceNetwork, 'plan' | 'config'>) =>
  engine.supports(plan, config).every(({ severity }) => severity !== 'error');

/** All that is wrong with any program of a setting. */
function allFaults(setting: Setting, batch: number): string[] {
  return compileAll(setting).flatMap((program) => [
    ...faultsOf(
      program,
      setting,
      Math.min(batch, program.name === 'inspection' ? program.layout.stage.imagesPerThread : batch),
    ),
    ...(program.name === 'training' ? faultsOf(program, setting, batch, program.placed, true) : []),
  ]);
}

describe('every program', () => {
  const networks = [
    ...fixedNetworks,
    ...exampleNetworks.filter(supported),
    ...optimizerNetworks,
    ...lossNetworks,
    ...clippingNetworks,
    ...dropoutNetworks,
  ];

  it.for(networks.map((network, index) => ({ ...network, index })))(
    'of a conformance network is sound: $name, $config.optimizer.type, $config.loss',
    ({ plan, config, index }) => {
      const threads = 1 + (index % 4);
      expect(allFaults({ plan, config: { ...config, batchSize: 7 }, threads }, 7)).toEqual([]);
      expect(allFaults({ plan, config: { ...config, batchSize: 7 }, threads: 3, fused: false }, 2)).toEqual([]);
    },
  );

  it('of a network in blocks of images is sound', () => {
    for (const [threads, batch] of [
      [1, 3],
      [2, 3],
    ] as const) {
      const setting = { plan: blockPlan, config: { ...defaultTraining, batchSize: 4 }, threads };
      const [training, evaluation] = compileAll(setting) as [CompiledProgram, CompiledProgram];
      expect(training.placed.program.loops?.some(({ images }) => images < Math.ceil(batch / threads))).toBe(true);
      expect([...faultsOf(training, setting, batch), ...faultsOf(evaluation, setting, batch)]).toEqual([]);
    }
  });

  const templates = readdirSync(`${projectRoot}templates`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );

  it.for(templates)('of the template %s is sound', (name, context) => {
    const parsed = parseDocument(readFileSync(`${projectRoot}templates/${name}`, 'utf8'));
    if (!('document' in parsed)) throw new Error(`${name} is no document`);
    const compiled = createPlan(parsed.document.graph, layers);
    if (!('plan' in compiled)) return context.skip('it has no network yet');
    const { plan } = compiled;
    if (elementCount(plan.inputShape) > 20_000) return context.skip('its images are too large to follow every number');
    const setting = { plan, config: { ...parsed.document.training, batchSize: 3 }, threads: 2 };
    expect(allFaults(setting, 3)).toEqual([]);
  });

  it('of random networks is sound, on any number of threads, for batches of any size', () => {
    const settings = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      branches: fc.boolean(),
      fused: fc.boolean(),
      threads: fc.integer({ min: 1, max: 8 }),
      batchSize: fc.integer({ min: 1, max: 17 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      clipping: fc.constantFrom(undefined, { type: 'norm', max: 1 } as const, { type: 'value', max: 1 } as const),
      optimizer: fc.constantFrom(...Object.values(defaultOptimizers)),
    });
    fc.assert(
      fc.property(settings, ({ seed, branches, fused, threads, batchSize, share, clipping, optimizer }) => {
        const { plan, config } = branches ? randomGraph(seed) : randomNetwork(seed);
        const setting = {
          plan,
          config: { ...config, optimizer, batchSize, ...(clipping && { clipping }) },
          threads,
          fused,
        };
        expect(allFaults(setting, Math.max(1, Math.round(share * batchSize)))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the check', () => {
  const { plan, config } = fixedNetworks.find(({ name }) => name.startsWith('batch norms')) as ConformanceNetwork;
  const setting: Setting = {
    plan,
    config: { ...config, batchSize: 5, clipping: { type: 'norm', max: 1 } },
    threads: 2,
  };
  const training = compileAll(setting)[0] as CompiledProgram;
  const changed = (calls: readonly Call[]): Placed => ({
    ...training.placed,
    program: { ...training.placed.program, calls },
  });
  const { calls } = training.placed.program;
  const withoutLoops = (placed: Placed): Placed => ({ ...placed, program: { calls: placed.program.calls } });

  it('finds nothing in the program as it is', () => {
    expect(faultsOf(training, setting, 5)).toEqual([]);
  });

  it('finds every barrier that is left out', () => {
    const barriers = calls.flatMap(({ kernel }, i) => (kernel === 'barrier' ? [i] : []));
    expect(barriers.length).toBeGreaterThan(5);
    // Blocks would count other calls; a program of one block each is the same without them.
    const whole = withoutLoops(training.placed);
    const sameWhole = { ...training, placed: whole, apart: withoutLoops(training.apart) };
    for (const at of barriers) {
      const without = { ...whole, program: { calls: calls.filter((_, i) => i !== at) } };
      const races = faultsOf(sameWhole, setting, 5, without).filter((fault) => /barrier/.test(fault));
      expect(races, `without the barrier of call ${at}`).not.toEqual([]);
    }
  });

  const scratch = new Set(['padded', 'packed', 'partial', 'u', 'ut', 'v', 'm']);
  /** Arguments that point into the arena. */
  const isValue = (arg: Arg): arg is Exclude<Arg, number> =>
    typeof arg !== 'number' && arg.of === 'thread' && arg.times === training.placed.stride;
  const addresses = [...new Set(calls.flatMap(({ args }) => args.filter(isValue).map(({ plus }) => plus)))];

  it('finds two operands of a call that are exchanged', () => {
    const candidates = calls.flatMap(({ args }, i) =>
      args.flatMap((first, a) =>
        args
          .slice(a + 1)
          .flatMap((second, b) =>
            isValue(first) && isValue(second) && first.plus !== second.plus ? [[i, a, a + 1 + b] as const] : [],
          ),
      ),
    );
    expect(candidates.length).toBeGreaterThan(20);
    for (const [i, a, b] of candidates) {
      const { kernel, args } = calls[i] as Call;
      const [first, second] = [kernelSignatures[kernel][a], kernelSignatures[kernel][b]] as [string, string];
      // A sum is the same either way, and scratch is as good as scratch.
      if (kernel === 'add' || kernel === 'addRelu' || (scratch.has(first) && scratch.has(second))) continue;
      const exchanged = args.map((arg, at) => (at === a ? (args[b] as Arg) : at === b ? (args[a] as Arg) : arg));
      const found = faultsOf(
        training,
        setting,
        5,
        changed(calls.map((call, at) => (at === i ? { ...call, args: exchanged } : call))),
      );
      expect(found, `${first} and ${second} of call ${i}, ${kernel}`).not.toEqual([]);
    }
  });

  it('finds two values alive at once that share memory', () => {
    const spans = addresses.map((address) => {
      const at = calls.flatMap(({ args }, i) => (args.some((arg) => isValue(arg) && arg.plus === address) ? [i] : []));
      return { address, first: at[0] as number, last: at.at(-1) as number, uses: at.length };
    });
    const pairs = spans.flatMap((a) =>
      spans
        .filter((b) => a.first < b.first && b.first < a.last && b.uses > 1)
        .map((b) => [a.address, b.address] as const),
    );
    expect(pairs.length).toBeGreaterThan(10);
    for (const [from, to] of pairs.slice(0, 40)) {
      const moved = calls.map((call) => ({
        ...call,
        args: call.args.map((arg) => (isValue(arg) && arg.plus === to ? { ...arg, plus: from } : arg)),
      }));
      expect(faultsOf(training, setting, 5, changed(moved)), `${to} moved to ${from}`).not.toEqual([]);
    }
  });

  it('finds a thread that writes into what another reads', () => {
    const shared = calls.map((call) =>
      call.kernel === 'crossEntropy'
        ? {
            ...call,
            args: call.args.map((arg) =>
              typeof arg !== 'number' && arg.of === 'thread' && arg.times === 64 ? arg.plus : arg,
            ),
          }
        : call,
    );
    expect(faultsOf(training, setting, 5, changed(shared))).not.toEqual([]);
  });

  it('finds what is read though nothing has written it', () => {
    const without = changed(
      calls.map((call) =>
        call.kernel === 'batchNormFromBatch' ? { ...call, kernel: 'barrier' as const, args: [0, 0] } : call,
      ),
    );
    expect(
      faultsOf(training, setting, 5, without).some((fault) => fault.includes('reads what nothing has written')),
    ).toBe(true);
  });
});
