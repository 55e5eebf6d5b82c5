// The archive of runs: records, curves and weights, and the limit on the last. Where there is no room, the weights of the
// oldest runs go first; records and curves stay.

import { compareIds } from '../core/graph.ts';
import { createTurns } from '../core/turns.ts';
import type { WeightSet } from '../core/weights.ts';
import { packWeights, unpackWeights, type PackedWeights } from './pack-weights.ts';
import { readCurves, readRecord } from './read-run.ts';
import { weightKinds, type KeptWeights, type RunCurves, type RunRecord, type WeightKind } from './run-record.ts';
import type { RunBackend } from './run-backend.ts';

/** Room for the weights of all runs together: thousands of small networks, some tens of large ones. */
export const maxWeightBytes = 256e6;

export interface Kept {
  /** As it is kept now. */
  readonly record: RunRecord;
  /** Records of other runs whose weights made room, as they are now. */
  readonly evicted: readonly RunRecord[];
}

export interface RunArchive {
  /** Newest first; `unreadable` counts what lies there and is no record. */
  list(): Promise<{ readonly records: RunRecord[]; readonly unreadable: number }>;
  /** Keeps a record, and its curves where given. Rejects with a sentence where it cannot be kept. */
  save(record: RunRecord, curves?: RunCurves): Promise<void>;
  readCurves(id: string): Promise<RunCurves | undefined>;
  /** Keeps weights beside a record that is kept. Rejects with a sentence where there is no room for them. */
  saveWeights(record: RunRecord, kind: WeightKind, weights: WeightSet, epoch?: number): Promise<Kept>;
  /** Rejects with a sentence where they are not kept. */
  readWeights(record: RunRecord, kind: WeightKind): Promise<WeightSet>;
  /** Forgets runs with all that belongs to them; returns how to bring them back. */
  remove(ids: readonly string[]): Promise<() => Promise<void>>;
}

/** An archive on a storage; its operations take turns. */
export function createRunArchive({ records, curves, weights }: RunBackend, limitBytes = maxWeightBytes): RunArchive {
  const inTurn = createTurns();
  const weightsKey = (id: string, kind: WeightKind) => `${id} ${kind}`;

  const list = async () => {
    const values = await records.values();
    const found = values.map(readRecord).filter((record) => record !== undefined);
    return { records: found.sort((a, b) => compareIds(b.id, a.id)), unreadable: values.length - found.length };
  };
  const save = async (record: RunRecord, itsCurves?: RunCurves) => {
    await keep(() => records.set(record.id, record), 'The run');
    if (itsCurves) await keep(() => curves.set(record.id, itsCurves), 'The curves of the run');
  };
  /** The record without its weights, which are deleted. */
  const evict = async ({ weights: kept, ...record }: RunRecord): Promise<RunRecord> => {
    for (const kind of weightKinds) if (kept[kind]) await weights.delete(weightsKey(record.id, kind));
    const evicted: RunRecord = { ...record, weights: {}, weightsEvicted: true };
    await records.set(record.id, evicted);
    return evicted;
  };
  const saveWeights = async (record: RunRecord, kind: WeightKind, values: WeightSet, epoch?: number): Promise<Kept> => {
    const packed = packWeights(values);
    const { byteLength: sizeBytes } = packed.data;
    if (sizeBytes > limitBytes) {
      throw new Error(`The weights of this run take ${megabytes(sizeBytes)} and ${megabytes(limitBytes)} are kept for all runs, so they are not kept; export the model to keep it.`);
    }
    const others = (await list()).records.filter(({ id }) => id !== record.id);
    const oldest = others.filter(hasWeights).sort((a, b) => compareIds(a.id, b.id));
    const own = { ...record.weights, [kind]: undefined };
    let total = sizeBytes + bytesOf(own) + oldest.reduce((sum, other) => sum + bytesOf(other.weights), 0);
    const evicted: RunRecord[] = [];
    const makeRoom = async (): Promise<boolean> => {
      const next = oldest.shift();
      if (!next) return false;
      total -= bytesOf(next.weights);
      evicted.push(await evict(next));
      return true;
    };
    while (total > limitBytes && await makeRoom());
    for (;;) {
      try {
        await weights.set(weightsKey(record.id, kind), packed);
        break;
      } catch (error) {
        if (!isQuotaError(error) || !(await makeRoom())) throw new Error(`The weights of this run could not be kept: ${describe(error)}`, { cause: error });
      }
    }
    const kept: KeptWeights = { sizeBytes, ...(epoch !== undefined && { epoch }) };
    const { weightsEvicted: _, ...rest } = record;
    const saved = { ...rest, weights: { ...record.weights, [kind]: kept } };
    await save(saved);
    return { record: saved, evicted };
  };
  const remove = async (ids: readonly string[]) => {
    const forgotten = await Promise.all(ids.map(async (id) => ({
      id, record: await records.get(id), curves: await curves.get(id),
      weights: await Promise.all(weightKinds.map(async (kind) => ({ key: weightsKey(id, kind), packed: await weights.get(weightsKey(id, kind)) }))),
    })));
    for (const { id, weights: its } of forgotten) {
      for (const { key } of its) await weights.delete(key);
      await curves.delete(id);
      await records.delete(id);
    }
    return () => inTurn(async () => {
      for (const { id, record, curves: its, weights: packs } of forgotten) {
        if (record !== undefined) await records.set(id, record);
        if (its !== undefined) await curves.set(id, its);
        for (const { key, packed } of packs) if (packed !== undefined) await weights.set(key, packed);
      }
    });
  };
  return {
    list: () => inTurn(list),
    save: (record, its) => inTurn(() => save(record, its)),
    readCurves: (id) => inTurn(async () => readCurves(await curves.get(id))),
    saveWeights: (...args) => inTurn(() => saveWeights(...args)),
    readWeights: (record, kind) => inTurn(async () => {
      const packed = (await weights.get(weightsKey(record.id, kind))) as PackedWeights | undefined;
      if (!packed) throw new Error(`The ${kind} weights of ${record.name} are not kept${record.weightsEvicted ? ': they made room for those of newer runs' : ''}.`);
      return unpackWeights(packed);
    }),
    remove: (ids) => inTurn(() => remove(ids)),
  };
}

function hasWeights({ weights }: RunRecord): boolean {
  return weightKinds.some((kind) => weights[kind] !== undefined);
}

function bytesOf(weights: { readonly [K in WeightKind]?: KeptWeights | undefined }): number {
  return weightKinds.reduce((sum, kind) => sum + (weights[kind]?.sizeBytes ?? 0), 0);
}

async function keep(write: () => Promise<void>, what: string): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new Error(`${what} could not be kept: ${describe(error)}`, { cause: error });
  }
}

function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

function describe(error: unknown): string {
  if (isQuotaError(error)) return 'the browser gives this page no more room. Delete runs, or free space on this machine.';
  return error instanceof Error ? error.message : String(error);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
}
