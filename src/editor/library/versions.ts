// Which versions of a document are kept: one of every ten minutes that it was edited, and one of every run, the newest
// of each.

import type { VersionHead, VersionReason } from './records.ts';

/** A state that is replaced is kept where none was kept for so long. */
const everyMs = 10 * 60_000;
const mostOfAKind: Readonly<Record<VersionReason, number>> = { time: 20, run: 20, restore: 10, tab: 10 };
/** Of one document: some hundreds of usual size, a few of ten thousand nodes. */
export const maxVersionCharacters = 8_000_000;
/** Kept however large they are. */
const least = 2;

/** Whether the state that is being replaced is to be kept. */
export function isVersionDue(versions: readonly VersionHead[], now: Date): boolean {
  const [newest] = versions;
  return !newest || now.getTime() - Date.parse(newest.keptAt) >= everyMs;
}

/** Those that stay and those that go; `versions` come newest first. */
export function thinVersions(versions: readonly VersionHead[]): {
  readonly kept: VersionHead[];
  readonly dropped: VersionHead[];
} {
  const kept: VersionHead[] = [];
  const dropped: VersionHead[] = [];
  let characters = 0;
  for (const head of versions) {
    characters += head.characters;
    const alike = kept.filter(({ reason }) => reason === head.reason).length;
    const fits = characters <= maxVersionCharacters || kept.length < least;
    (fits && alike < mostOfAKind[head.reason] ? kept : dropped).push(head);
  }
  return { kept, dropped };
}
