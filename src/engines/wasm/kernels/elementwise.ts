// AssemblyScript. Sums of values, sums over rows, and dropout.

import { at, splat, zero } from './simd';

/** y = a + b, element by element; y may be a or b. */
export function add(a: usize, b: usize, y: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(y + at(i), f32x4.add(v128.load(a + at(i)), v128.load(b + at(i))));
  for (; i < count; i++) store<f32>(y + at(i), load<f32>(a + at(i)) + load<f32>(b + at(i)));
}

/** y = max(0, a + b), element by element; y may be a or b. */
export function addRelu(a: usize, b: usize, y: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(y + at(i), f32x4.max(f32x4.add(v128.load(a + at(i)), v128.load(b + at(i))), splat(0)));
  for (; i < count; i++) store<f32>(y + at(i), max(load<f32>(a + at(i)) + load<f32>(b + at(i)), 0));
}

/** sums[column] = Σ over rows of x[row][column]: the gradient of a bias. Overwrites `sums`, or adds to them where `again` is not 0. */
export function sumRows(x: usize, rows: i32, columns: i32, sums: usize, again: i32): void {
  if (!again) zero(sums, columns);
  for (let row = 0; row < rows; row++) {
    let c = 0;
    for (; c + 4 <= columns; c += 4) v128.store(sums + at(c), f32x4.add(v128.load(sums + at(c)), v128.load(x + at(c))));
    for (; c < columns; c++) store<f32>(sums + at(c), load<f32>(sums + at(c)) + load<f32>(x + at(c)));
    x += at(columns);
  }
}

/**
 * Inverted dropout: y = x·scale where element `first + i` of this step is kept, else x·0, which leaves NaN. The choice
 * is a hash of seed, step and element (the mixer of MurmurHash3), so that it depends on no thread count and the backward
 * pass repeats it; core/dropout-mask.ts says the same.
 * `step` points at the number of the step; an element is dropped where its 32 bits lie below `threshold`.
 */
export function dropout(x: usize, y: usize, first: i32, count: i32, seed: i32, step: usize, threshold: u32, scale: f32): void {
  const key = mix(<u32>seed + mix(<u32>load<i32>(step)));
  for (let i = 0; i < count; i++) {
    const kept = mix(<u32>(first + i) * 0x9e3779b1 + key) >= threshold;
    store<f32>(y + at(i), load<f32>(x + at(i)) * (kept ? scale : 0));
  }
}

@inline
function mix(h: u32): u32 {
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >> 16);
}
