// Changes training images at random, in place, as the network takes them.

import { isAugmented, type Augmentation } from './augmentation.ts';
import type { Random } from './random.ts';
import type { Shape } from './shape.ts';

/** Changes `count` images, one after another, in place. */
export type Augment = (images: Float32Array, count: number, random: Random) => void;

/**
 * Augments images of [channels, height, width] that were normalised as told; undefined where nothing is to be done. Every image takes the same
 * number of draws, whatever they bring, and what comes in from outside is black.
 */
export function createAugment(augmentation: Augmentation | undefined, shape: Shape, normalization: { readonly mean: readonly number[]; readonly std: readonly number[] }): Augment | undefined {
  if (!isAugmented(augmentation) || shape.length !== 3) return undefined;
  const [channels = 1, height = 1, width = 1] = shape;
  const { noise = 0, cutOut = 0 } = augmentation;
  const plane = height * width;
  const black = Array.from({ length: channels }, (_, channel) => -(normalization.mean[channel] ?? 0) / (normalization.std[channel] ?? 1));
  const spread = Array.from({ length: channels }, (_, channel) => noise / (normalization.std[channel] ?? 1));
  const source = new Float32Array(channels * plane);
  return (images, count, random) => {
    for (let n = 0; n < count; n++) {
      const image = images.subarray(n * channels * plane, (n + 1) * channels * plane);
      const { matrix, isIdentity } = drawMatrix(augmentation, height, width, random);
      if (!isIdentity) {
        source.set(image);
        for (let c = 0; c < channels; c++) warp(source.subarray(c * plane, (c + 1) * plane), image.subarray(c * plane, (c + 1) * plane), height, width, matrix, black[c] as number);
      }
      if (cutOut > 0) cutSquare(image, shape, cutOut, black, random);
      if (noise > 0) for (let i = 0; i < image.length; i++) image[i] = (image[i] as number) + random.normal(0, spread[Math.floor(i / plane)]);
    }
  };
}

/** From a target pixel (from the middle) to where it comes from: [a, b, dx, c, d, dy], x first. */
type Matrix = readonly [number, number, number, number, number, number];

function drawMatrix({ shift = 0, rotate = 0, scale = 0, flip = false }: Augmentation, height: number, width: number, random: Random): { readonly matrix: Matrix; readonly isIdentity: boolean } {
  const dx = random.uniform(-shift, shift) * width;
  const dy = random.uniform(-shift, shift) * height;
  const angle = (random.uniform(-rotate, rotate) * Math.PI) / 180;
  const factor = 1 / (1 + random.uniform(-scale, scale));
  const isMirrored = random.unit() < 0.5 && flip;
  const mirror = isMirrored ? -1 : 1;
  const [cos, sin] = [Math.cos(angle) * factor, Math.sin(angle) * factor];
  return { matrix: [mirror * cos, mirror * sin, dx, -sin, cos, dy], isIdentity: dx === 0 && dy === 0 && angle === 0 && factor === 1 && !isMirrored };
}

/** Each pixel by bilinear interpolation between the four that it comes from. */
function warp(from: Float32Array, to: Float32Array, height: number, width: number, [a, b, dx, c, d, dy]: Matrix, outside: number): void {
  const [midX, midY] = [(width - 1) / 2, (height - 1) / 2];
  const at = (x: number, y: number) => (x >= 0 && x < width && y >= 0 && y < height ? (from[y * width + x] as number) : outside);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [rx, ry] = [x - midX - dx, y - midY - dy];
      const sx = a * rx + b * ry + midX;
      const sy = c * rx + d * ry + midY;
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      const [fx, fy] = [sx - x0, sy - y0];
      const upper = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
      const lower = at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx;
      to[y * width + x] = upper * (1 - fy) + lower * fy;
    }
  }
}

function cutSquare(image: Float32Array, [channels = 1, height = 1, width = 1]: Shape, share: number, black: readonly number[], random: Random): void {
  const [rows, columns] = [Math.round(share * height), Math.round(share * width)];
  const [top, left] = [random.int(height - rows + 1), random.int(width - columns + 1)];
  for (let c = 0; c < channels; c++) {
    for (let y = top; y < top + rows; y++) image.fill(black[c] as number, (c * height + y) * width + left, (c * height + y) * width + left + columns);
  }
}
