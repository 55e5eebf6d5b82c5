// Resizing against numbers worked out by hand, and against Pillow itself, bit for bit.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createResizer } from '../../src/datasets/resize.ts';
import { pythonWithPillow } from './python-with-pillow.ts';

type Size = readonly [height: number, width: number];

function resize(pixels: ArrayLike<number>, from: Size, to: Size): Uint8Array {
  const out = new Uint8Array(to[0] * to[1]);
  createResizer(from, to)(Uint8Array.from(pixels), 0, out, 0);
  return out;
}

describe('createResizer by hand', () => {
  it('halves a row with the triangle 3:3:1 and its mirror', () => {
    // Support 2; of the four pixels the left result sees three, at distances 1/4, 1/4 and 3/4 of the support.
    expect([...resize([0, 255, 0, 0], [1, 4], [1, 2])]).toEqual([Math.round((3 * 255) / 7), Math.round((1 * 255) / 7)]);
    expect([...resize([10, 70, 140, 210], [1, 4], [1, 2])]).toEqual([54, 160]);
  });

  it('doubles a row with the weights 3:1', () => {
    expect([...resize([0, 100], [1, 2], [1, 4])]).toEqual([0, 25, 75, 100]);
  });

  it('treats columns as rows', () => {
    expect([...resize([10, 70, 140, 210], [4, 1], [2, 1])]).toEqual([54, 160]);
  });

  it('leaves a size that stays as it is', () => {
    expect([...resize([1, 2, 3, 4, 5, 6], [2, 3], [2, 3])]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('keeps white white', () => {
    expect([...resize(new Uint8Array(28 * 28).fill(255), [28, 28], [16, 16])]).toEqual(new Array(256).fill(255));
  });

  it('reads and writes at offsets', () => {
    const out = new Uint8Array(4);
    createResizer([1, 4], [1, 2])(Uint8Array.from([9, 9, 10, 70, 140, 210, 9]), 2, out, 1);
    expect([...out]).toEqual([0, 54, 160, 0]);
  });
});

const pillow = `
import json, sys
from PIL import Image
for case in json.load(sys.stdin):
    (h, w), (oh, ow), data = case
    image = Image.frombytes('L', (w, h), bytes(data)).resize((ow, oh), Image.BILINEAR)
    print(json.dumps(list(image.tobytes())))
`;

describe('createResizer against Pillow', () => {
  it('gives the same bytes for 120 sizes, shrinking and growing', (context) => {
    const python = pythonWithPillow(context);
    const random = createRandom(7, 'resize');
    const size = (): Size => [1 + random.int(40), 1 + random.int(40)];
    const cases = [[[28, 28], [16, 16]], [[28, 28], [32, 32]], ...Array.from({ length: 118 }, () => [size(), size()])] as [Size, Size][];
    const filled = cases.map(([from, to]) => [from, to, Array.from({ length: from[0] * from[1] }, () => random.int(256))] as const);
    const lines = execFileSync(python, ['-c', pillow], { input: JSON.stringify(filled), maxBuffer: 1 << 26 }).toString().trim().split('\n');
    expect(lines).toHaveLength(120);
    filled.forEach(([from, to, pixels], i) => {
      expect([...resize(pixels, from, to)], `${from.join('×')} to ${to.join('×')}`).toEqual(JSON.parse(lines[i] ?? ''));
    });
  });
});
