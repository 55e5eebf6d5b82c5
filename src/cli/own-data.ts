// Data in a file of one's own, for `train --data FILE`: a table or NumPy arrays, read as the page reads them and kept in
// memory alone.

import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuildChoices } from '../core/own-data.ts';
import type { DatasetKind } from '../datasets/dataset-kind.ts';
import { build } from '../datasets/own/build.ts';
import { draftOf, inspectFiles, type Inspected } from '../datasets/own/inspect.ts';
import { ownDataset } from '../datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../datasets/own/storage.ts';
import { CommandError } from './command.ts';
import { commandAdvice, tableChoices, type OwnDataOptions } from './own-data-options.ts';

/** This share of each class is kept for the test part, drawn by seed 0. */
const testShare = 0.2;

export interface OwnData {
  readonly dataset: DatasetKind;
  /** What was guessed or left out, as sentences. */
  readonly notes: readonly string[];
}

/** True where the path is a file rather than a folder of datasets. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** The file as a dataset. Throws CommandError with a sentence where it is none. */
export async function readOwnData(path: string, options: OwnDataOptions): Promise<OwnData> {
  if (/\.(zip|png|jpe?g|webp|gif|bmp)$/i.test(path)) throw new CommandError(`${path}: images are decoded in the browser only; expected a .csv, .tsv, .npz or .npy file, or train on the page.`);
  const { labels, settings } = options;
  const storage = createMemoryStorage();
  try {
    const files = await Promise.all([path, ...(labels === undefined ? [] : [labels])].map(async (file) => ({ path: basename(file), content: await openAsBlob(file) })));
    const inspected = await inspectFiles(files, undefined, settings);
    const choices = choose(inspected, { name: basename(path), testShare, seed: 0 }, options);
    const { info } = await build(inspected, choices, { storage, onProgress: () => undefined, advice: commandAdvice });
    return { dataset: ownDataset(info, storage), notes: notesOf(inspected) };
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

function choose(inspected: Inspected, choices: BuildChoices, options: OwnDataOptions): BuildChoices {
  const { target, targetType } = options;
  if ('table' in inspected) return { ...choices, ...tableChoices(inspected.table.draft, options) };
  return {
    ...choices,
    ...(target !== undefined && { targets: target }),
    ...(targetType !== undefined && { classes: targetType === 'classes' }),
  };
}

function notesOf(inspected: Inspected): readonly string[] {
  const draft = draftOf(inspected);
  const notes = draft.kind === 'table' ? draft.notes : [];
  return [...notes, ...draft.problems.map(({ file, reason }) => (reason.startsWith(file) ? reason : `${file}: ${reason}.`))];
}
