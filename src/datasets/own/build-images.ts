// Images into the storage: decoded once, a few at a time, to bytes of one size, and kept in pieces of some megabytes.
// How a file is decoded is the environment's affair.

import type { BuildChoices, Built, FileProblem, OwnDatasetInfo } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import type { Bytes } from '../sources.ts';
import { createBudget, type Budget } from './budget.ts';
import { firstReason } from './first-reason.ts';
import { readBatches, type ImageBatch } from './image-batches.ts';
import type { ImageFiles } from './image-files.ts';
import { compareCodePoints } from './image-folders.ts';
import type { ImageSize } from './image-size.ts';
import { bufferOf, countParts, newId, splitParts } from './numbers.ts';
import { addOwn, keyOf, removeOwn, type OwnStorage } from './storage.ts';

/** Planes of bytes, `channels` of them, of the given size; undefined where the bytes are no image of the format. Rejects where nothing can be decoded. */
export type DecodeImage = (bytes: Bytes, format: ImageSize['format'], size: readonly [height: number, width: number], channels: 1 | 3) => Promise<Uint8Array | undefined>;

/** Bytes in a stored piece. */
const pieceBytes = 8 * 2 ** 20;
export interface ImageWriter {
  add(pixels: Uint8Array, label: number, isTest?: boolean): Promise<void>;
  finish(info: Pick<OwnDatasetInfo, 'name' | 'summary' | 'classNames'>, choices: BuildChoices): Promise<OwnDatasetInfo>;
  /** Frees what was written. */
  discard(): Promise<void>;
}

/** Writes images of one shape piece by piece. */
export function createImageWriter(storage: OwnStorage, shape: readonly [channels: number, height: number, width: number]): ImageWriter {
  const id = newId();
  const size = shape[0] * shape[1] * shape[2];
  const pieceSize = Math.max(1, Math.floor(pieceBytes / size));
  let piece = new Uint8Array(pieceSize * size);
  let count = 0;
  const labels: number[] = [];
  const given: (boolean | undefined)[] = [];
  const flush = async () => {
    const inPiece = count % pieceSize || pieceSize;
    await storage.set(keyOf.piece(id, Math.floor((count - 1) / pieceSize)), bufferOf(piece.subarray(0, inPiece * size)));
    piece = new Uint8Array(pieceSize * size);
  };
  return {
    async add(pixels, label, isTest) {
      piece.set(pixels, (count % pieceSize) * size);
      labels.push(label);
      given.push(isTest);
      count++;
      if (count % pieceSize === 0) await flush();
    },
    async finish(info, { testShare, seed }) {
      if (count % pieceSize !== 0) await flush();
      const parts = given.some((isTest) => isTest !== undefined) ? Uint8Array.from(given, (isTest) => Number(isTest === true)) : splitParts(count, labels, testShare, seed);
      await storage.set(keyOf.labels(id), bufferOf(Uint8Array.from(labels)));
      await storage.set(keyOf.parts(id), bufferOf(parts));
      const whole: OwnDatasetInfo = { id, ...info, inputShape: shape, holds: 'images', pieceSize, ...countParts(parts, labels, info.classNames.length) };
      await addOwn(storage, whole);
      return whole;
    },
    discard: () => removeOwn(storage, id),
  };
}

/** One after another in memory, so that these bound the time that they take. */
const imageLimits = { bytes: 64 * 2 ** 30, seconds: 4 * 3600 };

/** Decodes and keeps the images of a draft; those that cannot be decoded are problems. */
export async function buildImages(
  storage: OwnStorage, images: ImageFiles, choices: BuildChoices, decode: DecodeImage, onProgress: (fraction: number) => void,
  budget: Budget = createBudget(images.draft.name, imageLimits),
): Promise<Built> {
  const { size = images.draft.size, grey = images.draft.grey, name } = choices;
  const channels = grey ? 1 : 3;
  const problems: FileProblem[] = [];
  const classes = nameClasses(images, choices.classNames);
  const writer = createImageWriter(storage, [channels, size[0], size[1]]);
  let kept = 0;
  const keep = async ({ batch, seen }: ImageBatch, decoding: Promise<(Uint8Array | undefined)[]>) => {
    for (const [index, pixels] of (await decoding).entries()) {
      const { path = '', format = '' } = batch[index] ?? {};
      const place = images.places.get(path);
      if (!pixels) problems.push({ file: path, reason: `its ${format.toUpperCase()} data cannot be decoded` });
      if (!pixels || !place) continue;
      await writer.add(pixels, classes.labels[place.label] ?? 0, place.isTest);
      kept++;
    }
    onProgress(seen / images.places.size);
  };
  // A batch is decoded while the one before it is kept and the next is read.
  let before = Promise.resolve();
  const unread: FileProblem[] = [];
  try {
    for await (const batch of readBatches(images, (problem) => unread.push(problem), budget)) {
      const found = unread.splice(0);
      const decoding = Promise.all(batch.batch.map(({ bytes, format }) => decode(bytes, format, size, channels)));
      // Whatever fails is told where it is waited for.
      decoding.catch(() => undefined);
      await before;
      problems.push(...found);
      before = keep(batch, decoding);
      before.catch(() => undefined);
    }
    await before;
    const reason = firstReason(problems);
    if (kept < 2) throw new DataFormatError(`${images.draft.name} holds ${kept} images that can be decoded; expected at least two.${reason === undefined ? '' : ` ${reason}`}`);
    const summary = `${kept.toLocaleString('en-US')} images of your own, ${channels}×${size[0]}×${size[1]}, kept in this browser.`;
    return { info: await writer.finish({ name, summary, classNames: classes.names }, choices), problems };
  } catch (error) {
    await before.catch(() => undefined);
    await writer.discard();
    throw error;
  }
}

/** The classes under the names that were given to them, in order, and the label of each that was found; what has one name is one class. */
function nameClasses({ classNames, draft }: ImageFiles, given: readonly string[] = classNames): { names: readonly string[]; labels: readonly number[] } {
  const renamed = classNames.map((name, label) => (given[label] ?? name).trim().normalize('NFC'));
  const empty = renamed.indexOf('');
  if (empty >= 0) throw new DataFormatError(`The class ${classNames[empty]} has an empty name; expected at least one character.`);
  const names = [...new Set(renamed)].sort(compareCodePoints);
  if (names.length < 2) throw new DataFormatError(`${draft.name} has one class, ${names[0]}, after renaming; expected two or more.`);
  return { names, labels: renamed.map((name) => names.indexOf(name)) };
}
