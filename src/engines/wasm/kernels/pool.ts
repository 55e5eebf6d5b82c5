// AssemblyScript. Max and average pooling. Which input rows and columns a window covers comes as two tables of triples, one per
// output row or column, already clipped to the image; so one kernel serves every kernel size, stride, padding, and adaptive
// pooling. (first, count, step) for the maximum, (first, count, divisor) for the mean, which divides by the product of both
// divisors. Images are [height][width][channels]; vectors run over channels.

import { at, splat, zero } from './simd';

@inline
function first(table: usize, i: i32): i32 { return load<i32>(table + 12 * <usize>i); }
@inline
function count(table: usize, i: i32): i32 { return load<i32>(table + 12 * <usize>i, 4); }
@inline
function step(table: usize, i: i32): i32 { return load<i32>(table + 12 * <usize>i, 8); }
@inline
function scaleOf(rowTable: usize, r: i32, columnTable: usize, q: i32): f32 {
  return <f32>1 / <f32>(load<i32>(rowTable + 12 * <usize>r, 8) * load<i32>(columnTable + 12 * <usize>q, 8));
}

/** y = the largest value under each window. */
export function maxPool(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32,
  rows: i32, rowTable: usize, columns: i32, columnTable: usize,
): void {
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        const p = x + at((first(rowTable, r) * width + first(columnTable, q)) * channels);
        const high = count(rowTable, r), wide = count(columnTable, q), down = step(rowTable, r) * width, right = step(columnTable, q);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let best = v128.load(p + at(c));
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) best = f32x4.max(best, v128.load(p + at((i * down + j * right) * channels + c)));
          }
          v128.store(y + at(c), best);
        }
        for (; c < channels; c++) {
          let best = load<f32>(p + at(c));
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) best = max(best, load<f32>(p + at((i * down + j * right) * channels + c)));
          }
          store<f32>(y + at(c), best);
        }
        y += at(channels);
      }
    }
    x += at(height * width * channels);
  }
}

/**
 * Gives each dy to the first element of its window, row by row, that is not below the window's maximum y: to the first
 * of all where that is NaN. Overwrites dx.
 */
export function maxPoolGradient(
  x: usize, y: usize, dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32,
  rows: i32, rowTable: usize, columns: i32, columnTable: usize,
): void {
  zero(dx, images * height * width * channels);
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        const corner = at((first(rowTable, r) * width + first(columnTable, q)) * channels);
        const high = count(rowTable, r), wide = count(columnTable, q), down = step(rowTable, r) * width, right = step(columnTable, q);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          const best = v128.load(y + at(c));
          let left = v128.load(dy + at(c));
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) {
              const o = corner + at((i * down + j * right) * channels + c);
              const below = f32x4.lt(v128.load(x + o), best);
              v128.store(dx + o, f32x4.add(v128.load(dx + o), v128.andnot(left, below)));
              left = v128.and(left, below);
            }
          }
        }
        for (; c < channels; c++) {
          const best = load<f32>(y + at(c));
          let left = load<f32>(dy + at(c));
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) {
              const o = corner + at((i * down + j * right) * channels + c);
              if (load<f32>(x + o) < best) continue;
              store<f32>(dx + o, load<f32>(dx + o) + left);
              left = 0;
            }
          }
        }
        y += at(channels);
        dy += at(channels);
      }
    }
    x += at(height * width * channels);
    dx += at(height * width * channels);
  }
}

/** y = the sum under each window by the product of its divisors. */
export function averagePool(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32,
  rows: i32, rowTable: usize, columns: i32, columnTable: usize,
): void {
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        const p = x + at((first(rowTable, r) * width + first(columnTable, q)) * channels);
        const high = count(rowTable, r), wide = count(columnTable, q);
        const scale = scaleOf(rowTable, r, columnTable, q);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let sum = splat(0);
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) sum = f32x4.add(sum, v128.load(p + at((i * width + j) * channels + c)));
          }
          v128.store(y + at(c), f32x4.mul(sum, splat(scale)));
        }
        for (; c < channels; c++) {
          let sum: f32 = 0;
          for (let i = 0; i < high; i++) {
            for (let j = 0; j < wide; j++) sum += load<f32>(p + at((i * width + j) * channels + c));
          }
          store<f32>(y + at(c), sum * scale);
        }
        y += at(channels);
      }
    }
    x += at(height * width * channels);
  }
}

/** Spreads each dy evenly over its window. Overwrites dx. */
export function averagePoolGradient(
  dy: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32,
  rows: i32, rowTable: usize, columns: i32, columnTable: usize,
): void {
  zero(dx, images * height * width * channels);
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < rows; r++) {
      for (let q = 0; q < columns; q++) {
        const p = dx + at((first(rowTable, r) * width + first(columnTable, q)) * channels);
        const high = count(rowTable, r), wide = count(columnTable, q);
        const scale = scaleOf(rowTable, r, columnTable, q);
        for (let i = 0; i < high; i++) {
          for (let j = 0; j < wide; j++) {
            const target = p + at((i * width + j) * channels);
            let c = 0;
            for (; c + 4 <= channels; c += 4) {
              v128.store(target + at(c), f32x4.add(v128.load(target + at(c)), f32x4.mul(v128.load(dy + at(c)), splat(scale))));
            }
            for (; c < channels; c++) store<f32>(target + at(c), load<f32>(target + at(c)) + load<f32>(dy + at(c)) * scale);
          }
        }
        dy += at(channels);
      }
    }
    dx += at(height * width * channels);
  }
}
