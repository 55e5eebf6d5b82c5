// Images decoded by several workers: every answer goes to its question, in whatever order the workers give them.

import { describe, expect, it } from 'vitest';
import { createDecodingPool, decodersFor, type DecodeTask } from '../../../src/datasets/own/decoding-pool.ts';

/** A worker that answers when told to, last question first. */
class SlowWorker extends EventTarget {
  readonly asked: DecodeTask[] = [];
  ended = false;
  postMessage(task: DecodeTask): void {
    this.asked.push(task);
  }
  terminate(): void {
    this.ended = true;
  }
  /** Pixels are the image's first byte; 255 is no image. */
  answerAll(): void {
    for (const { task, image: [bytes] } of this.asked.splice(0).reverse()) {
      this.dispatchEvent(new MessageEvent('message', { data: { task, ...(bytes[0] !== 255 && { pixels: Uint8Array.of(bytes[0] ?? 0) }) } }));
    }
  }
}

function poolOf(size: number) {
  const workers: SlowWorker[] = [];
  const pool = createDecodingPool(() => {
    const worker = new SlowWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  }, size);
  const decode = (value: number) => pool.decode(Uint8Array.of(value), 'png', [1, 1], 1);
  return { pool, workers, decode };
}

describe('createDecodingPool', () => {
  it.each([1, 2, 4])('gives %i workers their share and every image its own pixels', async (size) => {
    const { pool, workers, decode } = poolOf(size);
    const decoded = Promise.all([10, 20, 30, 255, 50, 60, 70, 80].map(decode));
    expect(workers.map(({ asked }) => asked.length)).toEqual(new Array(size).fill(8 / size));
    for (const worker of workers.toReversed()) worker.answerAll();
    expect((await decoded).map((pixels) => pixels?.[0])).toEqual([10, 20, 30, undefined, 50, 60, 70, 80]);
    pool.end();
    expect(workers.every(({ ended }) => ended)).toBe(true);
  });

  it('rejects what waits, and what comes after, where a worker dies', async () => {
    const { workers, decode } = poolOf(2);
    const waiting = [decode(1), decode(2)];
    workers[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    for (const one of [...waiting, decode(3)]) await expect(one).rejects.toThrow('A worker that decodes images died: out of memory.');
  });
});

it.each([[1, 1], [2, 1], [4, 3], [8, 4], [64, 4]])('on %i cores %i decode', (cores, decoders) => {
  expect(decodersFor(cores)).toBe(decoders);
});
