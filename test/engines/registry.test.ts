// The list of engines: complete, and so light that a page may make it before it knows which one it will use.

import { expect, it, vi } from 'vitest';
import { defaultTraining } from '../../src/core/training-config.ts';
import { createEngines } from '../../src/engines/registry.ts';
import { layers } from '../../src/layers/registry.ts';
import { planOf } from './networks.ts';

const loaded = vi.hoisted(() => [] as string[]);
vi.mock('@tensorflow/tfjs-core', () => { loaded.push('core'); return {}; });
vi.mock('@tensorflow/tfjs-layers', () => { loaded.push('layers'); return {}; });

it('lists every engine and asks each about a plan without loading TensorFlow.js', () => {
  const wasm = { threads: 1, loadKernels: () => Promise.reject(new Error('not asked')), spawnThread: () => { throw new Error('not asked'); } };
  const engines = createEngines({ layers, wasm });
  const plan = planOf([['input', 'Input', { shape: [1, 8, 8] }], ['conv', 'Conv2d'], ['flatten', 'Flatten'], ['fc', 'Linear']]);
  expect(engines.map((engine) => [engine.id, engine.supports(plan, defaultTraining)])).toEqual([
    ['wasm', []], ['tfjs-webgpu', []], ['tfjs-webgl', []], ['tfjs-wasm', []], ['tfjs-cpu', []],
  ]);
  expect(createEngines({ layers }).map(({ id }) => id)).toEqual(['tfjs-webgpu', 'tfjs-webgl', 'tfjs-wasm', 'tfjs-cpu']);
  expect(loaded).toEqual([]);
});
