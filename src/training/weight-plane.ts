// A line or a plane through the space of all weights, for the loss landscape: from coordinates to weights and back.

import type { PlanOp } from '../core/plan.ts';
import { createRandom } from '../core/random.ts';
import { weightKey, type WeightSet } from '../core/weights.ts';

/** One number among the weights. */
export interface WeightPlace {
  /** "conv1.weight". */
  readonly key: string;
  readonly index: number;
}

export interface WeightPlane {
  /** Coordinates of the weights that the plane was laid through. */
  readonly here: readonly number[];
  /** The tensors that differ from those, at a point. */
  at(point: readonly number[]): WeightSet;
  /** Coordinates of the point of the plane that is nearest to some weights. */
  project(weights: WeightSet): readonly number[];
}

/** Values by key as a weight set has them; a key that is missing is all zeros. */
export type Direction = ReadonlyMap<string, Float64Array>;

/**
 * One or two weights as axes, all others as they are in `centre`; coordinates are the weights themselves.
 * Throws a sentence where a place does not exist or both are the same.
 */
export function placePlane(centre: WeightSet, places: readonly WeightPlace[]): WeightPlane {
  for (const { key, index } of places) {
    const size = centre[key]?.data.length;
    if (size === undefined) throw new Error(`The network has no weights "${key}"; it has ${Object.keys(centre).join(', ') || 'none'}.`);
    if (!Number.isInteger(index) || index < 0 || index >= size) throw new Error(`"${key}" has ${size} numbers, counted from 0; received ${index}.`);
  }
  const [first, second] = places;
  if (first && second && first.key === second.key && first.index === second.index) throw new Error(`Both axes are ${first.key}[${first.index}]; two different weights are expected.`);
  const project = (weights: WeightSet) => places.map(({ key, index }) => weights[key]?.data[index] ?? NaN);
  return {
    here: project(centre),
    at(point) {
      const moved: Record<string, WeightSet[string]> = {};
      places.forEach(({ key, index }, axis) => {
        const tensor = moved[key] ?? copyOf(centre, key);
        if (!tensor) return;
        tensor.data[index] = point[axis] ?? NaN;
        moved[key] = tensor;
      });
      return moved;
    },
    project,
  };
}

/** Directions as axes; coordinates are steps along them from `centre`, which is at 0. */
export function directionPlane(centre: WeightSet, directions: readonly Direction[]): WeightPlane {
  const gram = directions.map((a) => directions.map((b) => dot(a, b)));
  return {
    here: directions.map(() => 0),
    at(point) {
      const keys = new Set(directions.flatMap((direction) => [...direction.keys()]));
      return Object.fromEntries([...keys].flatMap((key) => {
        const tensor = copyOf(centre, key);
        if (!tensor) return [];
        tensor.data.forEach((value, i) => {
          tensor.data[i] = directions.reduce((sum, direction, axis) => sum + (point[axis] ?? 0) * (direction.get(key)?.[i] ?? 0), value);
        });
        return [[key, tensor]];
      }));
    },
    project: (weights) => solve(gram, directions.map((direction) => along(direction, weights, centre))),
  };
}

/**
 * Random directions whose every filter is as long as the filter of the weights (Li et al., "Visualizing the Loss Landscape of
 * Neural Nets", 2018, section 4); biases and normalisation stay, as in the authors' code, and so does what is frozen.
 */
export function randomDirections(ops: readonly PlanOp[], centre: WeightSet, seed: number): readonly Direction[] {
  return ['first', 'second'].map((name) => new Map(ops.filter(({ frozen }) => !frozen).flatMap(({ id, weights }) => weights
    .filter(({ role, shape }) => role === 'parameter' && shape.length > 1)
    .map((spec): [string, Float64Array] => {
      const key = weightKey(id, spec.name);
      const random = createRandom(seed, `landscape ${name} ${key}`);
      const own = centre[key]?.data ?? new Float32Array();
      const direction = Float64Array.from(own, () => random.normal());
      const filter = own.length / (spec.shape[0] ?? 1);
      for (let start = 0; start < own.length; start += filter) {
        const drawn = direction.subarray(start, start + filter);
        const scale = norm(own.subarray(start, start + filter)) / (norm(drawn) || 1);
        drawn.forEach((value, i) => { drawn[i] = value * scale; });
      }
      return [key, direction];
    }))));
}

/** The keys of what training moves. */
export function trainedKeys(ops: readonly PlanOp[]): string[] {
  return ops.filter(({ frozen }) => !frozen).flatMap(({ id, weights }) => weights.filter(({ role }) => role === 'parameter').map(({ name }) => weightKey(id, name)));
}

function copyOf(weights: WeightSet, key: string): WeightSet[string] | undefined {
  const tensor = weights[key];
  return tensor && { shape: tensor.shape, data: tensor.data.slice() };
}

function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}

function dot(a: Direction, b: Direction): number {
  let sum = 0;
  for (const [key, values] of a) {
    const others = b.get(key);
    if (others) values.forEach((value, i) => { sum += value * (others[i] ?? 0); });
  }
  return sum;
}

/** How far weights lie from `centre` along a direction, times its length squared. */
function along(direction: Direction, weights: WeightSet, centre: WeightSet): number {
  let sum = 0;
  for (const [key, values] of direction) {
    const [now, start] = [weights[key]?.data, centre[key]?.data];
    values.forEach((value, i) => { sum += value * ((now?.[i] ?? NaN) - (start?.[i] ?? NaN)); });
  }
  return sum;
}

/** Least squares: the solution of one or two equations by Cramer's rule; a direction of no length has coordinate 0. */
function solve(gram: readonly (readonly number[])[], right: readonly number[]): number[] {
  const [[a = 0, b = 0] = [], [, d = 0] = []] = gram;
  const [p = 0, q = 0] = right;
  if (gram.length === 1) return [a > 0 ? p / a : 0];
  const determinant = a * d - b * b;
  if (determinant > 1e-12 * a * d) return [(p * d - q * b) / determinant, (q * a - p * b) / determinant];
  return [a > 0 ? p / a : 0, a > 0 ? 0 : d > 0 ? q / d : 0];
}
