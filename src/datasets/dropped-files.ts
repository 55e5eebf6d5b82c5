// Files that the user dropped on the page: recognised by what they hold, whatever they are called, gzipped or not.

import { formatShape } from '../core/shape.ts';
import { contentChecksum, gunzip, gunzipStart, maxUnpackedBytes } from './gunzip.ts';
import { DataFormatError, peekIdx } from './idx.ts';
import type { IdxFile, MnistEdition } from './mnist-format.ts';
import { createBudget } from './own/budget.ts';
import type { Bytes, DataSources } from './sources.ts';

export interface DroppedFile {
  readonly name: string;
  readonly bytes: Bytes;
}

/** Reads files that were dropped. Throws DataFormatError where they are larger than any that are known. */
export async function readDroppedFiles(files: readonly { readonly name: string; readonly content: Blob }[]): Promise<DroppedFile[]> {
  const budget = createBudget('What was dropped', { bytes: maxUnpackedBytes });
  for (const { content } of files) budget.take('bytes', content.size);
  return Promise.all(files.map(async ({ name, content }) => ({ name, bytes: new Uint8Array(await content.arrayBuffer()) })));
}

/**
 * Recognises the four files of one edition among those dropped. Throws DataFormatError that names the first file that
 * belongs to none, or the files that are missing. Nothing is kept then.
 */
export async function recogniseFiles(dropped: readonly DroppedFile[], editions: readonly MnistEdition[]): Promise<{ edition: MnistEdition; files: ReadonlyMap<IdxFile, Bytes> }> {
  const known = editions.flatMap((edition) => Object.values(edition.files).map((file) => ({ edition, file })));
  const files = new Map<IdxFile, Bytes>();
  let edition: MnistEdition | undefined;
  for (const { name, bytes } of dropped) {
    const match = known.find(({ file }) => file.checksum === contentChecksum(bytes));
    if (!match) throw new DataFormatError(await describeUnknown(name, bytes, editions));
    if (edition && match.edition !== edition) {
      throw new DataFormatError(`${name} is ${match.edition.info.name}’s ${match.file.role}, but the files before it are ${edition.info.name}’s.`);
    }
    edition = match.edition;
    files.set(match.file, bytes);
  }
  if (!edition) throw new DataFormatError(`No file was given; ${namesOf(editions)} is four files.`);
  const missing = Object.values(edition.files).filter((file) => !files.has(file));
  if (missing.length > 0) {
    throw new DataFormatError(`${edition.info.name} is four files; missing: ${missing.map((file) => `${file.role} (${file.name})`).join(', ')}.`);
  }
  return { edition, files };
}

/** Recognises dropped files and keeps them where later loads find them. Returns the dataset's id. */
export async function keepDroppedFiles(dropped: readonly DroppedFile[], editions: readonly MnistEdition[], sources: DataSources): Promise<string> {
  const { edition, files } = await recogniseFiles(dropped, editions);
  // A gzip damaged in its middle still says the right checksum at its end; unpacking finds out.
  for (const [file, bytes] of files) await gunzip(file.name, bytes);
  for (const [file, bytes] of files) await sources.keep?.(file, bytes);
  return edition.info.id;
}

/** Of 255 axes, four bytes each. */
const longestIdxHeader = 4 + 4 * 255;

async function describeUnknown(name: string, bytes: Bytes, editions: readonly MnistEdition[]): Promise<string> {
  const expected = `none of the four files of ${namesOf(editions)}`;
  const sizes = peekIdx(await gunzipStart(name, bytes, longestIdxHeader));
  if (!sizes) return `${name} is ${expected}: it is not an IDX file.`;
  return `${name} is ${expected}: it is an IDX file of ${formatShape(sizes)} bytes with other content.`;
}

function namesOf(editions: readonly MnistEdition[]): string {
  return editions.map((edition) => edition.info.name).join(' or ');
}
