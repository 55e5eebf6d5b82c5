// Digits: the same images for ever, like MNIST in what can be measured, any number of them.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digits, drawnDigits } from '../../src/datasets/digits.ts';
import { digitLabel, digitSide, drawDigit } from '../../src/datasets/digits/draw-digit.ts';
import { skeletons } from '../../src/datasets/digits/skeletons.ts';
import { allInputs, allLabels, memorySources, plain28, request } from './memory-sources.ts';

const size = digitSide * digitSide;
const sources = memorySources({});

/** Images 0 … count - 1 of a seed, one after another. */
function contactSheet(seed: number, count: number): Uint8Array {
  const sheet = new Uint8Array(count * size);
  for (let index = 0; index < count; index++) drawDigit(seed, index, sheet, index * size);
  return sheet;
}

const sheet = contactSheet(5, 2000);
const image = (index: number) => sheet.subarray(index * size, (index + 1) * size);

describe('drawDigit', () => {
  it('draws the same images as ever: seed and index name an image', () => {
    // Changes when the drawing changes, and then what was learned on Digits before is not comparable: say so in the changelog.
    expect(createHash('sha256').update(contactSheet(1, 100)).digest('hex')).toBe('a31918ab89d3fd6d63573144a93f30331ecd56be961946070f81e6e2419300fc');
  });

  it('draws an image alone as it does in a row', () => {
    const alone = new Uint8Array(size);
    drawDigit(5, 1234, alone, 0);
    expect(alone).toEqual(image(1234));
  });

  it('draws no image twice, for other indices and other seeds', () => {
    const hashes = [sheet, contactSheet(6, 500)].flatMap((images) =>
      Array.from({ length: images.length / size }, (_, i) => createHash('sha1').update(images.subarray(i * size, (i + 1) * size)).digest('hex')));
    expect(new Set(hashes).size).toBe(2500);
  });

  it('has MNIST’s brightness, over all and digit by digit', () => {
    const brightness = (images: number[]) => images.reduce((sum, index) => sum + image(index).reduce((a, b) => a + b, 0), 0) / images.length / size / 255;
    const all = Array.from({ length: 2000 }, (_, i) => i);
    // MNIST's training part: 0.1307 over all; 0.173 for zeros and 0.076 for ones are its extremes.
    expect(brightness(all)).toBeGreaterThan(0.12);
    expect(brightness(all)).toBeLessThan(0.14);
    const mnist = [0.173, 0.076, 0.149, 0.141, 0.121, 0.129, 0.137, 0.115, 0.150, 0.123];
    mnist.forEach((expected, digit) => {
      const ours = brightness(all.filter((index) => digitLabel(index) === digit));
      expect(Math.abs(ours - expected), `digit ${digit}: ${ours}`).toBeLessThan(0.02);
    });
  });

  it('has the centre of mass in the middle pixel, as MNIST does', () => {
    for (let index = 0; index < 2000; index++) {
      let mass = 0, x = 0, y = 0;
      image(index).forEach((ink, at) => {
        mass += ink;
        x += ink * (at % digitSide);
        y += ink * Math.floor(at / digitSide);
      });
      // Half a pixel, and what rounding to bytes and full ink add.
      expect(Math.abs(x / mass - 14), `image ${index}`).toBeLessThan(0.6);
      expect(Math.abs(y / mass - 14), `image ${index}`).toBeLessThan(0.6);
    }
  });

  it('fits the ink into 20×20 pixels and fills one side', () => {
    for (let index = 0; index < 2000; index++) {
      const inked = [...image(index)].flatMap((ink, at) => (ink >= 128 ? [at] : []));
      const extent = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
      const longer = Math.max(extent(inked.map((at) => at % digitSide)), extent(inked.map((at) => Math.floor(at / digitSide))));
      expect(longer, `image ${index}`).toBeLessThanOrEqual(21);
      expect(longer, `image ${index}`).toBeGreaterThanOrEqual(17);
    }
  });

  it('writes with pens from thin to thick', () => {
    const means = Array.from({ length: 200 }, (_, i) => image(10 * i + 1).reduce((a, b) => a + b, 0) / size / 255);
    expect(Math.min(...means)).toBeLessThan(0.05);
    expect(Math.max(...means)).toBeGreaterThan(0.11);
  });
});

describe('skeletons', () => {
  it('have every digit, and poses of a style that can be mixed', () => {
    expect(skeletons).toHaveLength(10);
    const outline = (pose: string) => pose.split('|').map((stroke) => stroke.trim().split(' ').map((point) => (point.endsWith('!') ? '!' : '.')).join('')).join('|');
    for (const [digit, styles] of skeletons.entries()) {
      for (const { poses, weight } of styles) {
        expect(weight).toBeGreaterThan(0);
        expect(poses.map(outline), `digit ${digit}`).toEqual(poses.map(() => outline(poses[0] ?? '')));
        for (const pose of poses) expect(pose, `digit ${digit}`).toMatch(/^-?\d+,-?\d+!?( (\| )?-?\d+,-?\d+!?)+$/);
      }
    }
  });
});

describe('the dataset', () => {
  it('gives any number, all classes equally often', async () => {
    const { training, validation, classNames } = await digits.load(request({ sources, limits: { training: 25_000, test: 300 } }));
    expect([training.count, validation.count]).toEqual([25_000, 300]);
    const labels = allLabels(training);
    expect(classNames.map((_, digit) => labels.filter((label) => label === digit).length)).toEqual(new Array(10).fill(2500));
  });

  it('draws as many as it says unless told otherwise, others to train on than to test on', async () => {
    const { training, validation } = await digits.load(request({ sources }));
    expect([training.count, validation.count]).toEqual([20_000, 2_000]);
    const [a, b] = [new Float32Array(size), new Float32Array(size)];
    training.readInputs([0], a);
    validation.readInputs([0], b);
    expect(a).not.toEqual(b);
  });

  it('is the same for every run’s seed, so that runs compare', async () => {
    const [a, b] = await Promise.all([1, 2].map((seed) => digits.load(request({ sources, seed, limits: { training: 20, test: 5 } }))));
    expect(a && allInputs(a.training)).toEqual(b && allInputs(b.training));
  });

  it('gives 28×28 as drawn and 16×16 resized, labels with them', async () => {
    const expected = new Uint8Array(size);
    drawnDigits(1, 100).read(37, expected, 0);
    const { training } = await digits.load(request({ sources, limits: { training: 100 }, preprocessing: plain28 }));
    const out = new Float32Array(size);
    training.readInputs([37], out);
    expect(Array.from(out, (value) => Math.round(value * 255))).toEqual([...expected]);
    expect(allLabels(training)[37]).toBe(7);

    const small = await digits.load(request({ sources, limits: { training: 100 }, preprocessing: { ...plain28, shape: [1, 16, 16], resize: 'bilinear' } }));
    const total = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(small.training.shape).toEqual([1, 16, 16]);
    expect(total(allInputs(small.training))).toBeCloseTo(total(allInputs(training)), 2);
  });
});
