// Data in a file of one's own, for `train --data FILE`: a table or NumPy arrays, read as the page reads them and kept in
// memory alone.

import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuildChoices, ColumnRole } from '../core/own-data.ts';
import type { DatasetKind } from '../datasets/dataset-kind.ts';
import { build } from '../datasets/own/build.ts';
import { inspectFiles, type Inspected } from '../datasets/own/inspect.ts';
import { ownDataset } from '../datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../datasets/own/storage.ts';
import { CommandError } from './command.ts';

export interface OwnDataOptions {
  /** The file with what is to be predicted, where it is not in the first. */
  readonly labels?: string | undefined;
  /** Name of the column or array to predict. */
  readonly target?: string | undefined;
}

/** This share of each class is kept for the test part, drawn by seed 0. */
const testShare = 0.2;

/** True where the path is a file rather than a folder of datasets. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** The file as a dataset. Throws CommandError with a sentence where it is none. */
export async function readOwnData(path: string, { labels, target }: OwnDataOptions): Promise<DatasetKind> {
  if (/\.(zip|png|jpe?g|webp|gif|bmp)$/i.test(path)) throw new CommandError(`${path}: images are decoded in the browser only; expected a .csv, .tsv, .npz or .npy file, or train on the page.`);
  const storage = createMemoryStorage();
  try {
    const files = await Promise.all([path, ...(labels === undefined ? [] : [labels])].map(async (file) => ({ path: basename(file), content: await openAsBlob(file) })));
    const inspected = await inspectFiles(files);
    const choices = choose(inspected, { name: basename(path), testShare, seed: 0, dropMissing: false }, target);
    const { info } = await build(inspected, choices, { storage, onProgress: () => undefined });
    return ownDataset(info, storage);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

function choose(inspected: Inspected, choices: BuildChoices, target: string | undefined): BuildChoices {
  if (target === undefined) return choices;
  if ('arrays' in inspected) return { ...choices, targets: target };
  if (!('table' in inspected)) return choices;
  const { columns } = inspected.table.draft;
  const wanted = columns.find(({ name }) => name === target);
  if (!wanted) throw new CommandError(`There is no column "${target}"; expected one of ${columns.map(({ name }) => name).join(', ')}.`);
  const isClass = wanted.type === 'text' || wanted.distinct <= 20;
  const roleOf = (role: ColumnRole): ColumnRole => (role === 'ignored' ? 'ignored' : 'input');
  return { ...choices, roles: columns.map(({ name, role }) => (name === target ? (isClass ? 'class' : 'number') : roleOf(role))) };
}
