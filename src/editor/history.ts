// Undo history as immer patches: pure functions over a value, its past and its future.
// What a gesture is, and when it ends, is the caller's affair.

import { applyPatches, enablePatches, produceWithPatches, type Draft, type Objectish, type Patch } from 'immer';
import { sameValue } from './same-value.ts';

enablePatches();

/** One undoable gesture. */
export interface HistoryEntry {
  /** What was done, verb first: "Move 3 nodes". */
  readonly label: string;
  /** The next change with the same key joins this entry. */
  readonly mergeKey?: string;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}

export interface Timeline<T> {
  readonly present: T;
  readonly past: readonly HistoryEntry[];
  /** Undone entries, the next to redo last. */
  readonly future: readonly HistoryEntry[];
}

/** Older gestures than this many are forgotten. */
export const maxHistory = 1000;

export function startTimeline<T>(present: T): Timeline<T> {
  return { present, past: [], future: [] };
}

/**
 * Runs `recipe` as one gesture. A change that leaves an equal value returns the timeline itself; a change with
 * the last entry's `mergeKey` joins that entry under its own label, and an entry that has come to nothing is dropped.
 */
export function change<T extends Objectish>(
  timeline: Timeline<T>, label: string, recipe: (draft: Draft<T>) => void, mergeKey?: string,
): Timeline<T> {
  const [present, patches, inverse] = produceWithPatches(timeline.present, (draft: Draft<T>) => {
    recipe(draft);
  });
  if (patches.length === 0 || sameValue(present, timeline.present)) return timeline;
  const last = timeline.past.at(-1);
  if (!last || mergeKey === undefined || last.mergeKey !== mergeKey || timeline.future.length > 0) {
    const entry = { label, patches, inverse, ...(mergeKey !== undefined && { mergeKey }) };
    return { present, past: [...timeline.past, entry].slice(-maxHistory), future: [] };
  }
  const earlier = timeline.past.slice(0, -1);
  const before = applyPatches(timeline.present, last.inverse);
  if (sameValue(before, present)) return { present, past: earlier, future: [] };
  const merged = { ...last, label, ...joined(before, [...last.patches, ...patches]) };
  return { present, past: [...earlier, merged], future: [] };
}

/** One set of patches for many: a text typed letter by letter is kept once, not once for each letter. */
function joined(before: Objectish, patches: readonly Patch[]): Pick<HistoryEntry, 'patches' | 'inverse'> {
  const [, forward, inverse] = produceWithPatches(before, (draft) => { applyPatches(draft, patches); });
  return { patches: forward, inverse };
}

/** Ends the last gesture: the next change starts an entry of its own whatever its `mergeKey`. */
export function seal<T>(timeline: Timeline<T>): Timeline<T> {
  const last = timeline.past.at(-1);
  if (last?.mergeKey === undefined) return timeline;
  const { mergeKey: _, ...sealed } = last;
  return { ...timeline, past: [...timeline.past.slice(0, -1), sealed] };
}

/** One gesture back; the timeline itself where there is none. */
export function undo<T extends Objectish>(timeline: Timeline<T>): Timeline<T> {
  const entry = timeline.past.at(-1);
  if (!entry) return timeline;
  return {
    present: applyPatches(timeline.present, entry.inverse),
    past: timeline.past.slice(0, -1),
    future: [...timeline.future, entry],
  };
}

/** One gesture forward; the timeline itself where there is none. */
export function redo<T extends Objectish>(timeline: Timeline<T>): Timeline<T> {
  const entry = timeline.future.at(-1);
  if (!entry) return timeline;
  return {
    present: applyPatches(timeline.present, entry.patches),
    past: [...timeline.past, entry],
    future: timeline.future.slice(0, -1),
  };
}
