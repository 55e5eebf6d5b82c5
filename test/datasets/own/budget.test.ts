// What files may use up: counted in one place, refused in a sentence.

import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/datasets/own/budget.ts';

describe('budget', () => {
  it('lets through what is within its limits, in one piece or many', () => {
    const budget = createBudget('a.zip', { entries: 10 });
    for (let i = 0; i < 10; i++) budget.take('entries', 1);
    expect(() => budget.take('entries', 1)).toThrow('a.zip holds more than 10 files; expected at most as many.');
    expect(() => budget.take('bytes', 2 ** 31)).not.toThrow();
    expect(() => budget.take('bytes', 1)).toThrow('a.zip unpacks to more than 2 GB, which is not read.');
  });

  it('refuses amounts before they are taken, with advice, and keeps what is left for others', () => {
    const budget = createBudget('t.csv', { numbers: 1000, columns: 2 });
    expect(() => budget.take('numbers', 1001, 'ignore some columns')).toThrow('t.csv would become more than 1,000 numbers; expected at most as many; ignore some columns.');
    expect(() => budget.take('numbers', 1000)).not.toThrow();
    expect(() => budget.take('columns', NaN)).toThrow('t.csv has more than 2 columns');
  });

  it('ends what lasts too long', () => {
    let now = 0;
    const budget = createBudget('slow.csv', { seconds: 90 }, () => now);
    now = 90_000;
    expect(() => budget.checkTime()).not.toThrow();
    now = 90_001;
    expect(() => budget.checkTime()).toThrow('slow.csv has been read for 1.5 minutes and is still not done; reading was stopped.');
  });
});
