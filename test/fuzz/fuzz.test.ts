// A few seconds of fuzzing with every run of the tests, from the same seeds each time; `npm run fuzz` goes on from there.

import { describe, expect, it } from 'vitest';
import { BudgetError, withinBudget } from './budget.ts';
import { fuzz, inputOf } from './fuzz.ts';
import { targets } from './targets.ts';

describe('readers of what comes from outside', () => {
  it.each(Object.keys(targets))('%s answer with a result or a sentence', async (target) => {
    const failures = await fuzz(target, 1, 150);
    expect(failures.map(({ seed, reason }) => `seed ${seed}: ${reason}`)).toEqual([]);
  });

  it('get the same input from the same seed', () => {
    for (const target of Object.keys(targets)) {
      expect(inputOf(target, 7)).toEqual(inputOf(target, 7));
      expect(inputOf(target, 7)).not.toEqual(inputOf(target, 8));
    }
  });

  it('are stopped where they ask for more memory than such an input may cause', async () => {
    await expect(withinBudget(1000, async () => [new Uint8Array(600), new Uint8Array(600)])).rejects.toBeInstanceOf(BudgetError);
    // Also where the reader takes it for damage of the file.
    await expect(withinBudget(1000, async () => { try { return new Float32Array(600); } catch { return undefined; } })).rejects.toBeInstanceOf(BudgetError);
    expect(await withinBudget(1000, async () => new Uint8Array(600).length)).toBe(600);
  });
});
