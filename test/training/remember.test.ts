// Answers kept from one run to the next.

import { describe, expect, test, vi } from 'vitest';
import { rememberLast, shareWork } from '../../src/training/remember.ts';

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

describe('shared work', () => {
  interface Question { readonly n: number; readonly signal?: AbortSignal; readonly tell?: (text: string) => void }
  /** Work that each test finishes when it likes. */
  function setUp() {
    const begun: { args: Question; finish: (result: string) => void; fail: (error: Error) => void }[] = [];
    const ask = shareWork<Question, string>(
      (args) => new Promise((resolve, reject) => {
        begun.push({ args, finish: resolve, fail: reject });
        args.signal?.addEventListener('abort', () => reject(new Error('the work was stopped')));
      }),
      ({ n }) => n,
      (first, askers) => ({ ...first, tell: (text) => { for (const asker of askers) asker.tell?.(text); } }),
    );
    return { begun, ask };
  }

  test('is done once for all who ask the same meanwhile, and tells all of them; later it is done again', async () => {
    const { begun, ask } = setUp();
    const heard: string[] = [];
    const answers = ['a', 'b'].map((name) => ask({ n: 1, tell: (text) => heard.push(name + text) }));
    const other = ask({ n: 2 });
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    begun[0]?.args.tell?.('!');
    begun[0]?.finish('one');
    begun[1]?.finish('two');
    expect(await Promise.all([...answers, other])).toEqual(['one', 'one', 'two']);
    expect(heard).toEqual(['a!', 'b!']);
    void ask({ n: 1 });
    expect(begun).toHaveLength(3);
  });

  test('goes on for the second where the first leaves, who gets the reason at once', async () => {
    const { begun, ask } = setUp();
    const leaving = new AbortController();
    const first = ask({ n: 1, signal: leaving.signal });
    const second = ask({ n: 1 });
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(begun[0]?.args.signal?.aborted).toBe(false);
    begun[0]?.finish('done');
    expect(await second).toBe('done');
  });

  test('is stopped when nobody waits any more, and who comes then begins anew', async () => {
    const { begun, ask } = setUp();
    const leaving = new AbortController();
    const first = ask({ n: 1, signal: leaving.signal });
    leaving.abort(new Error('gone'));
    const late = ask({ n: 1 });
    await expect(first).rejects.toThrow('gone');
    expect(begun.map(({ args }) => args.signal?.aborted)).toEqual([true, false]);
    begun[1]?.finish('done');
    expect(await late).toBe('done');
    await expect(ask({ n: 1, signal: leaving.signal })).rejects.toThrow('gone');
    expect(begun).toHaveLength(2);
  });

  test('fails for all, and is not kept', async () => {
    const { begun, ask } = setUp();
    const answers = [ask({ n: 1 }), ask({ n: 1 })];
    begun[0]?.fail(new Error('no network'));
    for (const answer of answers) await expect(answer).rejects.toThrow('no network');
    void ask({ n: 1 });
    expect(begun).toHaveLength(2);
  });
});
