// CIFAR-10: Krizhevsky 2009 (https://www.cs.toronto.edu/~kriz/cifar.html), in its binary version: six files of
// records, a label and 3×1024 pixels each, published in one archive.

import type { DatasetKind, LoadRequest } from './dataset-kind.ts';
import type { DroppedFile } from './dropped-files.ts';
import type { Edition } from './edition.ts';
import { gunzip } from './gunzip.ts';
import { DataFormatError } from './idx.ts';
import type { ImageSource } from './image-source.ts';
import { prepareData } from './prepare.ts';
import { DataUnavailableError, type Bytes, type DataSources, type RawFile } from './sources.ts';
import { readTar } from './tar.ts';

const pixelsBytes = 3 * 32 * 32;
const recordBytes = 1 + pixelsBytes;
const trainingFiles = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
const testFile = 'test_batch.bin';
const batchFiles = [...trainingFiles, testFile];

const mirrors = ['https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/', 'https://www.cs.toronto.edu/~kriz/'];
const archiveName = 'cifar-10-binary.tar.gz';

export const cifar10Edition = {
  info: {
    id: 'cifar-10',
    name: 'CIFAR-10',
    summary: '60,000 small colour photographs, 32×32, of ten kinds of animals and vehicles.',
    inputShape: [3, 32, 32],
    classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    trainingCount: 50_000,
    testCount: 10_000,
  },
  files: {
    archive: { dataset: 'cifar-10', name: archiveName, sizeBytes: 170_052_171, md5: 'c32a1d4ab5d03f1284b67883e8d87530', publicUrls: mirrors.map((mirror) => mirror + archiveName) },
  },
  mirrors,
} as const satisfies Edition;

/** A batch lies on the page's server or in its cache, unpacked by whoever put it there. */
const batchFile = (name: string): RawFile => ({ dataset: 'cifar-10', name, publicUrls: [] });

type Batches = ReadonlyMap<string, Bytes>;

export const cifar10: DatasetKind = {
  ...cifar10Edition.info,
  async load(request) {
    const reading = { ...request, onProgress: (fraction: number, detail: string) => request.onProgress(0.7 * fraction, detail) };
    const batches = await readBatches(reading);
    const part = (names: readonly string[]) => imagesOf(names.map((name) => batches.get(name) ?? new Uint8Array(0)));
    const onProgress = (fraction: number, detail: string) => request.onProgress(0.7 + 0.3 * fraction, detail);
    return prepareData({ training: part(trainingFiles), test: part([testFile]), classNames: cifar10.classNames, make: 'atOnce' }, { ...request, onProgress });
  },
};

/** The six files, or the archive where they cannot be had. */
async function readBatches(request: LoadRequest): Promise<Batches> {
  try {
    return await readUnpacked(request);
  } catch (error) {
    if (!(error instanceof DataUnavailableError)) throw error;
    return readArchive(request, error);
  }
}

async function readUnpacked({ sources, signal, onProgress }: LoadRequest): Promise<Batches> {
  const batches = new Map<string, Bytes>();
  for (const [index, name] of batchFiles.entries()) {
    onProgress(index / batchFiles.length, `Reading CIFAR-10: ${name}`);
    batches.set(name, await sources.read(batchFile(name), async (bytes) => checkBatch(name, bytes), signal ? { signal } : {}));
  }
  return batches;
}

async function readArchive({ sources, signal, onProgress }: LoadRequest, missing: DataUnavailableError): Promise<Batches> {
  const file = cifar10Edition.files.archive;
  const onBytes = (received: number) => onProgress(Math.min(1, received / file.sizeBytes), 'Reading CIFAR-10: archive');
  try {
    return await sources.read(file, (bytes) => unpack(file.name, bytes), { onBytes, ...(signal && { signal }) });
  } catch (error) {
    if (error instanceof DataUnavailableError) throw new DataUnavailableError('CIFAR-10', [...missing.attempts, ...error.attempts]);
    throw error;
  }
}

/** The six batches of an archive. Throws DataFormatError that names what is missing or broken. */
async function unpack(name: string, bytes: Bytes): Promise<Batches> {
  const files = readTar(name, await gunzip(name, bytes));
  const missing = batchFiles.filter((batch) => !files.has(batch));
  if (missing.length > 0) throw new DataFormatError(`${name} lacks ${missing.join(', ')}.`);
  return new Map(batchFiles.map((batch) => [batch, checkBatch(batch, files.get(batch) ?? new Uint8Array(0))]));
}

function checkBatch(name: string, bytes: Bytes): Bytes {
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    throw new DataFormatError(`${name} is no batch of CIFAR-10’s binary version: its ${bytes.length} bytes are not a whole number of records of ${recordBytes} bytes.`);
  }
  for (let at = 0; at < bytes.length; at += recordBytes) {
    const label = bytes[at] as number;
    if (label > 9) throw new DataFormatError(`${name} has label ${label} at record ${at / recordBytes}; expected 0 to 9.`);
  }
  return bytes;
}

/** The records of several batches, one after another, read where they lie. */
function imagesOf(batches: readonly Bytes[]): ImageSource {
  const places = batches.flatMap((bytes) => Array.from({ length: bytes.length / recordBytes }, (_, record) => bytes.subarray(record * recordBytes, (record + 1) * recordBytes)));
  return {
    count: places.length,
    shape: [3, 32, 32],
    labels: Uint8Array.from(places, (record) => record[0] as number),
    read(index, out, to) {
      const record = places[index];
      if (record) out.set(record.subarray(1), to);
    },
  };
}

/** True for the name of a file that CIFAR-10's binary version comes in. */
export function isCifar10File(name: string): boolean {
  return batchFiles.includes(name) || /^cifar-10-binary(\s?\(\d+\))?\.(tar\.gz|tgz|tar)$/i.test(name);
}

/** Keeps dropped files of CIFAR-10 where later loads find them. Throws DataFormatError that names what is wrong; nothing is kept then. */
export async function keepCifar10(dropped: readonly DroppedFile[], sources: DataSources): Promise<string> {
  const batches = new Map<string, Bytes>();
  for (const { name, bytes } of dropped) {
    if (batchFiles.includes(name)) batches.set(name, checkBatch(name, bytes));
    else for (const [batch, content] of await unpack(name, bytes)) batches.set(batch, content);
  }
  const missing = batchFiles.filter((name) => !batches.has(name));
  if (missing.length > 0) throw new DataFormatError(`CIFAR-10 is six files, or ${archiveName}; missing: ${missing.join(', ')}.`);
  for (const [name, bytes] of batches) await sources.keep?.(batchFile(name), bytes);
  return cifar10Edition.info.id;
}
