// Pictures as a network takes them: light ink on nothing, digits as MNIST framed them, plain pixels at a network's own size.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { frameAsMnist } from '../../src/ui/draw/mnist-frame.ts';
import { centreCut, greyOf, isDarkOnLight, pictureInk, planesOf, type Picture } from '../../src/ui/draw/picture.ts';
import { cameraSentence } from '../../src/ui/controls/use-camera.ts';
import { wantedPixels } from '../../src/ui/lenses/draw/wanted-pixels.ts';
import { sharedData } from '../support/shared-data.ts';

function pictureFrom(width: number, height: number, grey: (i: number) => number): Picture {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) rgba.set([grey(i), grey(i), grey(i), 255], 4 * i);
  return { width, height, rgba };
}

describe('digits', () => {
  const modes = [
    ['light on dark', (ink: number) => ink],
    ['dark on light', (ink: number) => 255 - ink],
    ['dark on a grey of its own', (ink: number) => Math.round(220 - (ink * 190) / 255)],
  ] as const;
  for (const [name, shade] of modes) test(`of MNIST, ${name}, are framed as they were`, (context) => {
    const file = gunzipSync(readFileSync(`${sharedData(context, 'mnist')}/t10k-images-idx3-ubyte.gz`));
    for (let n = 0; n < 60; n++) {
      const image = file.subarray(16 + 784 * n, 16 + 784 * (n + 1));
      const framed = frameAsMnist(pictureInk(pictureFrom(56, 56, (i) => shade(image[28 * Math.floor(i / 112) + ((i % 56) >> 1)] ?? 0)), false)) ?? new Uint8Array();
      const worst = framed.reduce((most, value, i) => Math.max(most, Math.abs(value - (image[i] ?? 0))), 0);
      // A ground that is even is taken away exactly; of the third the ink is fainter, as it was given.
      if (name === 'dark on a grey of its own') expect(worst).toBeLessThanOrEqual(68);
      else expect(worst).toBe(0);
    }
  });

  test('photographed on a ground that is not even have no ink there', () => {
    const isStroke = (i: number) => i % 40 >= 18 && i % 40 < 22 && Math.floor(i / 40) > 8 && Math.floor(i / 40) < 32;
    const photo = pictureFrom(40, 40, (i) => (isStroke(i) ? 40 + (i % 7) : 180 + ((i * 7) % 50)));
    const { pixels } = pictureInk(photo, false);
    for (let i = 0; i < 1600; i++) expect((pixels[i] ?? 0) > 0).toBe(isStroke(i));
  });

  test('are turned over when asked', () => {
    const picture = pictureFrom(4, 4, (i) => (i === 5 ? 255 : 0));
    expect([...pictureInk(picture, false).pixels as Uint8Array][5]).toBe(255);
    expect([...pictureInk(picture, true).pixels as Uint8Array][5]).toBe(0);
  });
});

test('what is not opaque lies on white, and the edge tells which is ground', () => {
  const clear: Picture = { width: 1, height: 1, rgba: Uint8ClampedArray.of(0, 0, 0, 0) };
  expect([...greyOf(clear)]).toEqual([255]);
  // PIL: Image.new("RGB", (1, 1), (200, 100, 50)).convert("L") is 124.
  expect([...greyOf({ width: 1, height: 1, rgba: Uint8ClampedArray.of(200, 100, 50, 255) })]).toEqual([124]);
  expect(isDarkOnLight(Uint8Array.of(255, 255, 255, 255, 0, 255, 255, 255, 255), 3, 3)).toBe(true);
});

test('planes are channels first', () => {
  const picture: Picture = { width: 2, height: 1, rgba: Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255) };
  expect([...planesOf(picture, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  expect(planesOf(picture, 1)).toHaveLength(2);
});

test('a cut from the middle has the wanted shape', () => {
  expect(centreCut({ width: 400, height: 300 }, 32, 32)).toEqual({ left: 50, top: 0, width: 300, height: 300 });
  expect(centreCut({ width: 100, height: 300 }, 20, 10)).toEqual({ left: 0, top: 125, width: 100, height: 50 });
});

describe('what a network wants', () => {
  const digits = Array.from({ length: 10 }, (_, i) => String(i));
  test('are digits where it reads digits, whatever its own size', () => {
    expect(wantedPixels([1, 16, 16], [1, 28, 28], digits)).toEqual({ shape: [1, 28, 28], framing: 'digit' });
    expect(wantedPixels([784], [1, 28, 28], digits)).toEqual({ shape: [1, 28, 28], framing: 'digit' });
  });
  test('are plain pixels of its own size otherwise, or of the dataset where it is flat', () => {
    expect(wantedPixels([3, 24, 24], [3, 32, 32], ['cat', 'dog'])).toEqual({ shape: [3, 24, 24], framing: 'plain' });
    expect(wantedPixels([784], [1, 28, 28], ['shirt', 'coat'])).toEqual({ shape: [1, 28, 28], framing: 'plain' });
  });
  test('is nothing where it takes no pictures', () => {
    expect(wantedPixels([2], [2], ['a', 'b'])).toEqual({ obstacle: 'The network takes 2, which is no picture; expected 1 or 3 channels, height and width.' });
  });
});

test('a camera that is not there is told in a sentence', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name });
  expect(cameraSentence(named('NotAllowedError'), 'draw')).toBe('The camera was not allowed; allow it for this page in the browser, or draw.');
  expect(cameraSentence(named('NotFoundError'), 'draw')).toBe('There is no camera on this device; draw.');
  expect(cameraSentence(new Error('no devices'), 'draw')).toContain('needs https or localhost');
});
