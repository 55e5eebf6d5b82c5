// The library of documents on a storage: what is added, saved, listed, deleted and kept as versions. It knows no page
// and no tab; which document is open, and who may write, is the desk's affair.

import type { NetworkDocument } from '../../core/document.ts';
import { uniqueId } from '../../core/unique-id.ts';
import type { Timeline } from '../history.ts';
import type { LibraryBackend, Writes } from './backend.ts';
import {
  readHistory,
  readRecord,
  readText,
  writeHistory,
  type DocumentRecord,
  type HistoryRecord,
  type VersionHead,
  type VersionReason,
} from './records.ts';
import { isVersionDue, thinVersions } from './versions.ts';

export type DocumentTimeline = Timeline<NetworkDocument>;

/** A document as it lies in the library. */
export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly changedAt: string;
  readonly deletedAt?: string;
  readonly document: NetworkDocument;
}

/** What could not be read, and was put out of the way. */
export interface SetAside {
  readonly name: string;
  readonly reason: string;
  readonly text: string;
}

export interface StoredDocument {
  readonly timeline: DocumentTimeline;
  readonly revision: string;
  readonly isDeleted: boolean;
}

/** What a page left when it went: a state that may not be in the storage yet. */
export interface Leftover {
  /** The revisions that it was made from, or that were on their way. */
  readonly bases: readonly string[];
  readonly text: string;
  readonly history?: Pick<HistoryRecord, 'past' | 'future'>;
}

export interface Library {
  /** Newest first, deleted ones among them; damaged ones are set aside. */
  list(): Promise<{ readonly entries: LibraryEntry[]; readonly setAside: SetAside[] }>;
  /** Undefined where there is none of that id. */
  read(id: string): Promise<StoredDocument | { readonly setAside: SetAside } | undefined>;
  /** Adds a document, under a name that no other has; returns its id. */
  add(document: NetworkDocument, id?: string): Promise<string>;
  /**
   * Writes a state, as `revision`, that was made from one of the revisions `bases`. Where another lies there by now,
   * that one becomes a version: `hadRival`. What is written is not deleted.
   */
  save(
    id: string,
    timeline: DocumentTimeline,
    bases: readonly string[],
    revision: string,
  ): Promise<{ readonly hadRival: boolean }>;
  /** Takes what a page left: as the document where nothing was saved since, else as a version of it. */
  claim(id: string, leftover: Leftover): Promise<void>;
  setDeleted(id: string, isDeleted: boolean): Promise<void>;
  /** Keeps a state beside the document; nothing where the newest version is the same. */
  keepVersion(id: string, document: NetworkDocument, reason: VersionReason): Promise<void>;
  /** Newest first. */
  versions(id: string): Promise<readonly VersionHead[]>;
  /** Undefined where it is not kept any more, or cannot be read. */
  readVersion(id: string, version: string): Promise<NetworkDocument | undefined>;
  /** The document that was shown last. */
  lastShown(): Promise<string | undefined>;
  setShown(id: string): Promise<void>;
}

const recordKey = (id: string) => `document ${id}`;
const historyKey = (id: string) => `history ${id}`;
const versionKey = (id: string, version: string) => `version ${id} ${version}`;
const shownKey = 'shown';
/** Deleted documents are there for so long. */
const deletedDays = 30;

export function createLibrary(backend: LibraryBackend, now: () => Date = () => new Date()): Library {
  const parsed = new Map<string, { readonly revision: string; readonly document: NetworkDocument }>();
  const get = async (key: string): Promise<unknown> => (await backend.getMany([key]))[0];

  const setAside = async (key: string, value: unknown, reason: string): Promise<SetAside> => {
    const record = (typeof value === 'object' && value !== null ? value : {}) as Partial<DocumentRecord>;
    const text = typeof record.text === 'string' ? record.text : (JSON.stringify(value) ?? '');
    await backend
      .change(key, () => [
        [`damaged ${now().toISOString()} ${key}`, value],
        [key, undefined],
      ])
      .catch(() => undefined);
    return { name: typeof record.name === 'string' ? record.name : 'A network', reason, text };
  };
  /** The record and its document, or why there is none. */
  const readValue = (
    value: unknown,
  ): { readonly record: DocumentRecord; readonly document: NetworkDocument } | { readonly reason: string } => {
    const record = readRecord(value);
    if ('reason' in record) return record;
    const known = parsed.get(record.id);
    if (known?.revision === record.revision) return { record, document: known.document };
    const result = readText(record.text);
    if ('reason' in result) return result;
    parsed.set(record.id, { revision: record.revision, document: result.document });
    return { record, document: result.document };
  };
  const allRecords = async () => {
    const keys = (await backend.keys()).filter((key) => key.startsWith(recordKey('')));
    return { keys, values: await backend.getMany(keys) };
  };
  const takenNames = async (): Promise<string[]> =>
    (await allRecords()).values.flatMap((value) => {
      const record = readRecord(value);
      return 'reason' in record || record.deletedAt !== undefined ? [] : [record.name];
    });
  const list: Library['list'] = async () => {
    const { keys, values } = await allRecords();
    const entries: LibraryEntry[] = [];
    const aside: SetAside[] = [];
    for (const [i, key] of keys.entries()) {
      const result = readValue(values[i]);
      if ('reason' in result) {
        if (values[i] !== undefined) aside.push(await setAside(key, values[i], result.reason));
      } else if (isGone(result.record, now())) await forget(result.record);
      else entries.push(entryOf(result.record, result.document));
    }
    return { entries: entries.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)), setAside: aside };
  };
  const forget = ({ id, versions }: DocumentRecord) =>
    backend
      .change(recordKey(id), () => [
        [recordKey(id), undefined],
        [historyKey(id), undefined],
        ...versions.map((head) => [versionKey(id, head.id), undefined] as const),
      ])
      .catch(() => undefined);

  /** Writes a document's next state in place of what lies there, which `keep` may make a version of. */
  const write = async (id: string, text: string, history: HistoryRecord, bases: readonly string[]) => {
    const { revision } = history;
    const at = now().toISOString();
    let hadRival = false;
    await backend.change(recordKey(id), (value) => {
      const found = readRecord(value);
      const before = 'reason' in found ? undefined : found;
      hadRival = before !== undefined && !bases.includes(before.revision) && before.text !== text;
      const isDue = before !== undefined && before.text !== text && isVersionDue(before.versions, now());
      const { versions, writes } =
        before && (hadRival || isDue)
          ? withVersion(before, {
              text: before.text,
              at: before.changedAt,
              keptAt: at,
              reason: hadRival ? 'tab' : 'time',
            })
          : { versions: before?.versions ?? [], writes: [] };
      const record: DocumentRecord = {
        version: 1,
        id,
        name: nameIn(text),
        createdAt: before?.createdAt ?? at,
        changedAt: at,
        revision,
        text,
        versions,
      };
      return [...writes, [recordKey(id), record], [historyKey(id), history]];
    });
    return { hadRival };
  };
  const changeRecord = (id: string, make: (record: DocumentRecord) => Writes) =>
    backend.change(recordKey(id), (value) => {
      const record = readRecord(value);
      return 'reason' in record ? [] : make(record);
    });
  return {
    list,
    async read(id) {
      const [value, history] = await backend.getMany([recordKey(id), historyKey(id)]);
      if (value === undefined) return undefined;
      const result = readValue(value);
      if ('reason' in result) return { setAside: await setAside(recordKey(id), value, result.reason) };
      const {
        record: { revision, deletedAt },
        document,
      } = result;
      return { timeline: readHistory(history, revision, document), revision, isDeleted: deletedAt !== undefined };
    },
    async add(document, id = uniqueId()) {
      const named = { ...document, name: freeName(document.name, await takenNames()) };
      await write(id, JSON.stringify(named), { revision: uniqueId(), past: [], future: [] }, []);
      return id;
    },
    save: (id, timeline, bases, revision) =>
      write(id, JSON.stringify(timeline.present), writeHistory(revision, timeline), bases),
    async claim(id, { bases, text, history = { past: [], future: [] } }) {
      if ('reason' in readText(text)) return;
      const record = readRecord(await get(recordKey(id)));
      const isNext = 'reason' in record || bases.includes(record.revision);
      if (isNext) await write(id, text, { ...history, revision: uniqueId() }, bases);
      else if (record.text !== text)
        await changeRecord(id, (rival) =>
          recordWrites(rival, { text, at: rival.changedAt, keptAt: now().toISOString(), reason: 'tab' }),
        );
    },
    setDeleted: (id, isDeleted) =>
      changeRecord(id, ({ deletedAt: _, ...record }) => [
        [recordKey(id), { ...record, ...(isDeleted && { deletedAt: now().toISOString() }) }],
      ]),
    async keepVersion(id, document, reason) {
      const text = JSON.stringify(document);
      const [newest] = await this.versions(id);
      const before = newest && (await get(versionKey(id, newest.id)));
      const at = now().toISOString();
      if (before !== text) await changeRecord(id, (record) => recordWrites(record, { text, at, keptAt: at, reason }));
    },
    async versions(id) {
      const record = readRecord(await get(recordKey(id)));
      return 'reason' in record ? [] : record.versions;
    },
    async readVersion(id, version) {
      const text = await get(versionKey(id, version));
      const result = typeof text === 'string' ? readText(text) : undefined;
      return result && 'document' in result ? result.document : undefined;
    },
    async lastShown() {
      const id = await get(shownKey);
      return typeof id === 'string' ? id : undefined;
    },
    setShown: (id) => backend.change(shownKey, () => [[shownKey, id]]),
  };
}

interface NewVersion extends Pick<VersionHead, 'at' | 'keptAt' | 'reason'> {
  readonly text: string;
}

/** The versions of a record with another one, and what is to be written for it. */
function withVersion(
  { id, versions }: DocumentRecord,
  { text, ...rest }: NewVersion,
): { readonly versions: VersionHead[]; readonly writes: Writes } {
  const head: VersionHead = { id: uniqueId(), ...rest, characters: text.length };
  const { kept, dropped } = thinVersions([head, ...versions]);
  return {
    versions: kept,
    writes: [[versionKey(id, head.id), text], ...dropped.map((old) => [versionKey(id, old.id), undefined] as const)],
  };
}

function recordWrites(record: DocumentRecord, version: NewVersion): Writes {
  const { versions, writes } = withVersion(record, version);
  return [...writes, [recordKey(record.id), { ...record, versions }]];
}

function entryOf({ id, changedAt, deletedAt }: DocumentRecord, document: NetworkDocument): LibraryEntry {
  return { id, name: document.name, changedAt, document, ...(deletedAt !== undefined && { deletedAt }) };
}

function nameIn(text: string): string {
  return (JSON.parse(text) as NetworkDocument).name;
}

function isGone({ deletedAt }: DocumentRecord, now: Date): boolean {
  return deletedAt !== undefined && now.getTime() - Date.parse(deletedAt) > deletedDays * 86_400_000;
}

/** "LeNet-5", or "LeNet-5 (2)" where that is taken. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  // Names have at most 200 characters.
  const stem = name.replace(/ \(\d+\)$/, '').slice(0, 190);
  let number = 2;
  while (taken.includes(`${stem} (${number})`)) number++;
  return `${stem} (${number})`;
}
