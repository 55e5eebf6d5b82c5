// How trials are run: alone, side by side, from another start; with a driver that only writes down what it was asked.

import { describe, expect, it } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import type { Lesson, TrainingTrial } from '../../src/core/lesson.ts';
import { runLesson, type TrialDriver, type TrialRun } from '../../src/core/run-lesson.ts';
import { spreads } from '../../src/core/spread.ts';
import { layers } from '../../src/layers/registry.ts';
import { train } from '../../src/lessons/changes.ts';

function trial(id: string, more: Partial<TrainingTrial> = {}): TrainingTrial {
  return { type: 'training', id, label: id, template: 'line', ...more };
}

function lesson(trials: Lesson['trials']): Lesson {
  return { id: 'x', number: '0', title: 'X', text: [], question: { text: '', options: ['a'], answer: 0, because: '' }, trials, claims: [] };
}

const empty = createDocument();
const document = {
  ...empty,
  graph: {
    nodes: { input: { kind: 'Input', attrs: { shape: [1] } }, linear: { kind: 'Linear', attrs: { outFeatures: 1 } }, output: { kind: 'Output' } },
    edges: { e1: { source: 'input', sourcePort: 'out', target: 'linear', targetPort: 'in' }, e2: { source: 'linear', sourcePort: 'out', target: 'output', targetPort: 'in' } },
  },
};

/** Tells each run one batch, whose loss is the run's place in all that was asked. */
async function run(trials: Lesson['trials']) {
  const asked: string[][] = [];
  const told: string[] = [];
  let count = 0;
  const driver: TrialDriver = {
    train: (runs) => {
      const all: readonly TrialRun[] = runs;
      asked.push(all.map(({ trial: { id } }) => id));
      for (const { tell } of all) tell({ type: 'batch', step: 1, epoch: 1, batch: 1, batchesPerEpoch: 1, loss: ++count, accuracy: NaN, learningRate: 1, imagesPerSecond: 1, etaMs: 0, trainedMs: 1 });
      return Promise.resolve(all.map(({ network }) => ({ weights: network.weights, outputs: new Float32Array() })));
    },
    compute: () => Promise.reject(new Error('nothing is computed here')),
  };
  const report = await runLesson(lesson(trials), {
    layers, driver, seed: 1, template: () => Promise.resolve(document), tell: ({ id }, { type }, { epochs }) => told.push(`${id} ${type} of ${epochs}`),
  });
  return { asked, told, results: report.results };
}

describe('trials', () => {
  it('are trained one after another, but for twins, which are trained together when the first has its turn', async () => {
    const { asked, told, results } = await run([trial('a'), trial('b', { change: train({ epochs: 3 }) }), trial('a2', { twinOf: 'a', change: train({ epochs: 7 }) })]);
    expect(asked).toEqual([['a', 'a2'], ['b']]);
    expect(told).toEqual(['a batch of 10', 'a2 batch of 7', 'b batch of 3']);
    expect(results['a']).toMatchObject({ losses: [1] });
    expect(results['a2']).toMatchObject({ losses: [2] });
    expect(results['b']).toMatchObject({ losses: [3] });
  });

  it('have one twin at most', async () => {
    await expect(run([trial('a'), trial('b', { twinOf: 'a' }), trial('c', { twinOf: 'a' })])).rejects.toThrow('Trial "a" is trained beside one other at most; expected no "c".');
  });

  it('start from the weights of the seed, from others where they say so, and the outcome remembers which', async () => {
    const { results } = await run([trial('a'), trial('same'), trial('other', { otherStart: true }), trial('given', { weights: { 'linear.weight': [5] } })]);
    const start = (id: string) => {
      const outcome = results[id];
      return outcome?.type === 'training' ? outcome.initialWeights['linear.weight']?.data[0] : undefined;
    };
    expect(start('same')).toBe(start('a'));
    expect(start('other')).not.toBe(start('a'));
    expect(start('given')).toBe(5);
  });
});

// Of n independent inputs of mean 0 and variance 1 the sum has variance n · E w²: 1/3 for U(-1/√n, 1/√n), 1 for Xavier at fan-out n,
// 2 for He; n/3 for U(0, 1), where n · var(w) would be n/12.
it.each([
  [{ scheme: 'default' }, [Math.sqrt(1 / 3), Math.sqrt(1 / 3)]],
  [{ scheme: 'xavierUniform' }, [1, 1]],
  [{ scheme: 'heUniform' }, [Math.SQRT2, Math.SQRT2]],
  [{ scheme: 'uniform', low: 0, high: 1 }, [Math.sqrt(20 / 3), Math.sqrt(500 / 3)]],
] as const)('sums of weights drawn by %j are as wide as the formula says', (weight, expected) => {
  spreads({ weight, fanIns: [20, 500] }, 3).forEach(({ deviation }, i) => expect(deviation / (expected[i] ?? NaN)).toBeCloseTo(1, 1));
});

it('sums are measured on examples, and so differ a little from the formula and by the seed', () => {
  const [first, second] = [3, 4].map((seed) => spreads({ weight: { scheme: 'uniform', low: 1, high: 1 }, fanIns: [4] }, seed)[0]?.deviation ?? NaN);
  // All weights 1: the deviation is that of the drawn inputs alone, 2 by the formula.
  expect(first).not.toBe(2);
  expect(first).not.toBe(second);
  expect(first).toBeCloseTo(2, 0);
});
