// Data in a file of one's own, for `train --data FILE`: a table or NumPy arrays, read as the page reads them and kept
// in memory alone.

import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { proposeLayout } from '../core/array-layout.ts';
import type { BuildChoices, Draft } from '../core/own-data.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import type { DatasetKind } from '../datasets/dataset-kind.ts';
import { build } from '../datasets/own/build.ts';
import { firstReason, problemSentence } from '../datasets/own/first-reason.ts';
import { inspectFiles } from '../datasets/own/inspect.ts';
import { ownDataset } from '../datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../datasets/own/storage.ts';
import { CommandError } from './command.ts';
import { commandAdvice, tableChoices, type OwnDataOptions } from './own-data-options.ts';

export interface OwnData {
  readonly dataset: DatasetKind;
  /** Sentences about what was guessed. */
  readonly notes: readonly string[];
}

/** This share of each class is kept for the test part, drawn by seed 0. */
const testShare = 0.2;

/** True where the path is a file rather than a folder of datasets. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

/** The file as a dataset for a network with this input. Throws CommandError with a sentence where it is none. */
export async function readOwnData(path: string, options: OwnDataOptions, networkInput: Shape): Promise<OwnData> {
  const { labels, target, settings = {} } = options;
  if (/\.(zip|png|jpe?g|webp|gif|bmp)$/i.test(path))
    throw new CommandError(
      `${path}: images are decoded in the browser only; expected a .csv, .tsv, .npz or .npy file, or train on the page.`,
    );
  const storage = createMemoryStorage();
  try {
    const files = await Promise.all(
      [path, ...(labels === undefined ? [] : [labels])].map(async (file) => ({
        path: basename(file),
        content: await open(file),
      })),
    );
    if (labels !== undefined && basename(labels) === basename(path))
      throw new CommandError(`${path} and ${labels} have one name; expected two.`);
    const said = { targets: target, inputs: oneName(options.inputs), ...(labels !== undefined && { labelsFile: basename(labels) }) };
    const inspected = await inspectFiles(files, undefined, { arrays: said, table: settings });
    const common = { name: basename(path), testShare, seed: 0 };
    const { choices, notes } =
      'arrays' in inspected
        ? chooseArrays(inspected.arrays.draft, common, options, networkInput)
        : 'table' in inspected
          ? chooseColumns(inspected.table.draft, common, options)
          : { choices: common, notes: [] };
    const { info } = await build(inspected, choices, { storage, onProgress: () => undefined, advice: commandAdvice });
    return { dataset: ownDataset(info, storage), notes };
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

async function open(file: string): Promise<Blob> {
  if (!(await isFile(file))) throw new CommandError(`${file} is no file, or is not there.`);
  return openAsBlob(file);
}

/** Arrays are learnt from one at a time: several names are one that there is not. */
function oneName(names: readonly string[] | undefined): string | undefined {
  return names?.join(',');
}

/** What each column is used for. */
function chooseColumns(
  draft: Extract<Draft, { kind: 'table' }>,
  common: BuildChoices,
  options: OwnDataOptions,
): { choices: BuildChoices; notes: readonly string[] } {
  const notes = [...draft.notes, ...draft.problems.map(problemSentence)];
  return { choices: { ...common, ...tableChoices(draft, options) }, notes };
}

/** Which arrays are used, and how they lie. Throws CommandError that names the option where that cannot be known. */
function chooseArrays(
  { arrays, notes, problems, name }: Extract<Draft, { kind: 'arrays' }>,
  common: BuildChoices,
  options: OwnDataOptions,
  networkInput: Shape,
): { choices: BuildChoices; notes: readonly string[] } {
  const { target, targetType, labels, layout } = options;
  const inputs = oneName(options.inputs);
  const names = arrays.map((array) => array.name);
  for (const wanted of [target, inputs])
    if (wanted !== undefined && !names.includes(wanted))
      throw new CommandError(`There is no array "${wanted}"; expected one of ${names.join(', ')}.`);
  const withRole = (role: 'inputs' | 'targets') => arrays.find((array) => array.role === role);
  const [learnt, predicted] = [withRole('inputs'), withRole('targets')];
  const reason = firstReason(problems);
  if (reason !== undefined && !(predicted && learnt))
    throw new CommandError(
      `${reason} Of ${names.join(', ')}, none can be what is ${learnt ? 'predicted' : 'learnt from'} in its place.`,
    );
  if (!predicted && names.length === 1 && labels === undefined)
    throw new CommandError(`${name} holds one array, ${names[0]}; give the labels with --labels FILE.`);
  if (!predicted)
    throw new CommandError(`It cannot be told which of ${names.join(', ')} is to be predicted; name it with --target.`);
  if (!learnt)
    throw new CommandError(
      `It cannot be told which of ${names.join(', ')} is to be learnt from; name it with --inputs.`,
    );
  const held = arrays.filter(({ role }) => role === 'testInputs' || role === 'testTargets').map((array) => array.name);
  const test = held.length > 0 ? [`${held.join(' and ')} are the test part.`] : [];
  const lies = layout ?? proposeLayout(learnt, networkInput);
  const turned =
    lies === 'channelsLast' && layout === undefined
      ? [
          `${learnt.name} is taken for images of height, width and channels, since the network’s input of ${formatShape(networkInput)} fits no other way; --layout says otherwise.`,
        ]
      : [];
  return {
    choices: { ...common, layout: lies, ...(targetType && { classes: targetType === 'classes' }) },
    notes: [...test, ...notes, ...turned, ...problems.map(problemSentence)],
  };
}
