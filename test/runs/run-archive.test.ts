// The archive on a storage in memory: what is kept comes back, the oldest weights make room, and nothing is lost in silence.

import { describe, expect, test } from 'vitest';
import type { WeightSet } from '../../src/core/weights.ts';
import { packWeights, unpackWeights } from '../../src/runs/pack-weights.ts';
import { createRunArchive } from '../../src/runs/run-archive.ts';
import { createMemoryBackend, type RunBackend } from '../../src/runs/run-backend.ts';
import { blankRecord, finishedRun } from './records.ts';

/** 10 numbers: 40 bytes. */
const weights = (value: number): WeightSet => ({
  'conv.weight': { shape: [2, 4], data: new Float32Array(8).fill(value) },
  'conv.bias': { shape: [2], data: new Float32Array([value, -value]) },
});

/** A storage that has room for so many weight sets. */
function smallBackend(most: number): RunBackend {
  const backend = createMemoryBackend();
  const refuse = () => { throw Object.assign(new Error('no room'), { name: 'QuotaExceededError' }); };
  return {
    ...backend,
    weights: { ...backend.weights, set: async (key, value) => ((await backend.weights.values()).length >= most ? refuse() : backend.weights.set(key, value)) },
  };
}

describe('packed weights', () => {
  test('come back as they were, each with memory of its own', () => {
    const packed = packWeights(weights(3));
    expect(packed.data).toHaveLength(10);
    const unpacked = unpackWeights(packed);
    expect(unpacked).toEqual(weights(3));
    expect(unpacked['conv.weight']?.data.buffer).not.toBe(packed.data.buffer);
  });

  test('are refused where numbers are missing', () => {
    const packed = packWeights(weights(3));
    expect(() => unpackWeights({ ...packed, data: packed.data.slice(1) })).toThrow('The kept weights are damaged: expected 10 numbers, received 9.');
  });
});

describe('the archive', () => {
  test('gives back records newest first, curves and weights', async () => {
    const archive = createRunArchive(createMemoryBackend());
    const [older, newer] = [await finishedRun(1), await finishedRun(2)];
    await archive.save(older.record, older.curves);
    await archive.save(newer.record, newer.curves);
    const { record } = await archive.saveWeights(older.record, 'best', weights(1), 2);
    await archive.saveWeights(record, 'final', weights(5));
    expect((await archive.list()).records.map(({ id, weights: kept }) => [id, kept])).toEqual([
      [newer.record.id, {}], [older.record.id, { best: { sizeBytes: 40, epoch: 2 }, final: { sizeBytes: 40 } }],
    ]);
    expect(await archive.readCurves(older.record.id)).toEqual(older.curves);
    expect(await archive.readWeights(record, 'final')).toEqual(weights(5));
    expect(await archive.readWeights(record, 'best')).toEqual(weights(1));
  });

  test('counts what it cannot read and goes on', async () => {
    const backend = createMemoryBackend();
    await backend.records.set('x', { version: 7 });
    const archive = createRunArchive(backend);
    await archive.save(blankRecord(1));
    expect(await archive.list()).toMatchObject({ records: [{ name: 'Run 1' }], unreadable: 1 });
  });

  test('the weights of the oldest runs make room; their records and curves stay', async () => {
    const archive = createRunArchive(createMemoryBackend(), 100);
    const runs = await Promise.all([1, 2, 3].map((minute) => finishedRun(minute)));
    for (const { record, curves } of runs) await archive.save(record, curves);
    const [first, second, third] = runs.map(({ record }) => record);
    if (!first || !second || !third) throw new Error('three runs');
    expect((await archive.saveWeights(second, 'final', weights(2))).evicted).toEqual([]);
    expect((await archive.saveWeights(first, 'final', weights(1))).evicted).toEqual([]);
    const { evicted } = await archive.saveWeights(third, 'final', weights(3));
    expect(evicted.map(({ id, weightsEvicted }) => [id, weightsEvicted])).toEqual([[first.id, true]]);
    const { records } = await archive.list();
    expect(records.map(({ weights: kept }) => kept.final?.sizeBytes)).toEqual([40, 40, undefined]);
    expect(await archive.readCurves(first.id)).toEqual(runs[0]?.curves);
    const [, , oldest] = records;
    await expect(oldest && archive.readWeights(oldest, 'final')).rejects.toThrow('The final weights of Run 1 are not kept: they made room for those of newer runs.');
    expect(await archive.readWeights(second, 'final')).toEqual(weights(2));
  });

  test('weights that replace their own do not count twice', async () => {
    const archive = createRunArchive(createMemoryBackend(), 80);
    const [a, b] = [blankRecord(1), blankRecord(2)];
    await archive.saveWeights(a, 'final', weights(1));
    const { record } = await archive.saveWeights(b, 'final', weights(2));
    expect((await archive.saveWeights(record, 'final', weights(3))).evicted).toEqual([]);
    expect(await archive.readWeights(record, 'final')).toEqual(weights(3));
  });

  test('a browser without room: the oldest go first, and where none is left it says so', async () => {
    const archive = createRunArchive(smallBackend(1));
    const [a, b] = [blankRecord(1), blankRecord(2)];
    await archive.saveWeights(a, 'final', weights(1));
    const { record, evicted } = await archive.saveWeights(b, 'final', weights(2));
    expect(evicted.map(({ id }) => id)).toEqual([a.id]);
    await expect(archive.saveWeights(record, 'best', weights(9), 3)).rejects.toThrow(
      'The weights of this run could not be kept: the browser gives this page no more room. Delete runs, or free space on this machine.',
    );
    expect(await archive.readWeights(record, 'final')).toEqual(weights(2));
  });

  test('weights larger than all the room are refused with both sizes, and nothing makes room for them', async () => {
    const archive = createRunArchive(createMemoryBackend(), 3e6);
    const { record } = await archive.saveWeights(blankRecord(1), 'final', weights(1));
    const large = { w: { shape: [1e6], data: new Float32Array(1e6) } };
    await expect(archive.saveWeights(blankRecord(2), 'final', large)).rejects.toThrow('The weights of this run take 4 MB and 3 MB are kept for all runs');
    expect(await archive.readWeights(record, 'final')).toEqual(weights(1));
  });

  test('a record that cannot be kept is told in a sentence', async () => {
    const backend = createMemoryBackend();
    const archive = createRunArchive({ ...backend, records: { ...backend.records, set: async () => { throw new Error('The disk is gone.'); } } });
    await expect(archive.save(blankRecord(1))).rejects.toThrow('The run could not be kept: The disk is gone.');
  });

  test('what is removed is gone with all that belongs to it, and comes back whole', async () => {
    const backend = createMemoryBackend();
    const archive = createRunArchive(backend);
    const { record, curves } = await finishedRun(1);
    await archive.save(record, curves);
    const { record: kept } = await archive.saveWeights(record, 'final', weights(4));
    const restore = await archive.remove([kept.id]);
    for (const store of Object.values(backend)) expect(await store.values()).toEqual([]);
    await restore();
    expect((await archive.list()).records).toEqual([kept]);
    expect(await archive.readCurves(kept.id)).toEqual(curves);
    expect(await archive.readWeights(kept, 'final')).toEqual(weights(4));
  });
});
