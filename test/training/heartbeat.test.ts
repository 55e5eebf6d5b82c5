// A worker that hangs without a word is noticed, ended and reported; one that is slow to tell but answers is left alone.

import { expect, test, vi } from 'vitest';
import type { AnswerMessage, RequestMessage } from '../../src/training/channel.ts';
import { createTrainingClient } from '../../src/training/client.ts';
import type { RunEvent } from '../../src/training/protocol.ts';
import { createFakeWorker } from './ports.ts';
import { toyConfig, toyPlan } from './toy.ts';

/** A page with workers that answer requests of these names and never tell an event. */
function setUp(answers: readonly string[], looks = 4) {
  const asked: string[] = [];
  const workers: ReturnType<typeof createFakeWorker>[] = [];
  const client = createTrainingClient(() => {
    const fake = createFakeWorker((port) => (message) => {
      const { name, id } = message as Extract<RequestMessage, { type: 'request' }>;
      asked.push(name);
      const answer: AnswerMessage = { type: 'answer', id, ok: true, result: undefined };
      if (answers.includes(name)) port.postMessage(answer);
    });
    workers.push(fake);
    return fake.worker;
  }, { periodMs: 25, looks });
  const told: RunEvent[] = [];
  client.subscribe((_, events) => told.push(...events));
  return { client, told, asked, workers, pings: () => asked.filter((name) => name === 'ping').length };
}

test('a silent worker is asked, then ended and reported once; the next run gets a fresh one', async () => {
  const { client, told, workers, pings } = setUp(['start']);
  await client.start({ plan: toyPlan, config: toyConfig }).started;
  // On a busy machine one look may come before the answer to the start, and that silence is another one.
  const before = pings();
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 10_000 });
  expect(told[0]).toMatchObject({ type: 'ended', reason: 'failed', message: expect.stringContaining('has not answered for') });
  expect(pings() - before).toBe(1);
  expect(workers[0]?.isTerminated()).toBe(true);
  client.start({ plan: toyPlan, config: toyConfig }).started.catch(() => undefined);
  expect(workers).toHaveLength(2);
  client.dispose();
});

test('a worker that tells nothing for long but answers is left alone', async () => {
  const { client, told, workers, pings } = setUp(['start', 'ping'], 40);
  await client.start({ plan: toyPlan, config: toyConfig }).started;
  // It is asked once in a silence, and each answer ends one.
  await vi.waitFor(() => expect(pings()).toBeGreaterThan(20), { timeout: 20_000 });
  expect(told).toEqual([]);
  expect(workers[0]?.isTerminated()).toBe(false);
  client.dispose();
});

test('nothing is asked while no run goes on', async () => {
  const { client, asked } = setUp(['pause']);
  await client.call('pause', undefined);
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(asked).toEqual(['pause']);
  client.dispose();
});
