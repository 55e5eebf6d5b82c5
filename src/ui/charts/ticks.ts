// Round numbers along an axis: steps of 1, 2 or 5 times a power of ten, and how they are written.

/** About `count` round values from `low` to `high`, both inside. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  // The nearest of the steps by ratio: the borders are their geometric means.
  const times = rough / power;
  const step = power * (times < Math.SQRT2 ? 1 : times < Math.sqrt(10) ? 2 : times < Math.sqrt(50) ? 5 : 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Twelve digits hide the rounding of binary fractions.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Powers of ten from `low` to `high`: with 2 and 5 between them where that makes no more than twice `most`, and left out by
 * turns where there are more than `most`.
 */
export function logarithmicTicks(low: number, high: number, most = 4): number[] {
  const powers = tensTimes([1], low, high);
  const finer = tensTimes([1, 2, 5], low, high);
  if (powers.length < 2 || finer.length <= 2 * most) {
    // Less than a factor of two wide: there a logarithm is nearly straight.
    return finer.length > 1 ? finer : linearTicks(low, high, 4);
  }
  const stride = Math.ceil(powers.length / Math.max(2, most));
  return powers.filter((_, i) => i % stride === 0);
}

/** Powers of ten times the given factors, inside. */
function tensTimes(factors: readonly number[], low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const count = Math.ceil(Math.log10(high)) - from + 1;
  const all = Array.from({ length: count }, (_, i) => factors.map((factor) => Number((factor * 10 ** (from + i)).toPrecision(12))));
  return all.flat().filter((tick) => tick >= low && tick <= high);
}

/** A round number, short: 0.05, 200, 20 k, 1.5 M, 1 G, 1e-6. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential().replace('e+', 'e');
  if (size < 1e4) return String(value);
  const [unit, name] = size < 1e6 ? [1e3, 'k'] as const : size < 1e9 ? [1e6, 'M'] as const : size < 1e12 ? [1e9, 'G'] as const : [1e12, 'T'] as const;
  return `${Number((value / unit).toPrecision(4))} ${name}`;
}

/** The ticks of one axis in words that differ: short where short ones do. */
export function tickTexts(ticks: readonly number[], format: (value: number) => string = tickText): string[] {
  const short = ticks.map(format);
  return new Set(short).size === short.length ? short : ticks.map(String);
}
