// How images become what the Input node asks for: the size, and the numbers that pixels stand for.

import type { Preprocessing } from '../core/data.ts';
import { elementCount, formatShape, sameShape } from '../core/shape.ts';
import type { Normalization } from './dataset-kind.ts';
import type { ImageSource } from './image-source.ts';
import { createResizer } from './resize.ts';

type ImageShape = ImageSource['shape'];

/** The Input node asks for what the dataset's images cannot be made into. */
export class PreprocessingError extends Error {
  override readonly name = 'PreprocessingError';
}

/** The size that images of shape `source` get. Throws PreprocessingError where that cannot be. */
export function targetShape(source: ImageShape, preprocessing: Preprocessing): ImageShape {
  const { shape, resize, normalize, std } = preprocessing;
  if (normalize === 'custom' && !(std > 0)) throw new PreprocessingError(`Normalisation needs a standard deviation above 0, received ${std}.`);
  const [channels = 0, height = 0, width = 0] = shape;
  // A flat input takes the pixels of the image as they lie.
  if (shape.length === 1 && channels === elementCount(source)) return source;
  if (shape.length !== 3 || channels !== source[0]) {
    throw new PreprocessingError(`The Input asks for ${formatShape(shape)}; the dataset’s images are ${formatShape(source)}.`);
  }
  if (resize === 'none' && !sameShape(shape, source)) {
    throw new PreprocessingError(`The Input asks for ${formatShape(shape)} without resizing; the dataset’s images are ${formatShape(source)}.`);
  }
  return [channels, height, width];
}

/** The images of `source`, resized as PIL does it, bilinear and antialiased. */
export function resizeImages(source: ImageSource, shape: ImageShape): ImageSource {
  const [channels, height, width] = source.shape;
  if (height === shape[1] && width === shape[2]) return source;
  const resizePlane = createResizer([height, width], [shape[1], shape[2]]);
  const original = new Uint8Array(channels * height * width);
  return {
    ...source,
    shape,
    read(index, out, to) {
      source.read(index, original, 0);
      for (let channel = 0; channel < channels; channel++) {
        resizePlane(original, channel * height * width, out, to + channel * shape[1] * shape[2]);
      }
    },
  };
}

/** Per-channel mean and (population) standard deviation of pixels / 255 over the given images of a flat array. */
export function measurePixels(pixels: Uint8Array, shape: ImageShape, indices: ArrayLike<number>): Normalization {
  const [channels, height, width] = shape;
  const plane = height * width;
  const mean: number[] = [];
  const std: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const histogram = new Float64Array(256);
    for (let i = 0; i < indices.length; i++) {
      const start = ((indices[i] as number) * channels + channel) * plane;
      for (let p = start; p < start + plane; p++) histogram[pixels[p] as number] = (histogram[pixels[p] as number] as number) + 1;
    }
    const total = indices.length * plane;
    const average = histogram.reduce((sum, n, value) => sum + n * value, 0) / total;
    const variance = histogram.reduce((sum, n, value) => sum + n * (value - average) ** 2, 0) / total;
    mean.push(average / 255);
    // Images of one colour have nothing to scale.
    std.push(variance > 0 ? Math.sqrt(variance) / 255 : 1);
  }
  return { mean, std };
}

/** For each channel the network's number for each of the 256 pixel values. */
export function pixelTables({ mean, std }: Normalization): readonly Float32Array[] {
  return mean.map((m, channel) => Float32Array.from({ length: 256 }, (_, value) => (value / 255 - m) / (std[channel] as number)));
}

/**
 * Makes one image from elsewhere (a drawing, a dropped file) what the network was trained on: resized and normalised.
 * `pixels` has the dataset's shape, channels first, 0 to 255.
 */
export function prepareImage(pixels: Uint8Array, shape: ImageShape, preprocessing: Preprocessing, normalization: Normalization): Float32Array {
  const target = targetShape(shape, preprocessing);
  const source = { count: 1, shape, labels: new Uint8Array(1), read: (_: number, out: Uint8Array, to: number) => out.set(pixels, to) };
  const resized = new Uint8Array(elementCount(target));
  resizeImages(source, target).read(0, resized, 0);
  const plane = target[1] * target[2];
  const tables = pixelTables(normalization);
  return Float32Array.from(resized, (value, i) => tables[Math.floor(i / plane)]?.[value] ?? 0);
}
