// What a draft holds now, as plain data: reading a thousand nodes through a draft makes something of each of them.

import { current, isDraft, type Draft } from 'immer';

/** The same value where it is a draft no more, or never was one. */
export function snapshotOf<T>(part: T): T {
  return isDraft(part) ? current(part as Draft<T>) : part;
}
