// Which tiles of a long list are drawn, and pictures of examples in colour and grey.

import { describe, expect, test } from 'vitest';
import { paintInput } from '../../../src/ui/lenses/input-image.tsx';
import { tileWindow } from '../../../src/ui/lenses/predictions/tile-window.ts';

const tile = { width: 50, height: 20 };

describe('tiles', () => {
  test('in sight and a row around them are drawn, whole rows at a time', () => {
    expect(tileWindow(1000, tile, { width: 220, height: 60, top: 200 })).toEqual({ columns: 4, first: 36, end: 56 });
  });
  test('end where the list ends', () => {
    expect(tileWindow(10, tile, { width: 220, height: 60, top: 0 })).toEqual({ columns: 4, first: 0, end: 10 });
    expect(tileWindow(10, tile, { width: 220, height: 60, top: 900 }).first).toBe(8);
  });
  test('without room there is one column', () => {
    expect(tileWindow(10, tile, { width: 0, height: 0, top: 0 }).columns).toBe(1);
  });
});

describe('pictures of examples', () => {
  test('three channels are red, green and blue on one scale', () => {
    const out = new Uint8ClampedArray(8);
    paintInput(Float32Array.of(0, 1, 0.5, 0, 0.25, 0), 3, out);
    expect([...out]).toEqual([0, 128, 64, 255, 255, 0, 0, 255]);
  });
  test('of other numbers of channels the first is grey', () => {
    const out = new Uint8ClampedArray(8);
    paintInput(Float32Array.of(-1, 1, 9, 9), 2, out);
    expect([...out]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
  });
});
