// Own data as a dataset like any other: its pieces are read one after another and go, resized, into the bytes that
// training reads, so that images are in memory once.

import { createResizer } from '../resize.ts';
import type { OwnDatasetInfo } from '../../core/own-data.ts';
import { elementCount } from '../../core/shape.ts';
import type { DatasetKind, LoadRequest, PreparedData } from '../dataset-kind.ts';
import { createPacer } from '../pacer.ts';
import { filledStore, type PixelStore } from '../pixel-store.ts';
import { prepareStores } from '../prepare.ts';
import { PreprocessingError, targetShape } from '../preprocessing.ts';
import { prepareVectors, type VectorSource } from '../vectors.ts';
import { keyOf, readArray, type OwnStorage } from './storage.ts';

type ImageShape = PixelStore['shape'];

export function ownDataset(info: OwnDatasetInfo, storage: OwnStorage): DatasetKind {
  return { ...info, load: (request) => (info.holds === 'images' ? loadImages(info, storage, request) : loadNumbers(info, storage, request)) };
}

async function loadImages(info: OwnDatasetInfo, storage: OwnStorage, request: LoadRequest): Promise<PreparedData> {
  const { preprocessing, validation, limits = {} } = request;
  requireTest(info, request);
  const stored = info.inputShape as ImageShape;
  const shape = targetShape(stored, preprocessing);
  const labels = await readArray(storage, keyOf.labels(info.id), Uint8Array);
  const parts = await readArray(storage, keyOf.parts(info.id), Uint8Array);
  const wanted = (part: 0 | 1, limit = Infinity) => indicesOf(parts, part).slice(0, limit);
  const training = wanted(0, limits.training);
  const test = validation === 'test' ? wanted(1, limits.test) : new Uint32Array(0);
  const storeOf = (indices: Uint32Array) => ({ pixels: new Uint8Array(indices.length * elementCount(shape)), labels: Uint8Array.from(indices, (index) => labels[index] as number) });
  const [trainingStore, testStore] = [storeOf(training), storeOf(test)];
  const places = new Map<number, { readonly into: Uint8Array; readonly at: number }>();
  training.forEach((index, at) => places.set(index, { into: trainingStore.pixels, at }));
  test.forEach((index, at) => places.set(index, { into: testStore.pixels, at }));
  await readPieces(info, storage, request, createImageResizer(stored, shape), places);
  const stores = [filledStore(shape, trainingStore.pixels, trainingStore.labels), filledStore(shape, testStore.pixels, testStore.labels)] as const;
  return prepareStores(stores[0], validation === 'test' ? stores[1] : undefined, info.classNames, request);
}

async function readPieces(
  { id, inputShape, pieceSize, trainingCount, testCount }: OwnDatasetInfo, storage: OwnStorage, { onProgress, signal }: LoadRequest,
  resize: ReturnType<typeof createImageResizer>, places: ReadonlyMap<number, { readonly into: Uint8Array; readonly at: number }>,
): Promise<void> {
  const size = elementCount(inputShape);
  const count = trainingCount + testCount;
  const pacer = createPacer(signal);
  for (let first = 0; first < count; first += pieceSize) {
    const pixels = await readArray(storage, keyOf.piece(id, first / pieceSize), Uint8Array);
    for (let index = first; index < Math.min(first + pieceSize, count); index++) {
      const place = places.get(index);
      if (place) resize(pixels, (index - first) * size, place.into, place.at);
      if (index % 64 === 0) {
        onProgress(index / count, `Preparing ${count.toLocaleString('en')} images`);
        await pacer();
      }
    }
  }
}

/** Writes image number `at` of the target, resized plane by plane. */
function createImageResizer([channels, height, width]: ImageShape, target: ImageShape): (pixels: Uint8Array, from: number, out: Uint8Array, at: number) => void {
  const resizePlane = createResizer([height, width], [target[1], target[2]]);
  const plane = height * width;
  const targetPlane = target[1] * target[2];
  return (pixels, from, out, at) => {
    for (let channel = 0; channel < channels; channel++) resizePlane(pixels, from + channel * plane, out, (at * channels + channel) * targetPlane);
  };
}

async function loadNumbers(info: OwnDatasetInfo, storage: OwnStorage, request: LoadRequest): Promise<PreparedData> {
  requireTest(info, request);
  const { id, classNames, targetNames } = info;
  const size = info.inputShape[0] ?? 0;
  const inputs = await readArray(storage, keyOf.inputs(id), Float32Array);
  const parts = await readArray(storage, keyOf.parts(id), Uint8Array);
  const labels = classNames.length > 0 ? await readArray(storage, keyOf.labels(id), Uint8Array) : undefined;
  const targets = targetNames ? await readArray(storage, keyOf.targets(id), Float32Array) : undefined;
  const partOf = (part: 0 | 1): VectorSource => {
    const indices = indicesOf(parts, part);
    const rows = (values: Float32Array, width: number) => {
      const chosen = new Float32Array(indices.length * width);
      indices.forEach((index, at) => chosen.set(values.subarray(index * width, (index + 1) * width), at * width));
      return chosen;
    };
    return {
      count: indices.length, size, inputs: rows(inputs, size),
      ...(labels && { labels: Uint8Array.from(indices, (index) => labels[index] as number) }),
      ...(targets && targetNames && { targets: rows(targets, targetNames.length), targetSize: targetNames.length }),
    };
  };
  return prepareVectors({ training: partOf(0), test: partOf(1), classNames }, request);
}

function requireTest({ name, testCount }: OwnDatasetInfo, { validation }: LoadRequest): void {
  if (validation === 'test' && testCount === 0) throw new PreprocessingError(`${name} has no test part; validate on a share of the training part.`);
}

function indicesOf(parts: Uint8Array, part: 0 | 1): Uint32Array {
  const indices: number[] = [];
  parts.forEach((value, index) => { if (value === part) indices.push(index); });
  return Uint32Array.from(indices);
}
