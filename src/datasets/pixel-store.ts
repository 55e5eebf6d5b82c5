// Resized pixels as bytes, each image made once: at once, or when it is first read. Examples turn them into the
// network's numbers as they are read, through a table of 256.

import type { ExampleSet } from '../core/data.ts';
import { elementCount, type Shape } from '../core/shape.ts';
import type { Normalization } from './dataset-kind.ts';
import type { ImageSource } from './image-source.ts';
import type { Pacer } from './pacer.ts';
import { pixelTables } from './preprocessing.ts';

export interface PixelStore {
  readonly count: number;
  readonly shape: ImageSource['shape'];
  readonly labels: Uint8Array;
  /** Complete only after `fill`; otherwise images appear here with `require`. */
  readonly pixels: Uint8Array;
  /** Makes one image unless it is there; with the last one lets go of the source. */
  require(index: number): void;
  /** Makes all images. */
  fill(pacer: Pacer, onProgress: (fraction: number) => void): Promise<void>;
}

export function createPixelStore(images: ImageSource): PixelStore {
  const { count, shape, labels } = images;
  const size = elementCount(shape);
  const pixels = new Uint8Array(count * size);
  const present = new Uint8Array(count);
  let source: ImageSource | undefined = images;
  let missing = count;
  const require = (index: number): void => {
    if (!source || present[index] === 1) return;
    source.read(index, pixels, index * size);
    present[index] = 1;
    missing--;
    if (missing === 0) source = undefined;
  };
  return {
    count,
    shape,
    labels,
    pixels,
    require,
    async fill(pacer, onProgress) {
      for (let index = 0; index < count; index++) {
        require(index);
        if (index % 64 === 0) {
          onProgress(index / count);
          await pacer();
        }
      }
      onProgress(1);
    },
  };
}

/** A store of images that are all there already, one after another. */
export function filledStore(shape: ImageSource['shape'], pixels: Uint8Array, labels: Uint8Array): PixelStore {
  return { count: labels.length, shape, labels, pixels, require: () => undefined, fill: async () => undefined };
}

/** Examples over the chosen images of a store; `shape` is what the network calls one. */
export function createExamples(store: PixelStore, indices: ArrayLike<number>, shape: Shape, normalization: Normalization): ExampleSet {
  const { pixels, labels } = store;
  const plane = store.shape[1] * store.shape[2];
  const tables = pixelTables(normalization);
  return {
    count: indices.length,
    shape,
    readInputs(chosen, out) {
      let to = 0;
      for (let i = 0; i < chosen.length; i++) {
        const index = indices[chosen[i] as number] as number;
        store.require(index);
        let from = index * plane * tables.length;
        for (const table of tables) {
          for (const end = from + plane; from < end; from++) out[to++] = table[pixels[from] as number] as number;
        }
      }
    },
    readLabels(chosen, out) {
      for (let i = 0; i < chosen.length; i++) out[i] = labels[indices[chosen[i] as number] as number] as number;
    },
  };
}
