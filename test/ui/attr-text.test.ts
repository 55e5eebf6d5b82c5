// What is typed into a field, as a value of the attribute, with the core's own complaint where it is none.

import { describe, expect, it } from 'vitest';
import type { AttrSpec } from '../../src/core/attrs.ts';
import { layers } from '../../src/layers/registry.ts';
import { attrComplaint, attrText, halves, isSquare, readAttrText } from '../../src/ui/inspector/attr-text.ts';

function spec(kind: string, attr: string): AttrSpec {
  const found = layers.get(kind)?.attrs[attr];
  if (!found) throw new Error(`${kind} has no ${attr}`);
  return found;
}

describe('typed text', () => {
  it.each([
    ['Conv2d', 'outChannels', '24', 24, undefined],
    ['Conv2d', 'outChannels', ' 24 ', 24, undefined],
    ['Conv2d', 'outChannels', '', '', 'outChannels must be an integer of at least 1, received ""'],
    ['Conv2d', 'outChannels', '2.5', 2.5, 'outChannels must be an integer of at least 1, received 2.5'],
    ['Conv2d', 'outChannels', 'many', 'many', 'outChannels must be an integer of at least 1, received "many"'],
    ['Conv2d', 'outChannels', '0', 0, 'outChannels must be an integer of at least 1, received 0'],
    ['Conv2d', 'padding', 'same', 'same', undefined],
    ['Conv2d', 'padding', '-1', -1, 'padding must be an integer of at least 0, a pair [height, width], "same" or "valid", received -1'],
    ['BatchNorm2d', 'momentum', '0,2', 0.2, undefined],
    ['BatchNorm2d', 'momentum', '1.5', 1.5, 'momentum must be a number from 0 to 1, received 1.5'],
    ['MaxPool2d', 'stride', '', null, undefined],
    ['Input', 'shape', '3×32×32', [3, 32, 32], undefined],
    ['Input', 'shape', '3 x 32 x 32', [3, 32, 32], undefined],
    ['Input', 'shape', '784', [784], undefined],
  ] as const)('%s %s %j', (kind, attr, text, value, complaint) => {
    const declared = spec(kind, attr);
    expect(readAttrText(declared, text)).toEqual(value);
    expect(attrComplaint(attr, declared, readAttrText(declared, text))).toBe(complaint);
  });

  it('comes back as it is shown', () => {
    for (const kind of layers.values()) {
      for (const declared of Object.values(kind.attrs)) {
        if (!['int', 'float', 'shape'].includes(declared.type)) continue;
        expect(readAttrText(declared, attrText(declared.default))).toEqual(declared.default);
      }
    }
  });
});

describe('pairs', () => {
  it.each([
    [3, true, [3, 3]], [[3, 3], true, [3, 3]], [[3, 5], false, [3, 5]],
  ] as const)('%j', (value, square, both) => {
    expect(isSquare(value)).toBe(square);
    expect(halves(value)).toEqual(both);
  });
});
