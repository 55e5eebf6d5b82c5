// Which files are images to learn from, and what class each is of: the folder that it lies in.

import { maxClasses, type Draft, type FileProblem, type NameEncoding, type OwnFile } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { blobOf, type FileContent } from './file-content.ts';
import { firstReason } from './first-reason.ts';
import { classifyImages, type Place } from './image-folders.ts';
import { isSideways, readOrientation } from './image-orientation.ts';
import { readImageSize, type ImageSize } from './image-size.ts';
import type { ZipMember } from './zip-directory.ts';
import { listZip, maxEntryBytes, readZip } from './zip.ts';

/** Files that systems leave in folders; nobody misses them. */
const unseen = /(^|\/)(__MACOSX|\.[^/]*|Thumbs\.db|desktop\.ini)(\/|$)/i;
const archiveName = /\.(zip|rar|7z|tar|gz|tgz|bz2|xz)$/i;
const imageName = /\.(png|jpe?g|jfif|webp|gif|bmp)$/i;
/** Sizes of so many images are looked at before one is proposed. */
const lookedAt = 64;
/** Where sizes differ, a square of at most this is proposed. */
const proposedSide = 64;
/** A picture of more pixels is not decoded. */
export const maxPixels = 64e6;

/** Images of a draft: where each comes from, and which class and part it belongs to. */
export interface ImageFiles {
  readonly draft: Extract<Draft, { kind: 'images' }>;
  readonly classNames: readonly string[];
  /** Those in folders called train and test by part, others without. */
  readonly places: ReadonlyMap<string, Place>;
  /** Files on their own, or one archive. */
  readonly files: readonly OwnFile<FileContent>[];
  readonly archive?: { readonly content: Blob; readonly members: readonly ZipMember[] };
}

/** True for what systems leave in folders, and what lies in folders that they hide. */
export function isUnseen(path: string): boolean {
  return unseen.test(path);
}

export function isImageName(path: string): boolean {
  return imageName.test(path) && !unseen.test(path);
}

/** Looks through folders or an archive. Throws DataFormatError where no classes are found. */
export async function inspectImages(name: string, given: readonly OwnFile<FileContent>[], archive?: OwnFile<Blob>, encoding?: NameEncoding): Promise<ImageFiles> {
  // Disks list files in any order, and the same folder must make the same dataset.
  const files = given.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const problems: FileProblem[] = [];
  const sizes: ImageSize[] = [];
  const listing = archive && (await listZip(archive.path, archive.content, (problem) => problems.push(problem), { encoding }));
  const members = listing?.members;
  const paths = (members ?? files).map(({ path }) => path);
  const images = paths.filter(isImageName);
  for (const path of paths) if (!isImageName(path) && !unseen.test(path)) problems.push({ file: path, reason: archiveName.test(path) ? 'it is an archive in itself; unpack it first' : 'it is no PNG, JPEG, WebP, GIF or BMP image' });
  if (archive && members) {
    // What is damaged is told when all of it is read.
    const some = members.filter(({ path }) => isImageName(path)).slice(0, lookedAt);
    for await (const { bytes } of readZip(archive.content, some, () => undefined)) noteSize(bytes);
  } else for (const { path, content } of files.filter((file) => isImageName(file.path)).slice(0, lookedAt)) {
    noteSize(await beginningOf(content, /\.webp$/i.test(path)));
  }
  function noteSize(bytes: Uint8Array): void {
    const size = readImageSize(bytes);
    if (!size?.width) return;
    const isTurned = isSideways(readOrientation(bytes, size.format));
    sizes.push(isTurned && size.height !== undefined ? { ...size, width: size.height, height: size.width } : size);
  }
  const { classNames, places, notes } = classifyImages(name, images, (problem) => problems.push(problem));
  if (classNames.length < 2) {
    const found = classNames.length === 1 ? `only the folder “${classNames[0]}” with images` : images.length > 0 ? 'images outside of folders' : 'no images that can be read';
    const reason = firstReason(problems);
    throw new DataFormatError(`${name} holds ${found}; expected a folder of images for each of two or more classes.${reason === undefined ? '' : ` ${reason}`}`);
  }
  if (classNames.length > maxClasses) throw new DataFormatError(`${name} holds ${classNames.length} folders of images; expected at most ${maxClasses} classes.`);
  const counts = new Array<number>(classNames.length).fill(0);
  for (const { label } of places.values()) counts[label] = (counts[label] ?? 0) + 1;
  const [first] = sizes;
  const sameSize = first?.width !== undefined && sizes.every(({ width, height }) => width === first.width && height === first.height);
  const size = sameSize && first.width !== undefined && first.height !== undefined && first.width <= 256 && first.height <= 256 ? [first.height, first.width] as const : [proposedSide, proposedSide] as const;
  return {
    draft: {
      kind: 'images', name, classes: classNames.map((className, label) => ({ name: className, count: counts[label] ?? 0 })),
      size, sameSize, grey: false, hasTestFolder: [...places.values()].some(({ isTest }) => isTest === true), notes, problems,
      ...(listing?.nameEncoding && { nameEncoding: listing.nameEncoding }),
    },
    classNames, places, files: files.filter(({ path }) => isImageName(path)),
    ...(archive && members && { archive: { content: archive.content, members: members.filter(({ path }) => places.has(path)) } }),
  };
}

/** Empty where the file cannot be read; it is told when all of it is to be. */
async function beginningOf(content: FileContent, isWebp: boolean): Promise<Uint8Array> {
  const blob = await blobOf(content).catch(() => new Blob([]));
  // WebP notes how the camera was held at its end.
  const length = isWebp ? maxEntryBytes : 65_536;
  return new Uint8Array(await blob.slice(0, length).arrayBuffer().catch(() => new ArrayBuffer(0)));
}
