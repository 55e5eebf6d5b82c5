// Datasets published in MNIST's form: four gzipped IDX files, and for browsers one PNG sprite with its labels.

import type { DatasetKind, LoadRequest } from './dataset-kind.ts';
import type { Edition, PublishedFile } from './edition.ts';
import { gunzip } from './gunzip.ts';
import { readIdxImages, readIdxLabels, requireSameCount } from './idx.ts';
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

/** Share of the loading that reading takes; the rest is preparing. */
const readingShare = 0.7;

/** A dataset of this form, loaded from the four files, or from the sprite where those cannot be had. */
export function mnistFormatDataset(edition: MnistEdition): DatasetKind {
  return {
    ...edition.info,
    async load(request) {
      const { training, test } = await readParts(edition, request);
      const onProgress = (fraction: number, detail: string) => request.onProgress(readingShare + fraction * (1 - readingShare), detail);
      return prepareData({ training, test, classNames: edition.info.classNames, make: 'atOnce' }, { ...request, onProgress });
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
  const all = Object.values(files);
  const totalBytes = all.reduce((sum, file) => sum + file.sizeBytes, 0);
  let before = 0;
  const readFile = async <T>(file: IdxFile, parse: (bytes: Uint8Array) => T): Promise<T> => {
    const detail = `Reading ${info.name}: ${file.role}`;
    const start = before;
    before += file.sizeBytes;
    onProgress(start / totalBytes, detail);
    const onBytes = (received: number) => onProgress((start + Math.min(received, file.sizeBytes)) / totalBytes, detail);
    const decode = async (bytes: Bytes) => parse(await gunzip(file.name, bytes));
    return sources.read(file, decode, { onBytes, ...(signal && { signal }) });
  };
  const readPart = async (imagesFile: IdxFile, labelsFile: IdxFile): Promise<ImageSource> => {
    const labels = await readFile(labelsFile, (bytes) => readIdxLabels(labelsFile.name, bytes, info.classNames.length));
    const images = await readFile(imagesFile, (bytes) => readIdxImages(imagesFile.name, bytes));
    requireSameCount(imagesFile.name, images.count, labelsFile.name, labels.length);
    return imagesInMemory([1, images.height, images.width], images.pixels, labels);
  };
  const training = await readPart(files.trainingImages, files.trainingLabels);
  return { training, test: await readPart(files.testImages, files.testLabels) };
}
