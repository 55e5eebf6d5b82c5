// TensorFlow.js as an engine, one per backend. This file loads no tfjs: whatever needs it is imported when a
// backend is asked for, so that the page's first chunk stays free of it.

import type { LayerRegistry } from '../../core/layer-kind.ts';
import { lossName, type LossType } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import type { Problem } from '../../core/problems.ts';
import { formatShape } from '../../core/shape.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { tfjsProblems } from '../../interop/tfjs/topology.ts';
import type { TrainingEngine } from '../engine.ts';
import { estimateMemoryBytes } from './memory.ts';

export const tfjsBackends = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type TfjsBackend = (typeof tfjsBackends)[number];

export interface TfjsEnvironment {
  /** The kinds that plans are made of, for their lowering to stock layers. */
  readonly layers: LayerRegistry;
  /**
   * Where the three files `tfjs-backend-wasm*.wasm` are: their folder, or the URL of each by file name.
   * In Node they are found beside the package when this is absent.
   */
  readonly tfjsWasmPaths?: string | Readonly<Record<string, string>>;
  /**
   * Threads of the WASM backend where memory can be shared; absent, one. tfjs starts them from the text of a function, which a
   * bundler must have left free of outer names, or they die and the start never ends: see vite.config.ts.
   */
  readonly tfjsWasmThreads?: number;
  /** Whether GPUs that are only imitated on the CPU count; absent, they do not: they build shaders for seconds and are slow. */
  readonly softwareGpu?: boolean;
}

const names: Readonly<Record<TfjsBackend, string>> = {
  webgpu: 'TensorFlow.js on WebGPU',
  webgl: 'TensorFlow.js on WebGL',
  wasm: 'TensorFlow.js on WebAssembly',
  cpu: 'TensorFlow.js in plain JavaScript',
};

/** The engine for one tfjs backend; its id is `tfjs-<backend>`. */
export function createTfjsEngine(backend: TfjsBackend, environment: TfjsEnvironment): TrainingEngine {
  return {
    id: `tfjs-${backend}`,
    name: names[backend],
    async isAvailable() {
      const { startBackend } = await import('./backends.ts');
      return startBackend(backend, environment);
    },
    supports: (plan, config) => [...tfjsProblems(plan, environment.layers), ...outputProblems(plan, config.loss), ...(backend === 'wasm' ? memoryProblems(plan, config) : [])],
    memoryBytes: estimateMemoryBytes,
    async open(request) {
      const [{ startBackend }, { openSession }] = await Promise.all([import('./backends.ts'), import('./session.ts')]);
      if (!(await startBackend(backend, environment))) throw new Error(`${names[backend]} is not available here`);
      return openSession(backend, environment.layers, request);
    },
  };
}

/** What 32-bit WebAssembly can address at most. */
const addressableBytes = 2 ** 32;

function memoryProblems(plan: NetworkPlan, config: TrainingConfig): Problem[] {
  const bytes = estimateMemoryBytes(plan, config);
  if (bytes <= addressableBytes) return [];
  return [{
    code: 'tfjs-out-of-memory', severity: 'error', site: {},
    message: `training with batches of ${config.batchSize} needs about ${(bytes / 2 ** 30).toFixed(1)} GiB, and WebAssembly addresses 4.0 GiB`,
    hint: 'Use smaller batches.',
  }];
}

function outputProblems({ outputId, outputShape }: NetworkPlan, loss: LossType): Problem[] {
  if (outputShape.length === 1) return [];
  return [{
    code: 'loss-needs-classes', severity: 'error', site: { node: outputId },
    message: `${lossName(loss)} expects a list of numbers, received ${formatShape(outputShape)}`,
    hint: 'End the network with Flatten and Linear.',
  }];
}
