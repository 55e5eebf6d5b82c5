// The image files of a draft as bytes, batch after batch: as many together as their decoded pixels allow, so that many
// small ones keep the decoder busy and a few photographs do not fill the memory.

import type { FileProblem } from '../../core/own-data.ts';
import { messageOf, type Bytes } from '../sources.ts';
import type { Budget } from './budget.ts';
import { blobOf } from './file-content.ts';
import { maxPixels, type ImageFiles } from './image-files.ts';
import { readImageSize, type ImageSize } from './image-size.ts';
import { maxEntryBytes, readZip, type ZipEntry } from './zip.ts';

export interface EncodedImage {
  readonly path: string;
  readonly bytes: Bytes;
  readonly format: ImageSize['format'];
}

export interface ImageBatch {
  readonly batch: readonly EncodedImage[];
  /** Files gone through so far, those with problems counted. */
  readonly seen: number;
}

/** Decoded pixels of a batch, and images; a single image may have more pixels. */
const batchPixels = 8e6;
const batchImages = 64;
/** Counted for an image that does not say its size at its beginning. */
const unknownPixels = batchPixels / 4;

/** The files in order; those that are no images, or too large ones, are problems. Throws where the budget is spent. */
export async function* readBatches(images: ImageFiles, onProblem: (problem: FileProblem) => void, budget: Budget): AsyncGenerator<ImageBatch, void, void> {
  let batch: EncodedImage[] = [];
  let pixels = 0;
  let seen = 0;
  const { archive } = images;
  const entries = archive ? readZip(archive.content, archive.members, onProblem, budget) : filesAlone(images, onProblem, budget);
  for await (const { path, bytes } of entries) {
    const size = sizeOf(path, bytes, onProblem);
    seen++;
    if (!size) continue;
    const { format, width, height } = size;
    const more = width === undefined || height === undefined ? unknownPixels : width * height;
    if (batch.length > 0 && (batch.length === batchImages || pixels + more > batchPixels)) {
      yield { batch, seen };
      [batch, pixels] = [[], 0];
    }
    batch.push({ path, bytes, format });
    pixels += more;
  }
  yield { batch, seen };
}

function sizeOf(file: string, bytes: Bytes, onProblem: (problem: FileProblem) => void): ImageSize | undefined {
  const size = readImageSize(bytes);
  const { width = 0, height = 0 } = size ?? {};
  if (size && width * height <= maxPixels) return size;
  onProblem({ file, reason: size ? `it has ${width}×${height} pixels; at most ${maxPixels / 1e6} million are decoded` : 'it does not begin like a PNG, JPEG, WebP, GIF or BMP image' });
  return undefined;
}

/** Files that are asked for side by side, which takes longer than reading them; and bytes that are read ahead of decoding. */
const aheadFiles = 64;
const aheadBytes = 4 * 2 ** 20;

async function* filesAlone({ files, places }: ImageFiles, onProblem: (problem: FileProblem) => void, budget: Budget): AsyncGenerator<ZipEntry, void, void> {
  const wanted = files.filter(({ path }) => places.has(path));
  const tell = (file: string) => (error: unknown) => onProblem({ file, reason: `it cannot be read: ${messageOf(error).replace(/\.$/, '')}` });
  for (let from = 0; from < wanted.length; from += aheadFiles) {
    const some = wanted.slice(from, from + aheadFiles);
    const blobs = await Promise.all(some.map(({ path, content }) => blobOf(content).catch(tell(path))));
    const found = some.flatMap(({ path }, index) => (blobs[index] ? [{ path, blob: blobs[index] }] : []));
    for (const { path, blob } of found) if (blob.size > maxEntryBytes) onProblem({ file: path, reason: `it has ${Math.round(blob.size / 2 ** 20)} MB; at most ${maxEntryBytes / 2 ** 20} MB are read` });
    budget.checkTime();
    for (const group of groupBySize(found.filter(({ blob }) => blob.size <= maxEntryBytes))) {
      for (const { blob } of group) budget.take('bytes', blob.size);
      const read = await Promise.all(group.map(({ path, blob }) => blob.arrayBuffer().catch(tell(path))));
      for (const [index, bytes] of read.entries()) if (bytes) yield { path: group[index]?.path ?? '', bytes: new Uint8Array(bytes) };
    }
  }
}

/** One after another into groups of at most `aheadBytes`, or of one file. */
function groupBySize<T extends { readonly blob: Blob }>(files: readonly T[]): T[][] {
  const groups: T[][] = [];
  let total = Infinity;
  for (const file of files) {
    if (total + file.blob.size > aheadBytes) {
      groups.push([]);
      total = 0;
    }
    groups.at(-1)?.push(file);
    total += file.blob.size;
  }
  return groups;
}
