// A picture of a digit, prepared as MNIST's were, against NumPy: turned to light ink, cut to its box, averaged down to
// 20 pixels on the longer side, and put with its centre of mass in the middle of 28×28.

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { frameAsMnist } from '../../src/ui/draw/mnist-frame.ts';
import { pictureInk, type Picture } from '../../src/ui/draw/picture.ts';
import { createRandom } from '../../src/core/random.ts';

const reference = `
import json, sys, numpy as np
out = []
for width, height, dark, grey in json.load(sys.stdin):
    ink = np.array(grey, float).reshape(height, width)
    if dark: ink = 255 - ink
    ink = ink - ink.min()
    ys, xs = np.nonzero(ink)
    box = ink[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    h, w = box.shape
    nh, nw = [max(1, int(np.floor(20 * n / max(h, w) + 0.5))) for n in (h, w)]
    def averaging(a, b):
        edges = np.arange(b + 1) * a / b
        covered = np.minimum(edges[1:, None], np.arange(1, a + 1)) - np.maximum(edges[:-1, None], np.arange(a))
        return np.clip(covered, 0, None) / (a / b)
    small = averaging(h, nh) @ box @ averaging(w, nw).T
    mass = small.sum()
    cy = (small.sum(1) * np.arange(nh)).sum() / mass
    cx = (small.sum(0) * np.arange(nw)).sum() / mass
    top, left = [int(np.clip(np.floor(14 - c + 0.5), 0, 28 - n)) for c, n in ((cy, nh), (cx, nw))]
    frame = np.zeros((28, 28)); frame[top:top + nh, left:left + nw] = small
    out.append(frame.reshape(-1).tolist())
print(json.dumps(out))
`;

/** A thick stroke from one random place to another and on to a third, on a sheet of one value. */
function sheet(seed: number): readonly [width: number, height: number, isDark: boolean, grey: number[]] {
  const random = createRandom(seed, 'sheet');
  const [width, height] = [40 + random.int(80), 40 + random.int(80)];
  const isDark = random.unit() < 0.5;
  const points = Array.from({ length: 3 }, () => [random.uniform(8, width - 8), random.uniform(8, height - 8)] as const);
  const radius = random.uniform(2, 5);
  const grey = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const near = Math.min(...[0, 1].map((leg) => distance(x, y, points[leg] ?? [0, 0], points[leg + 1] ?? [0, 0])));
    const ink = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - near)));
    return isDark ? 255 - ink : ink;
  });
  return [width, height, isDark, grey];
}

function distance(x: number, y: number, [ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

it('equals NumPy’s, on light and on dark sheets of any size', () => {
  const sheets = Array.from({ length: 40 }, (_, seed) => sheet(seed));
  const expected = JSON.parse(execFileSync('python3', ['-c', reference], { input: JSON.stringify(sheets), maxBuffer: 1 << 26 }).toString()) as number[][];
  for (const [index, [width, height, , grey]] of sheets.entries()) {
    const picture: Picture = { width, height, rgba: Uint8ClampedArray.from(grey.flatMap((value) => [value, value, value, 255])) };
    const frame = frameAsMnist(pictureInk(picture, false)) ?? new Uint8Array();
    const worst = frame.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[index]?.[i] ?? NaN))), 0);
    expect(worst).toBeLessThanOrEqual(0.5 + 1e-9);
  }
});
