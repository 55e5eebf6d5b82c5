// AssemblyScript. Moving values without arithmetic: axis orders, padding, joining and splitting channels.

import { at, zero } from './simd';

/** y[n][column][row] = x[n][row][column] for each of `images` matrices: between channels first and channels last. */
export function transposeImages(x: usize, y: usize, images: i32, rows: i32, columns: i32): void {
  for (let n = 0; n < images; n++) {
    for (let column = 0; column < columns; column++) {
      let p = x + at(column);
      for (let row = 0; row < rows; row++) {
        store<f32>(y, load<f32>(p));
        p += at(columns);
        y += 4;
      }
    }
    x += at(rows * columns);
  }
}

/** Puts every image [height][width][channels] into a zeroed one of paddedHeight×paddedWidth at row `top`, column `left`. */
export function padImages(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, top: i32, left: i32, paddedHeight: i32, paddedWidth: i32,
): void {
  zero(y, images * paddedHeight * paddedWidth * channels);
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < height; row++) {
      const target = y + at(((n * paddedHeight + row + top) * paddedWidth + left) * channels);
      memory.copy(target, x + at((n * height + row) * width * channels), at(width * channels));
    }
  }
}

/** The adjoint of `padImages`: cuts the middle out again. */
export function cropImages(
  y: usize, x: usize, images: i32, height: i32, width: i32, channels: i32, top: i32, left: i32, paddedHeight: i32, paddedWidth: i32,
): void {
  for (let n = 0; n < images; n++) {
    for (let row = 0; row < height; row++) {
      const source = y + at(((n * paddedHeight + row + top) * paddedWidth + left) * channels);
      memory.copy(x + at((n * height + row) * width * channels), source, at(width * channels));
    }
  }
}

/** Copies `channels` floats of each of `pixels` pixels; source and target pixels are `fromStep` and `toStep` floats apart. */
export function copyChannels(from: usize, to: usize, pixels: i32, channels: i32, fromStep: i32, toStep: i32): void {
  for (let i = 0; i < pixels; i++) {
    memory.copy(to, from, at(channels));
    from += at(fromStep);
    to += at(toStep);
  }
}
