// Draws one handwriting-like digit as MNIST shows it: 28×28, ink bright on dark, fitted into 20×20, centred by mass.
// Seed and index name an image; the label is index modulo 10.

import { createRandom, type Random } from '../../core/random.ts';
import { inkPath, traceStroke, type Path, type StrokePoints } from './pen.ts';
import { skeletons } from './skeletons.ts';

export const digitSide = 28;
/** MNIST's box; `fieldSide` holds whole digits while their mass is measured. */
const boxSide = 20;

interface ParsedStyle {
  readonly weight: number;
  readonly poses: readonly (readonly StrokePoints[])[];
}

const styles: readonly (readonly ParsedStyle[])[] = skeletons.map((digit) =>
  digit.map(({ weight, poses }) => ({ weight, poses: poses.map((pose) => pose.split('|').map(parseStroke)) })));

function parseStroke(text: string): StrokePoints {
  const points = text.trim().split(' ');
  return {
    xy: Float64Array.from(points.flatMap((point) => point.replace('!', '').split(',').map((percent) => Number(percent) / 100))),
    corners: points.map((point) => point.endsWith('!')),
  };
}

/** The digit that `drawDigit` draws for an index: all ten in turn. */
export function digitLabel(index: number): number {
  return index % 10;
}

/** Draws image `index` of a seed into `out` at offset `to`, 784 bytes. */
export function drawDigit(seed: number, index: number, out: Uint8Array, to: number): void {
  const random = createRandom(seed, `digit ${index}`);
  const paths = chooseStrokes(styles[digitLabel(index)] ?? [], random).map(traceStroke);
  distort(paths, random);
  const pen = choosePen(random);
  fitIntoBox(paths, boxSide - 2 * pen.radius);
  const radii = paths.map((path) => pressure(path, pen, random));
  centre(paths, radii);
  const grid = new Float32Array(digitSide * digitSide);
  paths.forEach((path, i) => inkPath(grid, digitSide, path, radii[i] as Float64Array, pen.softness));
  for (let i = 0; i < grid.length; i++) out[to + i] = Math.round(255 * Math.min(1, (grid[i] as number) * pen.ink));
}

/** A style by its weight, a random mixture of its poses, and a shaky hand. */
function chooseStrokes(digit: readonly ParsedStyle[], random: Random): StrokePoints[] {
  const total = digit.reduce((sum, style) => sum + style.weight, 0);
  let pick = random.uniform(0, total);
  const style = digit.find(({ weight }) => (pick -= weight) < 0) ?? (digit[0] as ParsedStyle);
  // Cubed, so that one pose mostly leads.
  const shares = style.poses.map(() => (-Math.log(1 - random.unit())) ** 3);
  const sum = shares.reduce((a, b) => a + b, 0);
  const shake = 0.008 + 0.024 * random.unit() ** 2;
  return (style.poses[0] ?? []).map(({ corners }, stroke) => {
    const xy = new Float64Array(2 * corners.length);
    for (let i = 0; i < xy.length; i++) {
      const mixed = style.poses.reduce((value, pose, p) => value + ((shares[p] as number) / sum) * (pose[stroke]?.xy[i] ?? 0), 0);
      xy[i] = mixed + random.normal(0, shake);
    }
    return { xy, corners };
  });
}

/** Bends, stretches, slants and turns a digit of height 1, the same for all its strokes. */
function distort(paths: readonly Path[], random: Random): void {
  const rise = Math.exp(random.normal(0, 0.25));
  const taper = random.normal(0, 0.3);
  const bend = random.normal(0, 0.25);
  const aspect = Math.exp(random.normal(0, 0.3));
  const slant = random.normal(0.15, 0.35);
  const turn = random.normal(0, 0.16);
  const waveX = wave(random);
  const waveY = wave(random);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const rawY = path[i + 1] as number;
      const v = Math.sign(rawY) * Math.abs(rawY) ** rise - 0.5;
      const u = ((path[i] as number) - 0.32) * aspect * (1 + taper * v) + bend * (v * v - 0.1);
      const x = u + waveX(u, v) - slant * v;
      const y = v + waveY(u, v);
      path[i] = cos * x - sin * y;
      path[i + 1] = sin * x + cos * y;
    }
  }
}

/** An elastic displacement: two slow waves over the paper. */
function wave(random: Random): (x: number, y: number) => number {
  const parts = [0.05, 0.03].map((size, i) => ({
    size: random.normal(0, size),
    fx: random.normal(0, 3 * (i + 1)),
    fy: random.normal(0, 3 * (i + 1)),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  return (x, y) => parts.reduce((sum, { size, fx, fy, phase }) => sum + size * Math.sin(fx * x + fy * y + phase), 0);
}

interface Pen {
  /** In pixels. */
  readonly radius: number;
  readonly softness: number;
  readonly ink: number;
  /** How much the radius changes along a stroke, as a fraction. */
  readonly unevenness: number;
}

function choosePen(random: Random): Pen {
  return {
    radius: Math.min(2.4, Math.max(0.55, 1.25 * Math.exp(random.normal(0, 0.3)))),
    softness: random.uniform(0.7, 1.3),
    ink: random.uniform(0.95, 1.15),
    unevenness: Math.abs(random.normal(0, 0.15)),
  };
}

function pressure(path: Path, pen: Pen, random: Random): Float64Array {
  const frequency = random.uniform(0.05, 0.25);
  const phase = random.uniform(0, 2 * Math.PI);
  return Float64Array.from({ length: path.length / 2 }, (_, i) => pen.radius * (1 + pen.unevenness * Math.sin(frequency * i + phase)));
}

/** Scales to `size` pixels, the longer side filling it. */
function fitIntoBox(paths: readonly Path[], size: number): void {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const path of paths) {
    path.forEach((value, i) => {
      low[i % 2] = Math.min(low[i % 2] as number, value);
      high[i % 2] = Math.max(high[i % 2] as number, value);
    });
  }
  const scale = size / Math.max((high[0] as number) - (low[0] as number), (high[1] as number) - (low[1] as number));
  for (const path of paths) path.forEach((value, i) => { path[i] = value * scale; });
}

/** Moves the ink's centre of mass to the middle of the image; ink is length times width. */
function centre(paths: readonly Path[], radii: readonly Float64Array[]): void {
  let mass = 0;
  const moment = [0, 0];
  paths.forEach((path, p) => {
    for (let i = 0; i + 3 < path.length; i += 2) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = path.subarray(i, i + 4);
      const part = Math.hypot(x1 - x0, y1 - y0) * (radii[p]?.[i / 2] ?? 0);
      mass += part;
      moment[0] = (moment[0] as number) + (part * (x0 + x1)) / 2;
      moment[1] = (moment[1] as number) + (part * (y0 + y1)) / 2;
    }
  });
  for (const path of paths) path.forEach((value, i) => { path[i] = value + digitSide / 2 - (moment[i % 2] as number) / mass; });
}
