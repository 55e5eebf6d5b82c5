// Which rows of a long table are drawn.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowWindow } from '../../src/ui/dock/use-row-window.ts';

describe('the rows drawn', () => {
  it('are the first hundred before a row has been measured', () => {
    expect(rowWindow(5000, 0, 0, 0)).toEqual({ first: 0, end: 100, rowHeight: 0 });
  });

  it('are all of a short table', () => {
    expect(rowWindow(42, 24, 0, 220)).toEqual({ first: 0, end: 42, rowHeight: 24 });
  });

  it('cover what is in sight, and are few however long the table is', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 2000 }), (count, scrolled, height) => {
      const top = scrolled * Math.max(0, count * 24 - height);
      const { first, end } = rowWindow(count, 24, top, height);
      expect(first * 24).toBeLessThanOrEqual(top);
      expect(end).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((top + height) / 24)));
      expect(end - first).toBeLessThanOrEqual(height / 24 + 200);
    }));
  });
});
