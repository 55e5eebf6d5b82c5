// Answers kept from one run to the next.

import { expect, test, vi } from 'vitest';
import { rememberLast } from '../../src/training/remember.ts';

test('the same question is asked once, another again, and only the last answer is kept', async () => {
  const work = vi.fn(async ({ n }: { n: number; signal: object }) => n * n);
  const ask = rememberLast(work, ({ n }) => n);
  const answers = [];
  for (const n of [3, 3, 4, 4, 3]) answers.push(await ask({ n, signal: {} }));
  expect(answers).toEqual([9, 9, 16, 16, 9]);
  expect(work.mock.calls.map(([{ n }]) => n)).toEqual([3, 4, 3]);
});

test('failures and answers not worth keeping are not kept', async () => {
  let attempt = 0;
  const ask = rememberLast(async () => {
    attempt++;
    if (attempt === 1) throw new Error('no network');
    return attempt;
  }, () => 'mnist', (result) => result > 2);
  await expect(ask({})).rejects.toThrow('no network');
  expect([await ask({}), await ask({}), await ask({})]).toEqual([2, 3, 3]);
});
