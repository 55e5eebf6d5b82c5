// What the library keeps of a document: its record, its history and its versions. Whatever is read back is checked.

import { readDocument } from '../../core/document-format.ts';
import type { NetworkDocument } from '../../core/document.ts';
import { redo, startTimeline, undo, type HistoryEntry, type Timeline } from '../history.ts';

/**
 * `time`: kept while it was edited. `run`: a run started. `restore`: before an earlier one was restored. `tab`:
 * another tab's.
 */
export const versionReasons = ['time', 'run', 'restore', 'tab'] as const;
export type VersionReason = (typeof versionReasons)[number];

export interface VersionHead {
  readonly id: string;
  /** ISO 8601: when the document was so, and when that was kept. */
  readonly at: string;
  readonly keptAt: string;
  readonly reason: VersionReason;
  /** Length of its text. */
  readonly characters: number;
}

export interface DocumentRecord {
  readonly version: 1;
  readonly id: string;
  /** The document's, so that a damaged one can be named. */
  readonly name: string;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly deletedAt?: string;
  /** Another one with every write: what a tab writes upon must be what it has read. */
  readonly revision: string;
  /** The document as JSON. */
  readonly text: string;
  /** Newest first; their texts lie beside the record. */
  readonly versions: readonly VersionHead[];
}

/** The record as it was written, or what is wrong with it. */
export function readRecord(value: unknown): DocumentRecord | { readonly reason: string } {
  if (typeof value !== 'object' || value === null) return { reason: `the record is not an object but ${typeof value}` };
  const record = value as Partial<Record<keyof DocumentRecord, unknown>>;
  if (record.version !== 1) return { reason: `version: expected 1, received ${String(record.version)}` };
  for (const key of ['id', 'name', 'createdAt', 'changedAt', 'revision', 'text'] as const) {
    if (typeof record[key] !== 'string') return { reason: `${key}: expected text, received ${typeof record[key]}` };
  }
  const versions = Array.isArray(record.versions) ? record.versions.filter(isVersionHead) : [];
  const { deletedAt, ...rest } = value as DocumentRecord;
  return { ...rest, versions, ...(typeof deletedAt === 'string' && { deletedAt }) };
}

function isVersionHead(value: unknown): value is VersionHead {
  if (typeof value !== 'object' || value === null) return false;
  const head = value as Partial<Record<keyof VersionHead, unknown>>;
  return (
    typeof head.id === 'string' &&
    typeof head.at === 'string' &&
    typeof head.keptAt === 'string' &&
    typeof head.characters === 'number' &&
    versionReasons.some((reason) => reason === head.reason)
  );
}

/** The document in a text of JSON, or the first thing that is wrong with it. */
export function readText(text: string): { readonly document: NetworkDocument } | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { reason: `the text is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const result = readDocument(value);
  return 'document' in result ? result : { reason: result.problems[0]?.message ?? 'it is no document' };
}

/** A history as it is kept: with the revision that it belongs to. */
export interface HistoryRecord {
  readonly revision: string;
  /** Past and future entries as JSON. */
  readonly past: readonly string[];
  readonly future: readonly string[];
}

/** Characters of one document's kept history; what was done longest ago is let go first. */
export const maxHistoryCharacters = 1_000_000;

const written = new WeakMap<HistoryEntry, string>();

/** Entries as JSON, each written once; a gesture that is not over is over when it is read back. */
function writeEntry(entry: HistoryEntry): string {
  let text = written.get(entry);
  if (text === undefined) {
    const { mergeKey: _, ...sealed } = entry;
    text = JSON.stringify(sealed);
    written.set(entry, text);
  }
  return text;
}

/** The history of a state, as far as there is room for it. */
export function writeHistory(
  revision: string,
  { past, future }: Pick<Timeline<NetworkDocument>, 'past' | 'future'>,
): HistoryRecord {
  let room = maxHistoryCharacters;
  const newest = (entries: readonly HistoryEntry[]): string[] => {
    const texts: string[] = [];
    for (const entry of entries.toReversed()) {
      const text = writeEntry(entry);
      room -= text.length;
      if (room < 0) break;
      texts.unshift(text);
    }
    return texts;
  };
  return { revision, past: newest(past), future: newest(future) };
}

/**
 * The history that was kept with this revision of the document; an empty one where it is of another, damaged, or leads
 * nowhere.
 */
export function readHistory(value: unknown, revision: string, document: NetworkDocument): Timeline<NetworkDocument> {
  const none = startTimeline(document);
  try {
    const record = value as HistoryRecord;
    if (record.revision !== revision) return none;
    const timeline = { present: document, past: record.past.map(readEntry), future: record.future.map(readEntry) };
    return leadsSomewhere(timeline) ? timeline : none;
  } catch {
    return none;
  }
}

function readEntry(text: string): HistoryEntry {
  const { label, patches, inverse } = JSON.parse(text) as HistoryEntry;
  if (typeof label !== 'string' || !Array.isArray(patches) || !Array.isArray(inverse))
    throw new Error('it is no entry of a history');
  return { label, patches, inverse };
}

/** Whether both ends of the history are documents. */
function leadsSomewhere(timeline: Timeline<NetworkDocument>): boolean {
  const end = (move: typeof undo, count: number): unknown => {
    let at = timeline;
    for (let i = 0; i < count; i++) at = move(at);
    return at.present;
  };
  const isDocument = (value: unknown) => 'document' in readDocument(value);
  return isDocument(end(undo, timeline.past.length)) && isDocument(end(redo, timeline.future.length));
}
