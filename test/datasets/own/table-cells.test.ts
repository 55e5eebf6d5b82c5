// One cell at a time: which number it says, by which sign before decimals, and which class.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNumberNames, createMissing, kindOf, numberName, readNumber, textOf, type CellKind } from '../../../src/datasets/own/table-cells.ts';

describe('readNumber', () => {
  it.each<[string, CellKind, number, number]>([
    // The cell, what it is, and the number with a point or a comma before decimals.
    ['12', 'integer', 12, 12],
    ['-007', 'integer', -7, -7],
    ['1.5', 'point', 1.5, NaN],
    ['1,5', 'comma', NaN, 1.5],
    ['.5', 'point', 0.5, NaN],
    [',5', 'comma', NaN, 0.5],
    ['5.', 'point', 5, NaN],
    ['0.125', 'point', 0.125, NaN],
    ['0,125', 'comma', NaN, 0.125],
    ['1.250', 'differs', 1.25, 1250],
    ['1,250', 'differs', 1250, 1.25],
    ['1234,567', 'comma', NaN, 1234.567],
    ['1,250.5', 'point', 1250.5, NaN],
    ['1.000,50', 'comma', NaN, 1000.5],
    ['1,000,000', 'point', 1e6, NaN],
    ['1.000.000', 'comma', NaN, 1e6],
    ['1 250', 'same', 1250, 1250],
    ['1\u00a0250,5', 'comma', NaN, 1250.5],
    ['1\u202f250', 'same', 1250, 1250],
    ["1'250.5", 'point', 1250.5, NaN],
    ['1e5', 'same', 1e5, 1e5],
    ['1.5e-3', 'point', 0.0015, NaN],
    ['1,5e3', 'comma', NaN, 1500],
    ['+3', 'same', 3, 3],
    ['\u22123.5', 'point', -3.5, NaN],
    ['3.4028234e38', 'point', 3.4028234e38, NaN],
    ['1e39', 'tooLarge', Infinity, Infinity],
    ['-1e400', 'tooLarge', -Infinity, -Infinity],
    ['inf', 'tooLarge', Infinity, Infinity],
    ['-Infinity', 'tooLarge', -Infinity, -Infinity],
    // One group of thousands but for the last, which has four digits, or by two signs.
    ['1,2500', 'comma', NaN, 1.25],
    ['1,250,50', 'text', NaN, NaN],
    ['1,250 500', 'text', NaN, NaN],
    ['12,34,567', 'text', NaN, NaN],
    ['192.168.0.1', 'text', NaN, NaN],
    ['01.02.2020', 'text', NaN, NaN],
    ['0x1f', 'text', NaN, NaN],
    ['0b1', 'text', NaN, NaN],
    ['1_000', 'text', NaN, NaN],
    ['12%', 'text', NaN, NaN],
    ['-', 'text', NaN, NaN],
    ['.', 'text', NaN, NaN],
    ['nan', 'text', NaN, NaN],
  ])('of %j', (cell, kind, point, comma) => {
    expect([kindOf(cell), readNumber(cell, '.'), readNumber(cell, ',')]).toEqual([kind, point, comma]);
  });

  it('reads back every finite number as JavaScript writes it', () => {
    fc.assert(fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      // Three digits behind the point may be thousands for those who write a comma there.
      expect(readNumber(String(value), '.')).toBe(Number(String(value)));
      expect(['integer', 'point', 'same', 'differs']).toContain(kindOf(String(value)));
    }));
  });

  it('agrees with what the kind says, whatever the cell', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,-+ e\'x') }), (text) => {
      const cell = text.trim();
      const [point, comma] = [readNumber(cell, '.'), readNumber(cell, ',')];
      const expected = Number.isNaN(point) ? (Number.isNaN(comma) ? 'text' : 'comma') : Number.isNaN(comma) ? 'point' : point === comma ? 'same' : 'differs';
      const kind = kindOf(cell);
      if (kind !== 'tooLarge') expect(kind === 'integer' ? 'same' : kind).toBe(expected);
    }));
  });
});

describe('numberName', () => {
  it.each([
    [['1', '1.0', '+1', '1e0', '01'], '1'],
    [['0', '-0', '0.0'], '0'],
    [['16777217'], '16777217'],
    [['9007199254740993', '+9007199254740993', '0009007199254740993'], '9007199254740993'],
    [['1e21'], '1000000000000000000000'],
  ])('of %j is %s', (cells, name) => {
    for (const cell of cells) expect(numberName(cell, '.'), cell).toBe(name);
  });

  it('is sorted by the number, however long', () => {
    expect(['9007199254740993', '10', '9007199254740992', '-2', '1.5'].toSorted(compareNumberNames)).toEqual(['-2', '1.5', '10', '9007199254740992', '9007199254740993']);
  });
});

it('missing are empty cells and the words of a list, in capitals or not', () => {
  const isMissing = createMissing(['NA', '-999', 'n. d.']);
  expect(['', 'na', 'NA', '-999', 'N. D.', 'NaN', '999', 'nab'].map(isMissing)).toEqual([true, true, true, true, true, false, false, false]);
});

it('texts have one form of each letter with an accent', () => {
  expect(textOf(' pe\u0302che ')).toBe('p\u00eache');
});
