// The sprite that tfjs's examples publish for browsers: a PNG with one 28×28 image a row (784 pixels), and labels
// one-hot, ten bytes an example. 65,000 examples: 55,000 to train on, then 10,000 to test.

import type { LoadRequest } from './dataset-kind.ts';
import { DataFormatError } from './idx.ts';
import { imagesInMemory, type ImageSource } from './image-source.ts';
import type { MnistEdition } from './mnist-format.ts';
import { DataUnavailableError, type Bytes, type GreyImage, type RawFile } from './sources.ts';

export interface SpriteEdition {
  readonly images: RawFile;
  readonly labels: RawFile;
  readonly trainingCount: number;
  readonly testCount: number;
}

const side = 28;

/** Reads a sprite's parts; `missing` is why the IDX files could not be had, told along where the sprite cannot either. */
export async function readSprite({ info, sprite }: MnistEdition, request: LoadRequest, missing: DataUnavailableError): Promise<{ training: ImageSource; test: ImageSource }> {
  const { sources, onProgress, signal } = request;
  const decodeImage = sources.decodeImage;
  const count = sprite.trainingCount + sprite.testCount;
  if (!decodeImage) throw missing;
  try {
    onProgress(0, `Reading ${info.name}: labels of the sprite`);
    const options = signal ? { signal } : {};
    const labels = await sources.read(sprite.labels, async (bytes) => readOneHotLabels(sprite.labels.name, bytes, count, info.classNames.length), options);
    onProgress(0.02, `Reading ${info.name}: sprite`);
    const pixels = await sources.read(sprite.images, async (bytes) => requireRows(sprite.images.name, await decodeImage(bytes), count), options);
    const part = (from: number, to: number) => imagesInMemory([1, side, side], pixels.subarray(from * side * side, to * side * side), labels.subarray(from, to));
    return { training: part(0, sprite.trainingCount), test: part(sprite.trainingCount, count) };
  } catch (error) {
    if (error instanceof DataUnavailableError) throw new DataUnavailableError(info.name, [...missing.attempts, ...error.attempts]);
    throw error;
  }
}

/** Class indices from one-hot rows of bytes. Throws DataFormatError with `name`. */
export function readOneHotLabels(name: string, bytes: Bytes, count: number, classes: number): Uint8Array {
  if (bytes.length !== count * classes) {
    throw new DataFormatError(`${name} should hold ${count} one-hot labels of ${classes} bytes, ${count * classes} bytes; received ${bytes.length}.`);
  }
  return Uint8Array.from({ length: count }, (_, example) => {
    const row = bytes.subarray(example * classes, (example + 1) * classes);
    const label = row.indexOf(1);
    if (label < 0 || row.some((value, index) => value !== Number(index === label))) {
      throw new DataFormatError(`${name} has no one-hot label at example ${example}: received ${row.join(' ')}.`);
    }
    return label;
  });
}

function requireRows(name: string, image: GreyImage, count: number): Uint8Array {
  if (image.width !== side * side || image.height !== count) {
    throw new DataFormatError(`${name} should be ${side * side} pixels wide and ${count} high; received ${image.width} and ${image.height}.`);
  }
  return image.pixels;
}
