// The ends of float32: saturated activations and the losses that take their logarithms, infinities, NaN and denormals,
// on every engine as in PyTorch.

import { describe, expect, it } from 'vitest';
import type { TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { exampleLoss } from '../../src/training/example-loss.ts';
import { pythonWithTorch } from '../support/shared-data.ts';
import {
  activationRows,
  hasLayers,
  lossesOf,
  tailsInTorch,
  valuesOf,
  type InBothPrecisions,
  type Numbers,
  type TorchTails,
} from './tails.ts';

let known: TorchTails | undefined;
const reference = (context: Parameters<typeof pythonWithTorch>[0]): TorchTails =>
  (known ??= tailsInTorch(pythonWithTorch(context)));

interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Within the tolerance of one of PyTorch's two answers; no number only where one of them is none. */
function agrees(found: number, answers: readonly number[], { relative, absolute }: Tolerance): boolean {
  if (Number.isNaN(found)) return answers.some(Number.isNaN);
  return answers.some(
    (answer) => found === answer || Math.abs(found - answer) <= absolute + relative * Math.abs(answer),
  );
}

/** A gradient at what is no number itself may be none. */
function expectNumbers(
  found: Numbers,
  [single, double]: InBothPrecisions,
  points: readonly (number | readonly number[])[],
  tolerance: Tolerance,
  slopes = tolerance,
): void {
  for (const what of ['values', 'gradients'] as const) {
    expect(found[what].length).toBe(single[what].length);
    const per = found[what].length / points.length;
    const wrong = found[what].flatMap((value, i) => {
      const answers = [single[what][i] as number, double[what][i] as number];
      const point = points[Math.floor(i / per)];
      if (what === 'gradients' && Number.isNaN(point) && Number.isNaN(value)) return [];
      return agrees(value, answers, what === 'values' ? tolerance : slopes)
        ? []
        : [`${what} at ${String(point)}: ${value}, PyTorch ${answers.join(' or ')}`];
    });
    expect(wrong).toEqual([]);
  }
}

const close = { relative: 2e-6, absolute: 2e-45 };
/** 1 - y² and y·(1 - y) where y is some grains of float32 below 1. */
const grain = { relative: 2e-6, absolute: 6e-7 };
/** 1 + erf cancels in float32, in PyTorch too. */
const cancelling = { relative: 1e-6, absolute: 2e-6 };

const engines: readonly (readonly [string, () => TrainingEngine])[] = [
  ['null', () => nullEngine],
  ['tfjs-cpu', () => createTfjsEngine('cpu', { layers })],
  ['tfjs-wasm', () => createTfjsEngine('wasm', { layers })],
  ['wasm', () => createWasmEngine(createNodeEnvironment({ threads: 1 }))],
];

describe.for(engines)('%s', ([, create]) => {
  const engine = create();

  it.for(Object.entries(activationRows).filter(([, row]) => hasLayers(engine, [row])))(
    '%s',
    async ([name, row], context) => {
      const { points, activations } = reference(context);
      const found = await valuesOf(
        engine,
        row,
        points,
        points.length,
        points.map(() => 1),
      );
      expectNumbers(
        found,
        activations[name] as InBothPrecisions,
        points,
        name.startsWith('GELU') ? cancelling : close,
        name.startsWith('GELU') ? cancelling : grain,
      );
    },
  );

  it.runIf(hasLayers(engine, [['op', 'Softmax']]))('softmax', async (context) => {
    const { rows, softmax } = reference(context);
    expectNumbers(await valuesOf(engine, ['op', 'Softmax'], rows.flat(), 3, [1, -2, 3]), softmax, rows, {
      relative: 1e-5,
      absolute: 3e-7,
    });
  });

  it('cross-entropy, with and without label smoothing', async (context) => {
    const { rows, crossEntropy } = reference(context);
    for (const { label, smoothing, results } of crossEntropy) {
      const found = await lossesOf(engine, [], rows, { loss: 'crossEntropy', labelSmoothing: smoothing }, label);
      expectNumbers(found, results, rows, { relative: 1e-6, absolute: 3e-7 });
    }
  });

  it('cross-entropy with a share for each class', async (context) => {
    const { rows, softCrossEntropy } = reference(context);
    for (const { shares, smoothing, results } of softCrossEntropy) {
      const found = await lossesOf(engine, [], rows, { loss: 'softCrossEntropy', labelSmoothing: smoothing }, shares);
      expectNumbers(found, results, rows, { relative: 1e-6, absolute: 6e-7 });
    }
  });

  it('binary cross-entropy with logits', async (context) => {
    const { points, withLogits } = reference(context);
    for (const { target, results } of withLogits) {
      expectNumbers(
        await lossesOf(
          engine,
          [],
          points.map((x) => [x]),
          { loss: 'bceWithLogits' },
          target,
        ),
        results,
        points,
        grain,
      );
    }
  });

  it('binary cross-entropy of probabilities from 0 to 1', async (context) => {
    const { probabilities, bce } = reference(context);
    for (const { target, results } of bce) {
      expectNumbers(
        await lossesOf(
          engine,
          [],
          probabilities.map((x) => [x]),
          { loss: 'bce' },
          target,
        ),
        results,
        probabilities,
        { relative: 1e-5, absolute: 1e-7 },
      );
    }
  });

  it.runIf(hasLayers(engine, [['op', 'Sigmoid']]))('binary cross-entropy of a saturated sigmoid', async (context) => {
    const { points, saturated } = reference(context);
    const numbers = points.slice(0, -1);
    for (const {
      target,
      results: [single],
    } of saturated) {
      const found = await lossesOf(
        engine,
        [['op', 'Sigmoid']],
        numbers.map((x) => [x]),
        { loss: 'bce' },
        target,
      );
      expectNumbers(found, [single, single], numbers, { relative: 1e-3, absolute: 1e-6 });
    }
  });

  it.for(['mse', 'l1', 'threshold', 'bce'] as const)('shows NaN: %s', async (loss) => {
    expect((await lossesOf(engine, [], [[NaN]], { loss }, 1)).values).toEqual([NaN]);
    expect((await lossesOf(engine, [], [[0.3, NaN]], { loss }, 1)).values).toEqual([NaN]);
  });
});

describe('the loss of one example', () => {
  const expectLosses = (found: readonly number[], [single, double]: InBothPrecisions) => {
    const answers = (i: number) => [single.values[i] as number, double.values[i] as number];
    expect(
      found.flatMap((value, i) =>
        agrees(value, answers(i), { relative: 1e-6, absolute: 6e-7 }) ? [] : [`${i}: ${value}, PyTorch ${answers(i)}`],
      ),
    ).toEqual([]);
  };

  it('is PyTorch’s', (context) => {
    const { rows, points, probabilities, crossEntropy, softCrossEntropy, withLogits, bce } = reference(context);
    for (const { label, smoothing, results } of crossEntropy) {
      expectLosses(
        rows.map((row) =>
          exampleLoss({ loss: 'crossEntropy', labelSmoothing: smoothing }, Float32Array.from(row), label, undefined),
        ),
        results,
      );
    }
    for (const { shares, smoothing, results } of softCrossEntropy) {
      const config = { loss: 'softCrossEntropy', labelSmoothing: smoothing } as const;
      expectLosses(
        rows.map((row) => exampleLoss(config, Float32Array.from(row), 0, Float32Array.from(shares))),
        results,
      );
    }
    const one = (loss: 'bce' | 'bceWithLogits', numbers: readonly number[], target: number) =>
      numbers.map((x) => exampleLoss({ loss }, Float32Array.of(x), 0, Float32Array.of(target)));
    for (const { target, results } of withLogits) expectLosses(one('bceWithLogits', points, target), results);
    for (const { target, results } of bce) expectLosses(one('bce', probabilities, target), results);
  });

  it.each(['mse', 'l1', 'threshold', 'bce'] as const)('shows NaN: %s', (loss) => {
    expect(exampleLoss({ loss }, Float32Array.of(NaN), 0, Float32Array.of(1))).toBeNaN();
  });
});
