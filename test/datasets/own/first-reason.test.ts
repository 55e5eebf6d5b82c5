// Reasons as sentences: one full stop each, whether the reason came with one or without.

import { expect, test } from 'vitest';
import { firstReason, problemSentence } from '../../../src/datasets/own/first-reason.ts';

test.each([
  [{ file: 'a.npz', reason: 'its checksum is wrong' }, 'a.npz: its checksum is wrong.'],
  [{ file: 'a.npz', reason: 'its checksum is wrong.' }, 'a.npz: its checksum is wrong.'],
  [{ file: 'x.npy', reason: 'x.npy holds objects.' }, 'x.npy holds objects.'],
])('%j', (problem, sentence) => {
  expect(problemSentence(problem)).toBe(sentence);
  expect(firstReason([problem])).toBe(sentence);
});
