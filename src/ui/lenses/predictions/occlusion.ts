// Which parts of an image a class rests on: a patch is moved over the image, and the map shows how much of the class's
// probability goes where the patch lies. Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014.

import type { Shape } from '../../../core/shape.ts';

/** What a patch shows instead: each channel's least value, or its mean. */
export type Cover = 'least' | 'mean';

export interface OcclusionPlan {
  readonly shape: readonly [channels: number, height: number, width: number];
  /** Side of the patch in pixels. */
  readonly patch: number;
  /** Upper left corners, row after row. Patches at an edge lie wholly inside. */
  readonly corners: readonly { readonly top: number; readonly left: number }[];
}

/** Patches of a fifth of the image, side by side by half of one; undefined where the example is no image. */
export function planOcclusion(shape: Shape): OcclusionPlan | undefined {
  const [channels, height, width] = shape;
  if (channels === undefined || height === undefined || width === undefined || shape.length !== 3) return undefined;
  const patch = Math.max(1, Math.round(Math.min(height, width) / 5));
  const tops = steps(height, patch);
  const lefts = steps(width, patch);
  return { shape: [channels, height, width], patch, corners: tops.flatMap((top) => lefts.map((left) => ({ top, left }))) };
}

/** From 0 to the last place where the patch still fits, both included. */
function steps(size: number, patch: number): number[] {
  const last = size - patch;
  const stride = Math.max(1, Math.floor(patch / 2));
  const all = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return all.at(-1) === last ? all : [...all, last];
}

/** Copies of the image, covered at the corners `first` to `end`, one after another, as the network takes a batch. */
export function coveredCopies({ shape: [channels, height, width], patch, corners }: OcclusionPlan, input: Float32Array, cover: Cover, first: number, end: number): Float32Array {
  const chosen = corners.slice(first, end);
  const plane = height * width;
  const copies = new Float32Array(chosen.length * channels * plane);
  chosen.forEach(({ top, left }, n) => {
    const start = n * channels * plane;
    copies.set(input.subarray(0, channels * plane), start);
    for (let channel = 0; channel < channels; channel++) {
      const value = coverValue(input.subarray(channel * plane, (channel + 1) * plane), cover);
      for (let y = top; y < top + patch; y++) {
        const row = start + channel * plane + y * width + left;
        copies.fill(value, row, row + patch);
      }
    }
  });
  return copies;
}

function coverValue(plane: Float32Array, cover: Cover): number {
  return cover === 'least' ? plane.reduce((a, b) => Math.min(a, b), Infinity) : plane.reduce((a, b) => a + b, 0) / plane.length;
}

/** For each pixel the mean of `drops` over the patches that covered it: above 0 where covering it makes the class less likely. */
export function occlusionMap({ shape: [, height, width], patch, corners }: OcclusionPlan, drops: ArrayLike<number>): Float32Array {
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  corners.forEach(({ top, left }, n) => {
    for (let y = top; y < top + patch; y++) {
      for (let x = left; x < left + patch; x++) {
        sums[y * width + x] = (sums[y * width + x] ?? 0) + (drops[n] ?? 0);
        counts[y * width + x] = (counts[y * width + x] ?? 0) + 1;
      }
    }
  });
  return Float32Array.from(sums, (sum, i) => sum / (counts[i] || 1));
}
