// From an inspected draft and the choices made about it to a dataset that is kept.

import type { BuildChoices, Built } from '../../core/own-data.ts';
import { buildArrays } from './arrays.ts';
import { buildImages, createImageWriter, type DecodeImage } from './build-images.ts';
import { buildTable } from './build-table.ts';
import type { Inspected } from './inspect.ts';
import { keepNumbers, type Numbers } from './numbers.ts';
import type { OwnStorage } from './storage.ts';
import type { TableAdvice } from './table-advice.ts';

export interface BuildEnvironment {
  readonly storage: OwnStorage;
  /** Absent where images cannot be decoded. */
  readonly decode?: DecodeImage;
  /** What can be done about a table; the dialog's controls where absent. */
  readonly advice?: TableAdvice;
  onProgress(fraction: number): void;
}

/** Builds and keeps a dataset. Throws DataFormatError with a sentence; nothing is kept then. */
export async function build(inspected: Inspected, choices: BuildChoices, { storage, decode, advice, onProgress }: BuildEnvironment): Promise<Built> {
  if ('images' in inspected) {
    if (!decode) throw new Error('Images cannot be decoded here; expected a browser.');
    return buildImages(storage, inspected.images, choices, decode, onProgress);
  }
  if ('table' in inspected) return { info: await keep(await buildTable(inspected.table, choices, { onProgress, ...(advice && { advice }) }), inspected.table.draft.name), problems: [] };
  const built = await buildArrays(inspected.arrays, choices);
  if (!('pixels' in built)) return { info: await keep(built, inspected.arrays.draft.name), problems: [] };
  const writer = createImageWriter(storage, built.shape);
  const size = built.pixels.length / built.labels.length;
  for (let index = 0; index < built.labels.length; index++) {
    await writer.add(built.pixels.subarray(index * size, (index + 1) * size), built.labels[index] as number, built.testFrom === undefined ? undefined : index >= built.testFrom);
    if (index % 1000 === 0) onProgress(index / built.labels.length);
  }
  const summary = `${built.labels.length.toLocaleString('en-US')} images from ${inspected.arrays.draft.name}, ${built.shape.join('×')}, kept in this browser.`;
  return { info: await writer.finish({ name: choices.name, summary, classNames: built.classNames }, choices), problems: [] };

  function keep(numbers: Numbers, file: string) {
    return keepNumbers(storage, numbers, `${numbers.count.toLocaleString('en-US')} rows from ${file}, kept in this browser.`, choices);
  }
}
