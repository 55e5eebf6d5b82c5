// Round numbers along an axis: steps of 1, 2 or 5 times a power of ten.

/** About `count` round values from `low` to `high`, both inside. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  // The nearest of the steps by ratio: the borders are their geometric means.
  const times = rough / power;
  const step = power * (times < Math.SQRT2 ? 1 : times < Math.sqrt(10) ? 2 : times < Math.sqrt(50) ? 5 : 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Twelve digits hide the rounding of binary fractions.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten from `low` to `high`, with 2 and 5 between them where there are few. */
export function logarithmicTicks(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const times = to - from > 3 ? [1] : [1, 2, 5];
  const all = Array.from({ length: to - from + 1 }, (_, i) => times.map((factor) => Number((factor * 10 ** (from + i)).toPrecision(12)))).flat();
  return all.filter((tick) => tick >= low && tick <= high);
}
