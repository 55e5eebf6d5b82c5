// Times of documents and versions in words.

import { expect, it } from 'vitest';
import { timeText } from '../../src/ui/library/time-text.ts';

const now = new Date(2026, 4, 17, 14, 30);

it.each([
  [new Date(2026, 4, 17, 14, 29, 30), 'just now'],
  [new Date(2026, 4, 17, 14, 31), 'just now'],
  [new Date(2026, 4, 17, 14, 25), '5 min ago'],
  [new Date(2026, 4, 17, 9, 5), '09:05'],
  [new Date(2026, 4, 16, 23, 59), '16 May, 23:59'],
  [new Date(2025, 0, 3, 14, 5), '3 Jan 2025, 14:05'],
])('%s is "%s"', (date, text) => {
  expect(timeText(date.toISOString(), now)).toBe(text);
});
