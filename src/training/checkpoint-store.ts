// The ring of checkpoints: one after every epoch, and the latest within an epoch. Where there is no room, the oldest go first.
// The storage is passed in; heads and bodies lie apart, so that a list is read without tensors.

import { createDocument } from '../core/document.ts';
import { readDocument } from '../core/document-format.ts';
import { compareIds } from '../core/graph.ts';
import { createTurns } from '../core/turns.ts';
import { checkpointBytes, documentOf, type Checkpoint, type CheckpointBody, type CheckpointHead } from './checkpoints.ts';

/** Values by key. */
export interface CheckpointValues {
  get(key: string): Promise<unknown>;
  /** Rejects with a `QuotaExceededError` where there is no room. */
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  values(): Promise<unknown[]>;
  keys(): Promise<string[]>;
}

export interface CheckpointBackend {
  readonly heads: CheckpointValues;
  readonly bodies: CheckpointValues;
  /** Says to all pages that a run is alive until the worker ends, however it ends. */
  hold?(run: string): void;
  /** Runs that are alive, in whatever page. */
  alive?(): Promise<readonly string[]>;
}

export interface CheckpointLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** Some epochs of one run; more than one only of runs that were left. */
const usual: CheckpointLimits = { maxCount: 8, maxBytes: 256e6 };
/** A body without a head is being written by another page, unless it is older than this. */
const orphanMs = 60_000;

export interface CheckpointStore {
  /** Keeps a checkpoint and forgets what it replaces. Rejects with a sentence where there is no room for it. */
  save(head: Omit<CheckpointHead, 'version' | 'id' | 'sizeBytes'>, body: CheckpointBody): Promise<CheckpointHead>;
  /** Newest first. */
  list(): Promise<CheckpointHead[]>;
  /** Of runs that no page trains, newest first. */
  left(): Promise<CheckpointHead[]>;
  /** Rejects with a sentence where it is not kept any more. */
  read(id: string): Promise<Checkpoint>;
  /** Forgets all checkpoints of a run. */
  discard(run: string): Promise<void>;
  /** A run is alive from now on. */
  hold(run: string): void;
}

/** A store on a storage; its operations take turns. */
export function createCheckpointStore({ heads, bodies, hold, alive }: CheckpointBackend, limits: Partial<CheckpointLimits> = {}, now: () => Date = () => new Date()): CheckpointStore {
  const { maxCount, maxBytes } = { ...usual, ...limits };
  const inTurn = createTurns();
  let made = 0;

  const list = async () => (await heads.values()).filter(isHead).sort((a, b) => compareIds(b.id, a.id));
  const forget = async ({ id }: CheckpointHead) => {
    // The head first: a head without a body would be offered.
    await heads.delete(id);
    await bodies.delete(id);
  };
  const save: CheckpointStore['save'] = async (told, body) => {
    const sizeBytes = checkpointBytes(body);
    if (sizeBytes > maxBytes) throw new Error(`A checkpoint of this run takes ${megabytes(sizeBytes)} and ${megabytes(maxBytes)} are there for all, so none is kept.`);
    const head: CheckpointHead = { ...told, version: 1, id: idAt(now(), made++), sizeBytes };
    const all = await list();
    const going = await alive?.() ?? [];
    const replaced = all.filter((other) => isReplacedBy(other, head) && (other.run === head.run || !going.includes(other.run)));
    // Until the new one is there, what it replaces stays, unless there is no room for both.
    const oldest = all.toReversed();
    const makeRoom = async (): Promise<boolean> => {
      const next = oldest.shift();
      if (next) await forget(next);
      return next !== undefined;
    };
    const kept = () => oldest.filter((other) => !replaced.includes(other));
    const total = () => kept().reduce((sum, other) => sum + other.sizeBytes, sizeBytes);
    while ((kept().length >= maxCount || total() > maxBytes) && await makeRoom());
    await set(bodies, head.id, body, makeRoom);
    await set(heads, head.id, head, makeRoom);
    for (const other of replaced) await forget(other);
    await forgetOrphans();
    return head;
  };
  /** Bodies whose head was never written, because the page was closed in between. */
  const forgetOrphans = async () => {
    const known = new Set((await list()).map(({ id }) => id));
    const before = idAt(new Date(now().getTime() - orphanMs), 0);
    for (const id of await bodies.keys()) if (!known.has(id) && compareIds(id, before) < 0) await bodies.delete(id);
  };
  return {
    save: (head, body) => inTurn(() => save(head, body)),
    list: () => inTurn(list),
    left: () => inTurn(async () => {
      const going = await alive?.() ?? [];
      return (await list()).filter(({ run }) => !going.includes(run));
    }),
    read: (id) => inTurn(async () => {
      const [head, body] = [await heads.get(id), await bodies.get(id)];
      if (!isHead(head) || body === undefined) throw new Error('This checkpoint is not kept any more; it made room for newer ones.');
      // What lies there was written by `save`.
      return { head, body: body as CheckpointBody };
    }),
    discard: (run) => inTurn(async () => {
      for (const head of await list()) if (head.run === run) await forget(head);
    }),
    hold: (run) => hold?.(run),
  };
}

/** A checkpoint within an epoch stands for the latest only; a document has one run that was left. */
function isReplacedBy(old: CheckpointHead, fresh: CheckpointHead): boolean {
  return old.run === fresh.run ? old.place.batch > 0 : documentOf(old) === documentOf(fresh);
}

async function set(values: CheckpointValues, key: string, value: unknown, makeRoom: () => Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      return await values.set(key, value);
    } catch (error) {
      const isQuota = error instanceof Error && error.name === 'QuotaExceededError';
      if (isQuota && await makeRoom()) continue;
      const why = isQuota ? 'the browser gives this page no more room' : error instanceof Error ? error.message : String(error);
      throw new Error(`No checkpoint of this run could be kept: ${why}.`, { cause: error });
    }
  }
}

/** True for what this version wrote; what else lies there, or is damaged, is no checkpoint. */
function isHead(value: unknown): value is CheckpointHead {
  if (typeof value !== 'object' || value === null) return false;
  const { version, id, run, name, document, dataset, engine, sizeBytes, place, plan, graph, layout, config, twin } = value as Partial<Record<keyof CheckpointHead, unknown>>;
  return version === 1 && [id, run, name, dataset, engine].every((text) => typeof text === 'string') && ['string', 'undefined'].includes(typeof document)
    && typeof sizeBytes === 'number' && isPlace(place) && isSide({ graph, layout, plan, config })
    && (twin === undefined || isSide(twin));
}

function isPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { step, epoch, batch } = value as Partial<CheckpointHead['place']>;
  return [step, epoch, batch].every((number) => Number.isSafeInteger(number));
}

/** Network and settings of one network are a document's; the plan is made of them and only looked at from afar. */
function isSide(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { graph, layout, plan, config } = value as Partial<Record<'graph' | 'layout' | 'plan' | 'config', unknown>>;
  const hasOps = typeof plan === 'object' && plan !== null && Array.isArray((plan as { ops?: unknown }).ops);
  return hasOps && 'document' in readDocument({ ...createDocument(), graph, layout, training: config });
}

/** Sorts by time, then by number. */
function idAt(time: Date, number: number): string {
  return `${time.toISOString()} ${String(number).padStart(8, '0')}`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
}
