// Datasets published in MNIST's form: four gzipped IDX files, and for browsers one PNG sprite with its labels.

import type { DatasetKind, LoadRequest } from './dataset-kind.ts';
import type { Edition, PublishedFile } from './edition.ts';
import { gunzip } from './gunzip.ts';
import { readIdxImages, readIdxLabels, requireSameCount, type IdxImages } from './idx.ts';
import { imagesInMemory, type ImageSource } from './image-source.ts';
import { prepareData } from './prepare.ts';
import { DataUnavailableError, type Bytes } from './sources.ts';
import { readSprite, type SpriteEdition } from './sprite.ts';

/** One of the four files, with what identifies it. */
export interface IdxFile extends PublishedFile {
  /** For people: "training images". */
  readonly role: string;
  /** CRC-32 of the decompressed content. */
  readonly checksum: number;
}

export interface MnistEdition extends Edition {
  readonly files: { readonly trainingImages: IdxFile; readonly trainingLabels: IdxFile; readonly testImages: IdxFile; readonly testLabels: IdxFile };
  readonly sprite: SpriteEdition;
}

/** Share of the loading that reading takes; the rest is preparing, where images must be seen before training. */
const readingShare = 0.9;

/** A dataset of this form, loaded from the four files, or from the sprite where those cannot be had. */
export function mnistFormatDataset(edition: MnistEdition): DatasetKind {
  return {
    ...edition.info,
    async load(request) {
      const { training, test } = await readParts(edition, request);
      const onProgress = (fraction: number, detail: string) => request.onProgress(readingShare + fraction * (1 - readingShare), detail);
      return prepareData({ training, test, classNames: edition.info.classNames, make: 'whenRead' }, { ...request, onProgress });
    },
  };
}

async function readParts(edition: MnistEdition, request: LoadRequest): Promise<{ training: ImageSource; test: ImageSource }> {
  const reading = { ...request, onProgress: (fraction: number, detail: string) => request.onProgress(fraction * readingShare, detail) };
  try {
    return await readIdxParts(edition, reading);
  } catch (error) {
    if (!(error instanceof DataUnavailableError) || !request.sources.decodeImage) throw error;
    return readSprite(edition, reading, error);
  }
}

async function readIdxParts({ info, files }: MnistEdition, { sources, onProgress, signal }: LoadRequest) {
  const progress = createReadingProgress(Object.values(files), onProgress);
  // Where one file fails, the others are not waited for.
  const failing = new AbortController();
  const until = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  const readFile = async <T>(file: IdxFile, parse: (bytes: Uint8Array) => T): Promise<T> => {
    const onBytes = progress(file, `Reading ${info.name}: ${file.role}`);
    return sources.read(file, async (bytes: Bytes) => parse(await gunzip(file.name, bytes)), { onBytes, signal: until });
  };
  const readLabels = (file: IdxFile) => readFile(file, (bytes) => readIdxLabels(file.name, bytes, info.classNames.length));
  const readImages = (file: IdxFile) => readFile(file, (bytes) => readIdxImages(file.name, bytes));
  const part = (imagesFile: IdxFile, images: IdxImages, labelsFile: IdxFile, labels: Uint8Array): ImageSource => {
    requireSameCount(imagesFile.name, images.count, labelsFile.name, labels.length);
    return imagesInMemory([1, images.height, images.width], images.pixels, labels);
  };
  try {
    // The smallest that training needs tells whether there is anything to be had; the others come together.
    const trainingLabels = await readLabels(files.trainingLabels);
    const [trainingImages, testLabels, testImages] = await Promise.all([readImages(files.trainingImages), readLabels(files.testLabels), readImages(files.testImages)]);
    return {
      training: part(files.trainingImages, trainingImages, files.trainingLabels, trainingLabels),
      test: part(files.testImages, testImages, files.testLabels, testLabels),
    };
  } catch (error) {
    failing.abort();
    throw error;
  }
}

/** For each file a function that takes the bytes received so far; together they tell how much of all files is there. */
function createReadingProgress(files: readonly IdxFile[], onProgress: LoadRequest['onProgress']) {
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const received = new Map<IdxFile, number>();
  return (file: IdxFile, detail: string) => {
    const tell = (bytes: number): void => {
      // Another place that is tried starts at 0, which is no step back.
      received.set(file, Math.max(received.get(file) ?? 0, Math.min(bytes, file.sizeBytes)));
      onProgress([...received.values()].reduce((sum, count) => sum + count, 0) / totalBytes, detail);
    };
    tell(0);
    return tell;
  };
}
