// Files and folders that options name: what is not there, or is of the other kind, is an error before anything begins.

import { stat } from 'node:fs/promises';
import { CommandError, textOption, UsageError, type OptionValues } from './command.ts';
import { codeOf, diskReason } from './disk-errors.ts';

const kinds = {
  file: { fits: (found: Kind) => found === 'file', expected: 'a file' },
  folder: { fits: (found: Kind) => found === 'folder', expected: 'a folder' },
  any: { fits: () => true, expected: 'a file or folder' },
} as const;
type Kind = 'file' | 'folder';

/** Checks options that name something to read. Throws CommandError that names the first that is not as expected. */
export async function checkPlaces(values: OptionValues, expected: Readonly<Record<string, keyof typeof kinds>>): Promise<void> {
  for (const [option, kind] of Object.entries(expected)) {
    const path = textOption(values, option);
    if (path === undefined) continue;
    const found = await stat(path).then((facts): Kind => (facts.isDirectory() ? 'folder' : 'file'), (error: unknown) => {
      const reason = codeOf(error) === 'ENOENT' ? `there is no such ${kind === 'any' ? 'file or folder' : kind}` : diskReason(error);
      throw new CommandError(`--${option} ${path}: ${reason}.`);
    });
    if (!kinds[kind].fits(found)) throw new CommandError(`--${option} ${path}: this is a ${found}; expected ${kinds[kind].expected}.`);
  }
}

/** The folder that --output names; undefined where it is not given. Throws UsageError where it names none. */
export function outputOption(values: OptionValues): string | undefined {
  const given = textOption(values, 'output');
  if (given?.trim() === '') throw new UsageError('--output must be the name of a folder, received "".');
  return given;
}
