// What the Decision lens asks and how it reads the answers.

import { describe, expect, test } from 'vitest';
import { lessons } from '../../../src/lessons/registry.ts';
import { curvesOf, decisionsOf, line, plane, spansOf } from '../../../src/ui/lenses/decision/decision.ts';
import { lenses } from '../../../src/ui/lenses/registry.ts';

describe('where it looks', () => {
  test('is the range of each input and a tenth more; around a single point, one', () => {
    expect(spansOf(Float32Array.of(0, 5, 10, -5, 2, 0), 2)).toEqual([[-1, 11], [-6, 6]]);
    expect(spansOf(Float32Array.of(3), 1)).toEqual([[2, 4]]);
    expect(spansOf(new Float32Array(), 1)).toEqual([[-1, 1]]);
  });
  test('goes along a line with both ends, and over the middles of cells from the upper left', () => {
    expect([...line([-1, 1], 5)]).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect([...plane([[0, 2], [0, 4]], 2)]).toEqual([0.5, 3, 1.5, 3, 0.5, 1, 1.5, 1]);
  });
});

describe('what the answers mean', () => {
  test('one output tells two classes apart at the loss’s threshold', () => {
    expect(decisionsOf('bce', Float32Array.of(0.75, 0.25), 2)).toEqual([{ classIndex: 1, probability: 0.75 }, { classIndex: 0, probability: 0.75 }]);
  });
  test('logits of several classes go through softmax', () => {
    const [decision] = decisionsOf('crossEntropy', Float32Array.of(0, Math.log(3)), 1);
    expect(decision?.classIndex).toBe(1);
    expect(decision?.probability).toBeCloseTo(0.75, 6);
  });
  test('curves are the probability of class 1, of each of more classes, or the outputs where there are none', () => {
    expect(curvesOf('bce', Float32Array.of(0.25, 0.5), 2, ['no', 'yes'])).toEqual([{ name: 'probability of yes', ys: Float32Array.of(0.25, 0.5) }]);
    expect(curvesOf('crossEntropy', Float32Array.of(0, 0, 0), 1, ['a', 'b', 'c']).map(({ name }) => name)).toEqual(['probability of a', 'probability of b', 'probability of c']);
    expect(curvesOf('mse', Float32Array.of(-3, 7), 2, [])).toEqual([{ name: 'output', ys: Float32Array.of(-3, 7) }]);
  });
});

test('labs point to lenses that there are', () => {
  const ids = new Set(lenses.map(({ id }) => id));
  expect([...lessons.values()].flatMap(({ look }) => (look && !ids.has(look.lens) ? [look.lens] : []))).toEqual([]);
});
