// The two directions in which a run has moved most: principal components of its path, as in Li et al. 2018, section 7.

import type { WeightSet } from '../core/weights.ts';
import type { Direction } from './weight-plane.ts';

export interface PathDirections {
  /** Of length 1, at right angles; fewer where the path has no second. */
  readonly directions: readonly Direction[];
  /** Share of the path's variance along each, 0 to 1. */
  readonly explained: readonly number[];
}

/** Of the weights named by `keys`, over the points of a path. */
export function pathDirections(path: readonly WeightSet[], keys: readonly string[]): PathDirections {
  const points = path.map((weights) => keys.map((key) => weights[key]?.data ?? new Float32Array()));
  const means = keys.map((_, k) => {
    const mean = new Float64Array(points[0]?.[k]?.length ?? 0);
    for (const point of points) point[k]?.forEach((value, i) => { mean[i] = (mean[i] ?? 0) + value / points.length; });
    return mean;
  });
  // As many points as steps kept, but as many dimensions as weights: the small matrix has the same eigenvalues.
  const gram = points.map((a) => points.map((b) => keys.reduce((sum, _, k) => sum + centredDot(a[k], b[k], means[k]), 0)));
  const total = gram.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const found = largestEigen(gram, 2).filter(({ value }) => value > 1e-9 * total);
  return {
    directions: found.map(({ value, vector }) => new Map(keys.map((key, k): [string, Float64Array] => {
      const direction = new Float64Array(means[k]?.length ?? 0);
      points.forEach((point, n) => point[k]?.forEach((x, i) => {
        direction[i] = (direction[i] ?? 0) + ((vector[n] ?? 0) * (x - (means[k]?.[i] ?? 0))) / Math.sqrt(value);
      }));
      return [key, direction];
    }))),
    explained: found.map(({ value }) => value / total),
  };
}

function centredDot(a: Float32Array | undefined, b: Float32Array | undefined, mean: Float64Array | undefined): number {
  let sum = 0;
  a?.forEach((x, i) => {
    const m = mean?.[i] ?? 0;
    sum += (x - m) * ((b?.[i] ?? 0) - m);
  });
  return sum;
}

interface Eigen {
  readonly value: number;
  readonly vector: readonly number[];
}

/** The largest eigenvalues of a symmetric matrix without negative ones, by power iteration and deflation. */
function largestEigen(matrix: readonly (readonly number[])[], count: number): Eigen[] {
  const found: Eigen[] = [];
  for (let n = 0; n < Math.min(count, matrix.length); n++) {
    let vector = unit(matrix.map((_, i) => Math.cos(1 + i * (n + 1))));
    let value = 0;
    for (let round = 0; round < 1000; round++) {
      const image = matrix.map((row, i) => row.reduce((sum, x, j) => sum + x * (vector[j] ?? 0), 0)
        - found.reduce((sum, eigen) => sum + eigen.value * (eigen.vector[i] ?? 0) * dot(eigen.vector, vector), 0));
      const next = dot(image, vector);
      vector = unit(image);
      const settled = Math.abs(next - value) <= 1e-13 * Math.abs(next);
      value = next;
      if (settled && round > 10) break;
    }
    found.push({ value, vector });
  }
  return found;
}

function unit(values: readonly number[]): number[] {
  const length = Math.sqrt(dot(values, values)) || 1;
  return values.map((value) => value / length);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
}
