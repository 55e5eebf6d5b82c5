// A drawing as MNIST would have stored it: fitted into a 20×20 box, its centre of mass in the middle of 28×28.
// http://yann.lecun.com/exdb/mnist/: "size normalized to fit in a 20x20 pixel box while preserving their aspect
// ratio ... centered in a 28x28 image by computing the center of mass of the pixels".

export const frameSide = 28;
const boxSide = 20;

/** Ink from 0 (none) to 255, row by row. */
export interface GreyDrawing {
  readonly width: number;
  readonly height: number;
  readonly pixels: ArrayLike<number>;
}

/** The 28×28 image of a drawing; undefined where there is no ink. */
export function frameAsMnist(drawing: GreyDrawing): Uint8Array<ArrayBuffer> | undefined {
  const box = inkBox(drawing);
  if (!box) return undefined;
  const scale = boxSide / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const small = shrink(drawing, box, width, height);

  const mass = small.reduce((sum, ink) => sum + ink, 0);
  // MNIST's own images have their centre of mass at pixel 14 of 0 to 27, give or take half a pixel.
  const centreX = small.reduce((sum, ink, i) => sum + ink * (i % width), 0) / mass;
  const centreY = small.reduce((sum, ink, i) => sum + ink * Math.floor(i / width), 0) / mass;
  const left = clamp(Math.round(frameSide / 2 - centreX), 0, frameSide - width);
  const top = clamp(Math.round(frameSide / 2 - centreY), 0, frameSide - height);

  const frame = new Uint8Array(frameSide * frameSide);
  small.forEach((ink, i) => { frame[(top + Math.floor(i / width)) * frameSide + left + (i % width)] = Math.round(ink); });
  return frame;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around all ink. */
function inkBox({ width, height, pixels }: GreyDrawing): Box | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] ?? 0) === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The box resized by averaging areas, so that thin strokes grey rather than vanish. */
function shrink({ width: stride, pixels }: GreyDrawing, box: Box, width: number, height: number): Float64Array {
  const across = spans(box.width, width);
  const down = spans(box.height, height);
  const result = new Float64Array(width * height);
  down.forEach((rows, y) => across.forEach((columns, x) => {
    let sum = 0;
    for (const row of rows) {
      const start = (box.top + row.index) * stride + box.left;
      for (const column of columns) sum += (pixels[start + column.index] ?? 0) * row.share * column.share;
    }
    result[y * width + x] = sum;
  }));
  return result;
}

/** For each of `to` cells the cells of `from` that it covers, with shares that sum to 1. */
function spans(from: number, to: number): { readonly index: number; readonly share: number }[][] {
  const size = from / to;
  return Array.from({ length: to }, (_, cell) => {
    const start = cell * size;
    const end = start + size;
    const first = Math.floor(start);
    const count = Math.min(from, Math.ceil(end)) - first;
    return Array.from({ length: count }, (__, i) => {
      const index = first + i;
      return { index, share: (Math.min(end, index + 1) - Math.max(start, index)) / size };
    });
  });
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
