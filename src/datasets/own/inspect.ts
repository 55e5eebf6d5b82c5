// From files of any kind that were given together to a draft: tables, arrays, or images in folders or an archive.

import type { Draft, OwnFile, TableSettings } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { blobOf, type FileContent } from './file-content.ts';
import { inspectArrays, type Arrays, type SaidOfArrays } from './arrays.ts';
import { inspectImages, isImageName, type ImageFiles } from './image-files.ts';
import { inspectTable, type Table } from './table.ts';

export type Inspected = { readonly table: Table } | { readonly arrays: Arrays } | { readonly images: ImageFiles };

const tableName = /\.(csv|tsv|tab)$/i;
const arrayName = /\.np[yz]$/i;
const archiveName = /\.zip$/i;

export const isTableName = (path: string): boolean => tableName.test(path);
export const isArrayName = (path: string): boolean => arrayName.test(path);

/** True for a file that own data can be made of. */
export function isOwnDataName(path: string): boolean {
  return tableName.test(path) || arrayName.test(path) || archiveName.test(path) || isImageName(path);
}

/** What was said of the files before they are looked into. */
export interface SaidOfFiles {
  readonly arrays?: SaidOfArrays;
  readonly table?: TableSettings;
}

/** Looks into the files; nothing is kept; `onProgress` hears the share of a table that is read. Throws DataFormatError that names the file and the reason. */
export async function inspectFiles(files: readonly OwnFile<FileContent>[], onProgress?: (fraction: number) => void, said: SaidOfFiles = {}): Promise<Inspected> {
  // A table or an archive among folders of images is only something that lies there.
  if (files.some(({ path }) => path.includes('/') && isImageName(path))) return { images: await inspectImages(commonFolder(files), files) };
  const find = (pattern: RegExp) => files.filter(({ path }) => pattern.test(path));
  const [table, ...tables] = find(tableName);
  const arrays = find(arrayName);
  const [archive, ...archives] = find(archiveName);
  const [, otherKind] = [table, arrays[0], archive].filter((file) => file !== undefined);
  const second = tables[0] ?? archives[0] ?? otherKind;
  if (second) throw new DataFormatError(`${nameOf(second)} is one too many: expected one table, one archive, one folder of images or the arrays of one dataset at a time.`);
  if (table) return { table: await inspectTable(nameOf(table), await blobOf(table.content), onProgress, said.table) };
  const [firstArray] = arrays;
  if (firstArray) return { arrays: await inspectArrays(nameOf(firstArray), await Promise.all(arrays.map(async (file) => ({ name: nameOf(file), content: await blobOf(file.content) }))), said.arrays) };
  if (archive) return { images: await inspectImages(nameOf(archive), [], { path: nameOf(archive), content: await blobOf(archive.content) }) };
  if (files.some(({ path }) => isImageName(path))) return { images: await inspectImages(commonFolder(files), files) };
  const [first] = files;
  throw new DataFormatError(first ? `${first.path} is nothing to learn from: expected folders of images, a zip of them, a CSV, or .npy and .npz files.` : 'There is no file.');
}

export function draftOf(inspected: Inspected): Draft {
  if ('table' in inspected) return inspected.table.draft;
  return 'arrays' in inspected ? inspected.arrays.draft : inspected.images.draft;
}

function nameOf({ path }: OwnFile): string {
  return path.split('/').at(-1) ?? path;
}

function commonFolder(files: readonly OwnFile[]): string {
  const [first = ''] = files[0]?.path.split('/') ?? [];
  return files.every(({ path }) => path.startsWith(`${first}/`)) ? first : 'Your images';
}
