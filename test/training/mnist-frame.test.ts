// Drawings framed as MNIST's: the real MNIST digits, moved and enlarged, must come back as they were.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameAsMnist, frameSide, type GreyDrawing } from '../../src/ui/draw/mnist-frame.ts';
import { sharedData } from '../support/shared-data.ts';

const size = frameSide * frameSide;

/** An image enlarged by a whole number and put somewhere on an empty pad. */
function redraw(image: Uint8Array, times: number, side: number, left: number, top: number): GreyDrawing {
  const pixels = new Uint8Array(side * side);
  for (let y = 0; y < frameSide * times; y++) {
    for (let x = 0; x < frameSide * times; x++) {
      const ink = image[Math.floor(y / times) * frameSide + Math.floor(x / times)] ?? 0;
      if (ink > 0) pixels[(top + y) * side + left + x] = ink;
    }
  }
  return { width: side, height: side, pixels };
}

describe('against the real MNIST', () => {
  test('digits enlarged fivefold and moved about come back as they were', (context) => {
    const file = gunzipSync(readFileSync(`${sharedData(context, 'mnist')}/t10k-images-idx3-ubyte.gz`));
    for (let i = 0; i < 1000; i++) {
      const image = file.subarray(16 + i * size, 16 + (i + 1) * size);
      const framed = frameAsMnist(redraw(image, 5, 200, 7 + (i % 13), 3 + (i % 29))) ?? [];
      expect([...framed]).toEqual([...image]);
    }
  });
});

describe('the frame of any drawing', () => {
  const drawings = fc.record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    ink: fc.array(fc.record({ at: fc.nat(1599), value: fc.integer({ min: 1, max: 255 }) }), { minLength: 1, maxLength: 40 }),
  }).map(({ width, height, ink }) => {
    const pixels = new Uint8Array(width * height);
    for (const { at, value } of ink) pixels[at % pixels.length] = value;
    return { width, height, pixels };
  });

  test('fills a box of 20 pixels on its longer side, whole within 28×28, with as much grey as it had', () => {
    fc.assert(fc.property(drawings, (drawing) => {
      const frame = frameAsMnist(drawing) ?? new Uint8Array();
      expect(frame).toHaveLength(size);
      const inked = (i: number) => (drawing.pixels[i] ?? 0) > 0;
      const extent = (of: (i: number) => number) => {
        const places = [...drawing.pixels.keys()].filter(inked).map(of);
        return Math.max(...places) - Math.min(...places) + 1;
      };
      const width = extent((i) => i % drawing.width);
      const height = extent((i) => Math.floor(i / drawing.width));
      const box = [width, height].map((length) => Math.max(1, Math.round((20 * length) / Math.max(width, height))));
      const mean = drawing.pixels.reduce((a, b) => a + b, 0) / (width * height);
      const total = frame.reduce((a, b) => a + b, 0);
      // Averaging areas keeps the mean ink of the box; rounding moves each pixel by at most a half.
      expect(Math.abs(total / ((box[0] ?? 1) * (box[1] ?? 1)) - mean)).toBeLessThanOrEqual(0.5);
    }));
  });

  test('does not depend on where it was drawn', () => {
    fc.assert(fc.property(drawings, fc.nat(20), fc.nat(20), (drawing, right, down) => {
      const width = drawing.width + right;
      const moved = { width, height: drawing.height + down, pixels: new Uint8Array(width * (drawing.height + down)) };
      drawing.pixels.forEach((ink, i) => {
        moved.pixels[(Math.floor(i / drawing.width) + down) * width + (i % drawing.width) + right] = ink;
      });
      expect(frameAsMnist(moved)).toEqual(frameAsMnist(drawing));
    }));
  });

  test('is nothing where nothing is drawn', () => {
    expect(frameAsMnist({ width: 3, height: 2, pixels: new Uint8Array(6) })).toBeUndefined();
  });
});
