// Augmentation: each change by itself, what random numbers it takes, and what it must not be used on.

import { describe, expect, it } from 'vitest';
import { createAugment } from '../../src/core/augment.ts';
import { augmentationProblems, type Augmentation } from '../../src/core/augmentation.ts';
import { createRandom } from '../../src/core/random.ts';

const plain = { mean: [0, 0], std: [1, 1] };
/** A 9×9 image that is 1 in the given column and 0 elsewhere. */
const column = (at: number) => Float32Array.from({ length: 81 }, (_, i) => Number(i % 9 === at));

function changed(augmentation: Augmentation, image: Float32Array, seed = 1, shape = [1, 9, 9], normalization = plain): Float32Array {
  const out = image.slice();
  createAugment(augmentation, shape, normalization)?.(out, image.length / shape.reduce((a, b) => a * b, 1), createRandom(seed, 'test'));
  return out;
}

/** Where the mass of each image lies across, one number an image. */
const centre = (image: Float32Array) => image.reduce((sum, value, i) => sum + value * (i % 9), 0) / image.reduce((a, b) => a + b, 0);

describe('createAugment', () => {
  it('is nothing where nothing is on, or where there are no images', () => {
    expect(createAugment(undefined, [1, 9, 9], plain)).toBeUndefined();
    expect(createAugment({ shift: 0, flip: false }, [1, 9, 9], plain)).toBeUndefined();
    expect(createAugment({ shift: 0.1 }, [81], plain)).toBeUndefined();
  });

  it('shifts up to its share of the side, the mass with it', () => {
    const moves = Array.from({ length: 200 }, (_, seed) => centre(changed({ shift: 0.3 }, column(4), seed)) - 4);
    expect(Math.max(...moves.map(Math.abs))).toBeLessThanOrEqual(2.7 + 1e-5);
    expect(Math.max(...moves)).toBeGreaterThan(2.3);
    expect(Math.min(...moves)).toBeLessThan(-2.3);
  });

  it('flips half of the images, exactly', () => {
    const images = Float32Array.from(Array.from({ length: 400 }, () => [...column(1)]).flat());
    const out = changed({ flip: true }, images);
    const sides = Array.from({ length: 400 }, (_, n) => centre(out.subarray(81 * n, 81 * n + 81)));
    expect(new Set(sides)).toEqual(new Set([1, 7]));
    expect(Math.abs(sides.filter((side) => side === 7).length - 200)).toBeLessThan(50);
  });

  it('turns about the middle', () => {
    const turned = Array.from({ length: 50 }, (_, seed) => changed({ rotate: 90 }, column(4), seed));
    for (const image of turned) expect(image[40]).toBeCloseTo(1, 5);
    // Some lie nearly across: more mass in the middle row than the single pixel of the column.
    expect(Math.max(...turned.map((image) => image.subarray(36, 45).reduce((a, b) => a + b, 0)))).toBeGreaterThan(5);
  });

  it('scales by its share: a bar of three becomes wider and narrower', () => {
    const bar = Float32Array.from({ length: 81 }, (_, i) => Number(Math.abs((i % 9) - 4) <= 1));
    const widths = Array.from({ length: 100 }, (_, seed) => changed({ scale: 0.5 }, bar, seed).subarray(36, 45).reduce((a, b) => a + b, 0));
    expect(Math.max(...widths)).toBeGreaterThan(4);
    expect(Math.min(...widths)).toBeLessThan(2.2);
  });

  it('adds noise of the deviation that pixels have, whatever the normalisation', () => {
    const std = 0.25;
    const out = changed({ noise: 0.1 }, new Float32Array(81 * 200), 3, [1, 9, 9], { mean: [0.5], std: [std] });
    const deviation = Math.sqrt(out.reduce((sum, value) => sum + value * value, 0) / out.length);
    expect(deviation * std).toBeCloseTo(0.1, 2);
  });

  it('cuts out one black square, in every channel at the same place', () => {
    const out = changed({ cutOut: 1 / 3 }, new Float32Array(162).fill(2), 5, [2, 9, 9], { mean: [0.5, 0.25], std: [0.5, 0.5] });
    const cut = (from: number, black: number) => [...out.subarray(from, from + 81)].flatMap((value, i) => (value === black ? [i] : []));
    expect(cut(0, -1)).toHaveLength(9);
    expect(cut(81, -0.5)).toEqual(cut(0, -1));
  });

  it('fills what comes in from outside with black as it was normalised', () => {
    const out = changed({ shift: 0.5 }, new Float32Array(81).fill(1), 2, [1, 9, 9], { mean: [0.5], std: [0.25] });
    expect(Math.min(...out)).toBe(-2);
  });

  it('is the same for the same seed, another for another', () => {
    const all = { shift: 0.2, rotate: 20, scale: 0.2, flip: true, noise: 0.05, cutOut: 0.2 };
    expect(changed(all, column(4), 7)).toEqual(changed(all, column(4), 7));
    expect(changed(all, column(4), 7)).not.toEqual(changed(all, column(4), 8));
  });
});

describe('augmentationProblems', () => {
  it.each<[Augmentation | undefined, number[], object[]]>([
    [undefined, [3], []],
    [{ shift: 0.1 }, [1, 9, 9], []],
    [{ shift: 0 }, [81], []],
    [{ shift: 0.7 }, [1, 9, 9], [{ code: 'augmentation-invalid', severity: 'error', site: { attr: 'augmentation.shift' }, message: 'shift must be a number from 0 to 0.5, received 0.7' }]],
    [{ flip: true }, [81], [{ code: 'augmentation-needs-images', severity: 'error', site: { attr: 'augmentation' }, message: 'augmentation changes images, and the input takes 81 numbers; expected channels × height × width, or no augmentation' }]],
  ])('of %j on %j', (augmentation, shape, problems) => {
    expect(augmentationProblems(augmentation, shape)).toEqual(problems);
  });
});
