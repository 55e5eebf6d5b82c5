// Resizing of 8-bit images, equal to Pillow's Image.resize(..., BILINEAR) bit for bit: a triangle filter that
// widens when shrinking (antialiased), fixed-point coefficients, horizontal pass first, rounding after each.
// Source of the arithmetic: Pillow, src/libImaging/Resample.c.

const precisionBits = 32 - 8 - 2;

/** For each output pixel of one axis: where its window starts, how long it is, and its coefficients. */
interface AxisFilter {
  readonly taps: number;
  readonly start: Int32Array;
  readonly length: Int32Array;
  /** `taps` for each output pixel, scaled by 2^22. */
  readonly coefficients: Int32Array;
}

/** Resizes one plane of `pixels` from offset `from` into `out` at offset `to`. */
export type PlaneResizer = (pixels: Uint8Array, from: number, out: Uint8Array, to: number) => void;

/** Prepares a resizer of height × width planes; not reentrant, it keeps one scratch plane. */
export function createResizer(source: readonly [height: number, width: number], target: readonly [height: number, width: number]): PlaneResizer {
  const [height, width] = source;
  const [outHeight, outWidth] = target;
  // As Pillow: an axis that keeps its size is not filtered at all.
  const across = outWidth === width ? undefined : axisFilter(width, outWidth);
  const down = outHeight === height ? undefined : axisFilter(height, outHeight);
  if (!across && !down) return (pixels, from, out, to) => out.set(pixels.subarray(from, from + height * width), to);
  if (!down) return (pixels, from, out, to) => filterRows(across as AxisFilter, pixels, from, width, height, out, to);
  if (!across) return (pixels, from, out, to) => filterColumns(down, pixels, from, width, out, to);
  const scratch = new Uint8Array(height * outWidth);
  return (pixels, from, out, to) => {
    filterRows(across, pixels, from, width, height, scratch, 0);
    filterColumns(down, scratch, 0, outWidth, out, to);
  };
}

function axisFilter(inSize: number, outSize: number): AxisFilter {
  const scale = inSize / outSize;
  const support = Math.max(1, scale);
  const squeeze = 1 / support;
  const taps = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(outSize);
  const length = new Int32Array(outSize);
  const coefficients = new Int32Array(outSize * taps);
  for (let x = 0; x < outSize; x++) {
    const center = (x + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(inSize, Math.trunc(center + support + 0.5)) - first;
    const weights = Array.from({ length: count }, (_, i) => triangle((i + first - center + 0.5) * squeeze));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    start[x] = first;
    length[x] = count;
    weights.forEach((weight, i) => {
      coefficients[x * taps + i] = Math.trunc(0.5 + (weight / sum) * 2 ** precisionBits);
    });
  }
  return { taps, start, length, coefficients };
}

function triangle(x: number): number {
  return Math.max(0, 1 - Math.abs(x));
}

function filterRows(filter: AxisFilter, pixels: Uint8Array, from: number, width: number, height: number, out: Uint8Array, to: number): void {
  const { taps, start, length, coefficients } = filter;
  const outWidth = start.length;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      const count = length[x] as number;
      let at = from + y * width + (start[x] as number);
      let k = x * taps;
      let sum = 1 << (precisionBits - 1);
      for (let i = 0; i < count; i++) sum += (pixels[at++] as number) * (coefficients[k++] as number);
      out[to + y * outWidth + x] = toByte(sum);
    }
  }
}

function filterColumns(filter: AxisFilter, pixels: Uint8Array, from: number, width: number, out: Uint8Array, to: number): void {
  const { taps, start, length, coefficients } = filter;
  for (let y = 0; y < start.length; y++) {
    const count = length[y] as number;
    const top = from + (start[y] as number) * width;
    for (let x = 0; x < width; x++) {
      let sum = 1 << (precisionBits - 1);
      for (let i = 0; i < count; i++) sum += (pixels[top + i * width + x] as number) * (coefficients[y * taps + i] as number);
      out[to + y * width + x] = toByte(sum);
    }
  }
}

/** The triangle filter has no negative lobe, so a sum only ever leaves the range by rounding up past 255. */
function toByte(sum: number): number {
  return Math.min(255, sum >> precisionBits);
}
