// What an engine makes of numbers at the ends of float32, laid out as torch-tails.py lays out PyTorch's.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LossType } from '../../src/core/losses.ts';
import { defaultTraining } from '../../src/core/training-config.ts';
import type { EngineSession, TrainingEngine } from '../../src/engines/engine.ts';
import { planOf, type NodeRow } from './networks.ts';

/** Values, and gradients of their sum. */
export interface Numbers {
  readonly values: readonly number[];
  readonly gradients: readonly number[];
}

export type InBothPrecisions = readonly [single: Numbers, double: Numbers];

export interface TorchTails {
  readonly points: readonly number[];
  readonly activations: Readonly<Record<string, InBothPrecisions>>;
  readonly rows: readonly (readonly number[])[];
  readonly softmax: InBothPrecisions;
  readonly crossEntropy: readonly {
    readonly label: number;
    readonly smoothing: number;
    readonly results: InBothPrecisions;
  }[];
  readonly softCrossEntropy: readonly {
    readonly shares: readonly number[];
    readonly smoothing: number;
    readonly results: InBothPrecisions;
  }[];
  readonly saturated: readonly { readonly target: number; readonly results: InBothPrecisions }[];
  readonly withLogits: readonly { readonly target: number; readonly results: InBothPrecisions }[];
  readonly probabilities: readonly number[];
  readonly bce: readonly { readonly target: number; readonly results: InBothPrecisions }[];
}

export function tailsInTorch(python: string): TorchTails {
  const { stdout, stderr, status } = spawnSync(python, [fileURLToPath(new URL('./torch-tails.py', import.meta.url))], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`torch-tails.py failed: ${stderr}`);
  const names: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
  return JSON.parse(stdout, (_, value: unknown) =>
    typeof value === 'string' ? (names[value] ?? Number(value)) : value,
  ) as TorchTails;
}

export const activationRows: Readonly<Record<string, NodeRow>> = {
  Sigmoid: ['op', 'Sigmoid'],
  Tanh: ['op', 'Tanh'],
  GELU: ['op', 'GELU'],
  'GELU tanh': ['op', 'GELU', { approximate: 'tanh' }],
  ReLU: ['op', 'ReLU'],
  LeakyReLU: ['op', 'LeakyReLU'],
};

/** `size` numbers through some layers, or none. */
function networkOf(size: number, rows: readonly NodeRow[]) {
  return planOf([
    ['input', 'Input', { shape: [size] }],
    ...(rows.length > 0 ? rows : [['flatten', 'Flatten'] as const]),
  ]);
}

async function using<T>(
  engine: TrainingEngine,
  size: number,
  rows: readonly NodeRow[],
  config: { readonly loss: LossType; readonly labelSmoothing?: number },
  use: (session: EngineSession) => Promise<T>,
): Promise<T> {
  const session = await engine.open({
    plan: networkOf(size, rows),
    config: { ...defaultTraining, ...config, batchSize: 128 },
    weights: {},
  });
  try {
    return await use(session);
  } finally {
    session.dispose();
  }
}

/** False where the engine lacks the layers. */
export function hasLayers(engine: TrainingEngine, rows: readonly NodeRow[]): boolean {
  return engine.supports(networkOf(3, rows), defaultTraining).length === 0;
}

/**
 * What a layer makes of `numbers` in rows of `size`, and its gradients where each output is weighed by `weights`, row
 * after row.
 */
export function valuesOf(
  engine: TrainingEngine,
  row: NodeRow,
  numbers: readonly number[],
  size: number,
  weights: readonly number[],
): Promise<Numbers> {
  const inputs = Float32Array.from(numbers);
  const count = numbers.length / size;
  return using(engine, size, [row], { loss: 'mse' }, async (session) => {
    const values = (await session.inspect(inputs, count, ['op'])).get('op')?.data ?? [];
    const outputs = Float32Array.from(numbers, (_, i) => weights[i % size] as number);
    const { gradients } = await session.differentiate({
      inputs,
      count,
      mode: 'evaluate',
      from: { outputs },
      ops: ['input'],
      weights: false,
    });
    return {
      values: Array.from(values, (value, i) => value * (weights[i % size] as number)),
      gradients: Array.from(gradients.get('input')?.data ?? []),
    };
  });
}

/** Losses of examples one by one, and their gradients; `target` is that of each output, or one for all of them. */
export function lossesOf(
  engine: TrainingEngine,
  rows: readonly NodeRow[],
  examples: readonly (readonly number[])[],
  config: { readonly loss: LossType; readonly labelSmoothing?: number },
  target: number | readonly number[],
): Promise<Numbers> {
  const size = examples[0]?.length ?? 1;
  return using(engine, size, rows, config, async (session) => {
    const values: number[] = [];
    const gradients: number[] = [];
    for (const example of examples) {
      const inputs = Float32Array.from(example);
      const labels = Int32Array.of(config.loss === 'crossEntropy' && typeof target === 'number' ? target : 0);
      const targets = typeof target === 'number' ? new Float32Array(size).fill(target) : Float32Array.from(target);
      values.push((await session.evaluateBatch({ count: 1, inputs, labels, targets })).loss);
      const found = await session.differentiate({
        inputs,
        count: 1,
        mode: 'train',
        from: { loss: true, labels, targets },
        ops: ['input'],
        weights: false,
      });
      gradients.push(...(found.gradients.get('input')?.data ?? []));
    }
    return { values, gradients };
  });
}
