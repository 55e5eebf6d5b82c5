// What is kept of a learner's answers: the first one stays, and it is known whether it was given before the lab was run.

import { beforeEach, expect, test } from 'vitest';
import { noteAnswer, noteProgress, noteStart, readProgress, useProgress } from '../../src/ui/lessons/lesson-progress.ts';

const lesson = 'momentum';
const now = () => useProgress.getState()[lesson];
beforeEach(() => useProgress.setState({}, true));

test('an answer may change until the run, which keeps it', () => {
  noteAnswer(lesson, 0);
  noteAnswer(lesson, 2);
  expect(now()).toEqual({ answer: 2 });
  noteStart(lesson);
  noteProgress(lesson, { run: { seed: 0, held: [true] } });
  noteAnswer(lesson, 1);
  expect(now()).toMatchObject({ answer: 1, first: { answer: 2, isAfterRun: false } });
  // Neither another run nor another answer changes it.
  noteStart(lesson);
  noteAnswer(lesson, 0);
  expect(now()).toMatchObject({ answer: 0, first: { answer: 2, isAfterRun: false } });
});

test('an answer that is given first after a run is known as such', () => {
  noteStart(lesson);
  expect(now()).toBeUndefined();
  noteProgress(lesson, { run: { seed: 0, held: [true] } });
  noteAnswer(lesson, 1);
  expect(now()).toMatchObject({ answer: 1, first: { answer: 1, isAfterRun: true } });
});

test('what was kept is read back, that of earlier versions and nothing else', () => {
  const run = { seed: 3, held: [true, false] };
  const whole = { answer: 1, first: { answer: 0, isAfterRun: true }, run };
  expect(readProgress({ a: whole, b: { answer: 2, run }, c: { answer: 'x', first: { answer: -0.5 }, run: { seed: 'x' } }, d: null, e: { answer: 1 } })).toEqual({
    a: whole, b: { answer: 2, first: { answer: 2, isAfterRun: false }, run }, e: { answer: 1 },
  });
});
