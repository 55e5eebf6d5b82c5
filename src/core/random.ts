// Seeded randomness: the only source of chance in Convloom, so that a seed names a run.
// Generator: xoshiro128** 1.1 (Blackman, Vigna 2018), seeded through SplitMix32.

export interface Random {
  /** The next 32 random bits as an unsigned integer. */
  bits(): number;
  /** Uniform in [0, 1), 53 bits. */
  unit(): number;
  uniform(low: number, high: number): number;
  /** Gaussian by the Marsaglia polar method. */
  normal(mean?: number, std?: number): number;
  /** Uniform integer in [0, bound). */
  int(bound: number): number;
  /** Shuffles in place (Fisher-Yates). */
  shuffle<T extends { length: number; [index: number]: number }>(items: T): T;
}

/** A stream of random numbers; different `purpose` strings give independent streams of one seed. */
export function createRandom(seed: number, purpose = ''): Random {
  const next = splitMix32((seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b1) ^ hashString(purpose));
  const bits = xoshiro128(next(), next(), next(), next());
  let spare: number | undefined;

  const unit = () => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  const int = (bound: number) => Math.floor(unit() * bound);
  const normal = (mean = 0, std = 1): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return mean + std * value;
    }
    for (;;) {
      const u = 2 * unit() - 1;
      const v = 2 * unit() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * factor;
        return mean + std * u * factor;
      }
    }
  };
  return {
    bits,
    unit,
    int,
    normal,
    uniform: (low, high) => low + (high - low) * unit(),
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = int(i + 1);
        const kept = items[i] as number;
        items[i] = items[j] as number;
        items[j] = kept;
      }
      return items;
    },
  };
}

/** The bare generator from a state that is not all zero: each call gives the next 32 bits as an unsigned integer. */
export function xoshiro128(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
}

/** FNV-1a, 32 bits. */
function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
