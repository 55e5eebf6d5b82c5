// Expensive questions while a network trains: one at a time, the newest only, and never more than a twentieth of the time.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAsker, createPace, waitOf, type Phase } from '../../../src/ui/lenses/use-paced-answer.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const takes = (ms: number, answer: string) => async () => {
  await new Promise((resolve) => { setTimeout(resolve, ms); });
  return answer;
};

function setUp() {
  const answers: (string | undefined)[] = [];
  const phases: Phase[] = [];
  const asker = createAsker<string>({ pace: createPace(), tell: (next) => answers.push(next({}).answer ?? next({}).failure), tellPhase: (phase) => phases.push(phase) });
  return { asker, answers, phases };
}

test('an answer that took a second is followed by nineteen of rest', () => {
  expect(waitOf({ endedMs: 5000, tookMs: 1000 }, 5000)).toBeCloseTo(19_000, 6);
  expect(waitOf({ endedMs: 5000, tookMs: 1000 }, 30_000)).toBe(0);
  expect(waitOf(createPace(), 0)).toBe(0);
  expect(waitOf({ endedMs: 5000, tookMs: 1000, share: 0.02 }, 5000)).toBeCloseTo(49_000, 6);
});

test('in a minute of training with a new question every second, three seconds are spent on answers', async () => {
  const { asker, answers } = setUp();
  for (let second = 0; second < 60; second++) {
    asker.want(takes(1000, `at ${second}`), true);
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(answers).toEqual(['at 0', 'at 19', 'at 39']);
});

test('hurrying asks at once, and so does a run that has ended', async () => {
  const { asker, answers, phases } = setUp();
  asker.want(takes(1000, 'first'), true);
  await vi.advanceTimersByTimeAsync(1000);
  asker.want(takes(1000, 'second'), true);
  expect(phases.at(-1)).toBe('waiting');
  asker.hurry();
  await vi.advanceTimersByTimeAsync(1000);
  expect(answers).toEqual(['first', 'second']);
  asker.want(takes(1000, 'third'), false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(answers).toEqual(['first', 'second', 'third']);
});

test('failures are told, and after dispose nothing is', async () => {
  const { asker, answers } = setUp();
  asker.want(async () => { throw new Error('no network'); }, false);
  await vi.advanceTimersByTimeAsync(0);
  expect(answers).toEqual(['no network']);
  asker.want(takes(1000, 'late'), false);
  asker.dispose();
  await vi.advanceTimersByTimeAsync(2000);
  expect(answers).toEqual(['no network']);
});
