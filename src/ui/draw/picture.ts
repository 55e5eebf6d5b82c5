// Pictures from files, the clipboard and the camera as what a network takes: a digit's ink, light on dark, or plain pixels.

import type { GreyDrawing } from './mnist-frame.ts';

/** Red, green, blue and opacity, row by row, as a canvas gives them. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/** Lightness by ITU-R 601, as PIL's convert("L"), on white where it is not opaque. */
export function greyOf({ rgba, width, height }: Picture): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [red = 0, green = 0, blue = 0, alpha = 255] = rgba.subarray(4 * i, 4 * i + 4);
    const grey = (299 * red + 587 * green + 114 * blue) / 1000;
    return Math.round(255 + (grey - 255) * (alpha / 255));
  });
}

/** True where the edge of the picture is rather light: ink is dark then, and must be turned over. */
export function isDarkOnLight(grey: Uint8Array, width: number, height: number): boolean {
  let sum = 0;
  let count = 0;
  grey.forEach((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x > 0 && y > 0 && x < width - 1 && y < height - 1) return;
    sum += value;
    count++;
  });
  return sum / count > 127;
}

/** The ink of a picture, 0 where there is none; what lies behind it is taken away where it is not even already. */
export function pictureInk(picture: Picture, turnOver: boolean): GreyDrawing {
  const { width, height } = picture;
  const grey = greyOf(picture);
  const light = isDarkOnLight(grey, width, height) !== turnOver ? grey.map((value) => 255 - value) : grey;
  return { width, height, pixels: withoutGround(light) };
}

/** A ground of one value needs no cleaning: a digit of MNIST comes out as it is. */
const evenShare = 0.3;

function withoutGround(light: Uint8Array): Uint8Array {
  const histogram = new Float64Array(256);
  for (const value of light) histogram[value] = (histogram[value] ?? 0) + 1;
  const least = histogram.findIndex((count) => count > 0);
  if ((histogram[least] ?? 0) >= evenShare * light.length) return light.map((value) => value - least);
  const low = otsuThreshold(histogram, light.length);
  const most = histogram.findLastIndex((count) => count > 0);
  return light.map((value) => (value <= low ? 0 : Math.round((255 * (value - low)) / Math.max(1, most - low))));
}

/** The threshold that parts the values best in two: Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979. */
function otsuThreshold(histogram: Float64Array, total: number): number {
  const sum = histogram.reduce((all, count, value) => all + count * value, 0);
  let best = 127;
  let most = -1;
  let [below, sumBelow] = [0, 0];
  histogram.forEach((count, value) => {
    below += count;
    sumBelow += count * value;
    if (below === 0 || below === total) return;
    const between = below * (total - below) * (sumBelow / below - (sum - sumBelow) / (total - below)) ** 2;
    if (between <= most) return;
    most = between;
    best = value;
  });
  return best;
}

/** Grey or red, green and blue planes, channels first, of a picture that has the wanted size already. */
export function planesOf(picture: Picture, channels: number): Uint8Array<ArrayBuffer> {
  const size = picture.width * picture.height;
  if (channels !== 3) return new Uint8Array(greyOf(picture));
  return Uint8Array.from({ length: 3 * size }, (_, i) => picture.rgba[4 * (i % size) + Math.floor(i / size)] ?? 0);
}

/** The largest part from the middle that has the shape of `width` by `height`. */
export function centreCut(source: { readonly width: number; readonly height: number }, width: number, height: number): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  const scale = Math.min(source.width / width, source.height / height);
  const cut = { width: width * scale, height: height * scale };
  return { left: (source.width - cut.width) / 2, top: (source.height - cut.height) / 2, ...cut };
}
