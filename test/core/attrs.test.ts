// Attributes: what is valid for each type, and what is said of the rest.

import { describe, expect, it } from 'vitest';
import {
  booleanAttr, choiceAttr, describeAttr, floatAttr, formatIntOrPair, intAttr, isAttrValue, nullablePairAttr, paddingAttr, pairAttr, resolveAttrs, shapeAttr, toPair, type AttrSpec,
} from '../../src/core/attrs.ts';
import { formatShape, sameShape } from '../../src/core/shape.ts';

const words = { label: 'Size', help: 'A size.' };

const rows: readonly (readonly [AttrSpec, string, readonly unknown[], readonly unknown[]])[] = [
  [intAttr({ ...words, default: 1, min: 1, max: 9 }), 'an integer from 1 to 9', [1, 9], [0, 10, 1.5, NaN, '1', null, [1], true]],
  [intAttr({ ...words, default: 1, max: 9 }), 'an integer of at most 9', [-100, 9], [10, 2 ** 53]],
  [floatAttr({ ...words, default: 0, min: 0 }), 'a number of at least 0', [0, 1e300, 0.5], [-1e-9, Infinity, NaN, '0', [0.5]]],
  [booleanAttr({ ...words, default: true }), 'true or false', [true, false], [0, 'true', null]],
  [choiceAttr({ ...words, default: 'a', options: ['a', 'b'] }), 'one of "a", "b"', ['a', 'b'], ['c', '', 1, null]],
  [pairAttr({ ...words, default: 3, min: 1 }), 'an integer of at least 1 or a pair [height, width] of them', [1, [1, 2]], [0, [1], [1, 0], [1, 2, 3], '3', null]],
  [nullablePairAttr({ ...words, default: null, min: 1, nullLabel: 'the kernel size' }), 'an integer of at least 1 or a pair [height, width] of them or null (the kernel size)', [null, 2, [2, 2]], [0, [null, 1]]],
  [paddingAttr({ ...words, default: 0 }), 'an integer of at least 0, a pair [height, width], "same" or "valid"', [0, [0, 3], 'same', 'valid'], [-1, 'SAME', [1, -1], null]],
  [shapeAttr({ ...words, default: [1, 28, 28] }), 'a list of one to four integers of at least 1', [[784], [1, 2, 3, 4]], [[], [1, 2, 3, 4, 5], [0], 784, [1.5]]],
];

describe.each(rows)('$type', (spec, description, valid, invalid) => {
  it(`is ${description}`, () => {
    expect(describeAttr(spec)).toBe(description);
    expect(valid.filter((value) => !isAttrValue(spec, value))).toEqual([]);
    expect(invalid.filter((value) => isAttrValue(spec, value))).toEqual([]);
  });
});

it('defaults are filled in, and what is given is checked one by one', () => {
  const specs = { size: pairAttr({ ...words, default: 3, min: 1 }), bias: booleanAttr({ ...words, default: true }) };
  expect(resolveAttrs(specs, undefined)).toEqual({ attrs: { size: 3, bias: true }, problems: [] });
  expect(resolveAttrs(specs, { size: [1, 2] })).toEqual({ attrs: { size: [1, 2], bias: true }, problems: [] });
  const wrong = resolveAttrs(specs, { size: 0, bias: 1, extra: 2 });
  expect(wrong).not.toHaveProperty('attrs');
  expect(wrong.problems.map(({ code, attr }) => [code, attr])).toEqual([['attr-invalid', 'size'], ['attr-invalid', 'bias'], ['attr-unknown', 'extra']]);
});

it('pairs and shapes are written height before width, channels first', () => {
  expect(toPair(5)).toEqual([5, 5]);
  expect([formatIntOrPair(2), formatIntOrPair([2, 2]), formatIntOrPair([2, 3])]).toEqual(['2', '2', '2×3']);
  expect([formatShape([16, 8, 4]), formatShape([10]), formatShape([])]).toEqual(['16×8×4', '10', 'scalar']);
  expect([sameShape([1, 2], [1, 2]), sameShape([1, 2], [2, 1]), sameShape([1], [1, 1])]).toEqual([true, false, false]);
});
