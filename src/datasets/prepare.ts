// From a dataset's two parts to what a run trains and validates on: limits, size, split, normalisation.

import type { LoadRequest, Normalization, PreparedData } from './dataset-kind.ts';
import { firstImages, type ImageSource } from './image-source.ts';
import { createPacer } from './pacer.ts';
import { createExamples, createPixelStore, type PixelStore } from './pixel-store.ts';
import { measurePixels, resizeImages, targetShape } from './preprocessing.ts';
import { splitExamples, upTo } from './split.ts';

export interface DatasetParts {
  readonly training: ImageSource;
  readonly test: ImageSource;
  readonly classNames: readonly string[];
  /** `atOnce`: all images are made now and the source is let go. `whenRead`: each when it is first needed. */
  readonly make: 'atOnce' | 'whenRead';
}

/** Prepares the parts as the request asks. Progress runs from 0 to 1. Throws PreprocessingError. */
export async function prepareData(parts: DatasetParts, request: LoadRequest): Promise<PreparedData> {
  const { preprocessing, validation, limits = {} } = request;
  const shape = targetShape(parts.training.shape, preprocessing);
  const storeOf = (images: ImageSource, limit: number | undefined) => createPixelStore(resizeImages(firstImages(images, limit), shape));

  const trainingStore = storeOf(parts.training, limits.training);
  const testStore = validation === 'test' ? storeOf(parts.test, limits.test) : undefined;
  if (parts.make === 'atOnce') await fillStores(testStore ? [trainingStore, testStore] : [trainingStore], request);
  else if (preprocessing.normalize === 'dataset') await fillStores([trainingStore], request);

  return prepareStores(trainingStore, testStore, parts.classNames, request);
}

/** Splits, measures and normalises; validates on a part of the training store where there is no test store. */
export function prepareStores(trainingStore: PixelStore, testStore: PixelStore | undefined, classNames: readonly string[], request: LoadRequest): PreparedData {
  const { preprocessing, validation } = request;
  const { kept, heldOut } = splitExamples(trainingStore.count, validation === 'test' ? 0 : validation, request.seed);
  const normalization = normalizationOf(trainingStore, kept, request);
  const examples = (store: PixelStore, indices: ArrayLike<number>) => createExamples(store, indices, preprocessing.shape, normalization);
  return {
    training: examples(trainingStore, kept),
    validation: testStore ? examples(testStore, upTo(testStore.count)) : examples(trainingStore, heldOut),
    classNames,
    normalization,
  };
}

async function fillStores(stores: readonly PixelStore[], { onProgress, signal }: LoadRequest): Promise<void> {
  const pacer = createPacer(signal);
  const total = stores.reduce((sum, store) => sum + store.count, 0);
  let before = 0;
  for (const store of stores) {
    const start = before;
    await store.fill(pacer, (fraction) => onProgress((start + fraction * store.count) / total, `Preparing ${total.toLocaleString('en')} images`));
    before += store.count;
  }
}

function normalizationOf(store: PixelStore, indices: Uint32Array, { preprocessing }: LoadRequest): Normalization {
  const { normalize, mean, std } = preprocessing;
  if (normalize === 'dataset') return measurePixels(store.pixels, store.shape, indices);
  const each = (value: number) => new Array<number>(store.shape[0]).fill(value);
  return normalize === 'custom' ? { mean: each(mean), std: each(std) } : { mean: each(0), std: each(1) };
}
