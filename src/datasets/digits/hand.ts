// A hand that writes a digit differently each time: which style, which pose, how slanted, bent and shaky, with which
// pen. The spreads were chosen so that slant, size and stroke width spread as they do in MNIST.

import type { Random } from '../../core/random.ts';
import { traceStroke, type Path, type StrokePoints } from './pen.ts';
import { skeletons, writtenHeights } from './skeletons.ts';

export interface Stroke {
  readonly path: Path;
  /** Half the pen's width at each point. */
  readonly radii: Float64Array;
}

/** A digit on paper; lengths are in units of its height before it was distorted. */
export interface Writing {
  readonly strokes: readonly Stroke[];
  /** Width of the ink's edge, in pixels. */
  readonly softness: number;
  /** Factor on the ink; full ink shows from 1 on. */
  readonly ink: number;
}

interface Style {
  readonly weight: number;
  readonly poses: readonly (readonly StrokePoints[])[];
}

const styles: readonly (readonly Style[])[] = skeletons.map((digit) =>
  digit.map(({ weight, poses }) => ({ weight, poses: poses.map((pose) => pose.split('|').map(parseStroke)) })));

function parseStroke(text: string): StrokePoints {
  const points = text.trim().split(' ');
  return {
    xy: Float64Array.from(points.flatMap((point) => point.replace('!', '').split(',').map((percent) => Number(percent) / 100))),
    corners: points.map((point) => point.endsWith('!')),
  };
}

/** Writes a digit, 0 to 9, as the random numbers have it. */
export function writeDigit(digit: number, random: Random): Writing {
  const paths = poseStrokes(chooseStyle(styles[digit] ?? [], random), random).map(traceStroke);
  distort(paths, random);
  const radius = (0.067 / (writtenHeights[digit] ?? 1)) * Math.exp(spread(random, 0.3));
  const unevenness = Math.abs(random.normal(0, 0.15));
  return {
    strokes: paths.map((path) => ({ path, radii: pressRadii(path.length / 2, radius, unevenness, random) })),
    softness: random.uniform(0.9, 1.3),
    ink: random.uniform(1, 1.2),
  };
}

function chooseStyle(digit: readonly Style[], random: Random): Style {
  let pick = random.uniform(0, digit.reduce((sum, style) => sum + style.weight, 0));
  return digit.find(({ weight }) => (pick -= weight) < 0) ?? (digit[0] as Style);
}

/** A mixture of the style's poses, mostly of one, by a shaky hand. */
function poseStrokes({ poses }: Style, random: Random): StrokePoints[] {
  // Exponential shares are uniform over all mixtures; cubed, one pose leads.
  const shares = poses.map(() => (-Math.log(1 - random.unit())) ** 3);
  const sum = shares.reduce((a, b) => a + b, 0);
  const shake = 0.012 + 0.036 * random.unit() ** 2;
  return (poses[0] ?? []).map(({ corners }, stroke) => {
    const xy = new Float64Array(2 * corners.length);
    for (let i = 0; i < xy.length; i++) {
      const mixed = poses.reduce((value, pose, p) => value + ((shares[p] as number) / sum) * (pose[stroke]?.xy[i] as number), 0);
      xy[i] = mixed + random.normal(0, shake);
    }
    return { xy, corners };
  });
}

/** Bends, stretches, slants and turns all strokes alike, and ripples the paper. */
function distort(paths: readonly Path[], random: Random): void {
  const rise = Math.exp(spread(random, 0.28));
  const taper = spread(random, 0.33);
  const bend = spread(random, 0.28);
  const aspect = Math.exp(spread(random, 0.25));
  const slant = 0.12 + spread(random, 0.3);
  const turn = spread(random, 0.12);
  const rippleX = ripple(random);
  const rippleY = ripple(random);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const height = path[i + 1] as number;
      // Moves what is in the middle up or down, and leaves both ends.
      const v = Math.sign(height) * Math.abs(height) ** rise - 0.5;
      const u = ((path[i] as number) - 0.32) * aspect * (1 + taper * v) + bend * v * v;
      const x = u + rippleX(u, v) - slant * v;
      const y = v + rippleY(u, v);
      path[i] = cos * x - sin * y;
      path[i + 1] = sin * x + cos * y;
    }
  }
}

/** An elastic displacement along one axis: a slow wave over the paper and a quicker, smaller one. */
function ripple(random: Random): (x: number, y: number) => number {
  const waves = [{ size: 0.08, frequency: 3 }, { size: 0.032, frequency: 5 }].map(({ size, frequency }) => ({
    size: random.normal(0, size),
    alongX: random.normal(0, frequency),
    alongY: random.normal(0, frequency),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  return (x, y) => waves.reduce((sum, wave) => sum + wave.size * Math.sin(wave.alongX * x + wave.alongY * y + wave.phase), 0);
}

/** Gaussian, but never beyond two standard deviations. */
function spread(random: Random, std: number): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value * std;
  }
}

/** The pen is pressed more here and less there along a stroke, and its edge is rough. */
function pressRadii(count: number, radius: number, unevenness: number, random: Random): Float64Array {
  const frequency = random.uniform(0.05, 0.25);
  const phase = random.uniform(0, 2 * Math.PI);
  return Float64Array.from({ length: count }, (_, i) => radius * (1 + unevenness * Math.sin(frequency * i + phase) + random.normal(0, 0.08)));
}
