// Numbers as people read them.

import { describe, expect, it } from 'vitest';
import { countOf, formatBytes, formatCount, formatShare } from '../../src/ui/format.ts';

describe('counts', () => {
  it.each([
    [0, '0'], [416, '416'], [18_378, '18,378'], [99_999, '99,999'], [102_400, '102 k'], [927_232, '927 k'], [999_499, '999 k'],
    [999_500, '1 M'], [2_900_000, '2.9 M'], [11_689_512, '11.7 M'], [104_000_000, '104 M'], [3_100_000_000, '3.1 G'],
  ])('%d', (count, text) => expect(formatCount(count)).toBe(text));

  it.each([[1, '1 problem'], [0, '0 problems'], [2, '2 problems']])('of %d', (count, text) => expect(countOf(count, 'problem')).toBe(text));
});

describe('sizes', () => {
  it.each([
    [0, '0 B'], [40, '40 B'], [999, '999 B'], [1000, '1 kB'], [16_384, '16.4 kB'], [73_512, '73.5 kB'], [999_600, '1 MB'],
    [13_000_000, '13 MB'], [186_000_000, '186 MB'], [2_147_483_648, '2.1 GB'],
  ])('%d', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

it.each([[0, '0.0%'], [0.12345, '12.3%'], [1, '100.0%']])('share %d', (fraction, text) => expect(formatShare(fraction)).toBe(text));
