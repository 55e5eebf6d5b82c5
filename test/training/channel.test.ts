// Requests and answers: order, hand-over, errors, abort, and one answer each whatever happens.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCaller, createResponder, type Handlers, type MessageTarget } from '../../src/training/channel.ts';
import { createFakeWorker } from './ports.ts';

const unused = () => { throw new Error('not part of this test'); };
const handlers = (some: Partial<Handlers>): Handlers => ({
  start: unused, prepare: unused, pause: unused, resume: unused, step: unused, stop: unused, change: unused, predict: unused, recognise: unused,
  inspect: unused, preview: unused, differentiate: unused, examples: unused, evaluate: unused, predictions: unused, openLandscape: unused, landscapeLosses: unused, landscapePath: unused, readWeights: unused, readBestWeights: unused, cacheFiles: unused, explain: unused, findLearningRate: unused, compute: unused, dispose: unused, checkpoints: unused, discardCheckpoints: unused, health: unused, ping: unused, memory: unused, reopen: unused, weightSteps: unused, weightsAt: unused, ...some,
});

function connect(some: Partial<Handlers>) {
  const fake = createFakeWorker((port) => createResponder(port, handlers(some)));
  const caller = createCaller(fake.worker);
  const ignored: unknown[] = [];
  fake.worker.addEventListener('message', (event) => {
    if ('data' in event && !caller.receive(event.data)) ignored.push(event.data);
  });
  const answers = () => fake.sent.filter((message) => (message as { type?: string }).type === 'answer');
  return { ...fake, caller, answers, ignored, [Symbol.dispose]: () => fake.worker.terminate() };
}

describe('requests and answers', () => {
  test('a result comes back to its own request, whatever order answers come in', async () => {
    const gates = new Map<number, () => void>();
    using c = connect({ predict: async ({ count }) => {
      await new Promise<void>((resolve) => { gates.set(count, resolve); });
      return Float32Array.of(count);
    } });
    const calls = [1, 2, 3].map((count) => c.caller.call('predict', { inputs: new Float32Array(1), count }));
    while (gates.size < 3) await new Promise((resolve) => setTimeout(resolve));
    for (const count of [3, 1, 2]) gates.get(count)?.();
    expect((await Promise.all(calls)).map(([first]) => first)).toEqual([1, 2, 3]);
  });

  test('typed arrays of a result are handed over, not copied', async () => {
    const result = Float32Array.of(1, 2, 3);
    const weights = { 'a.weight': { shape: [2], data: Float32Array.of(4, 5) }, 'a.bias': { shape: [1], data: Float32Array.of(6) } };
    const seen = new Map([['a', { shape: [1], data: Float32Array.of(7) }]]);
    using c = connect({ predict: () => result, readWeights: () => weights, inspect: () => seen });
    expect(await c.caller.call('predict', { inputs: new Float32Array(1), count: 1 })).toEqual(Float32Array.of(1, 2, 3));
    expect((await c.caller.call('readWeights', undefined))['a.weight']?.data).toEqual(Float32Array.of(4, 5));
    expect((await c.caller.call('inspect', { inputs: new Float32Array(1), count: 1, ops: ['a'] })).get('a')?.data).toEqual(Float32Array.of(7));
    expect([result, weights['a.weight'].data, weights['a.bias'].data, seen.get('a')?.data].map((array) => array?.length)).toEqual([0, 0, 0, 0]);
  });

  test('arguments are handed over where the caller says so', async () => {
    using c = connect({ predict: ({ inputs }) => inputs.map((x) => 2 * x) });
    const inputs = Float32Array.of(1, 2);
    expect(await c.caller.call('predict', { inputs, count: 2 }, { transfer: [inputs.buffer] })).toEqual(Float32Array.of(2, 4));
    expect(inputs).toHaveLength(0);
  });

  test('an error of the handler comes back in its words', async () => {
    using c = connect({ step: () => { throw new Error('The network is gone.'); }, stop: () => Promise.reject('a bare string') });
    await expect(c.caller.call('step', undefined)).rejects.toThrow('The network is gone.');
    await expect(c.caller.call('stop', undefined)).rejects.toThrow('a bare string');
  });

  test('an unknown request is an error', async () => {
    const sent: unknown[] = [];
    const receive = createResponder({ postMessage: (message) => { sent.push(message); } }, handlers({}));
    receive({ type: 'request', id: 7, name: 'toString', args: undefined });
    await Promise.resolve();
    expect(sent).toEqual([{ type: 'answer', id: 7, ok: false, error: expect.stringContaining('There is no request "toString"; expected one of start, prepare, pause') }]);
  });

  test('a result that cannot be cloned is answered with an error, not with silence', async () => {
    const bad = { a: { shape: [1], data: () => 0 } } as unknown as ReturnType<Handlers['readWeights']>;
    using c = connect({ readWeights: () => bad });
    await expect(c.caller.call('readWeights', undefined)).rejects.toThrow('could not be cloned');
    expect(c.answers()).toHaveLength(1);
  });

  test('arguments that cannot be cloned reject at once', async () => {
    using c = connect({});
    const args = { learningRate: 0.1, note: () => 0 };
    await expect(c.caller.call('change', args)).rejects.toThrow('could not be cloned');
  });
});

describe('aborting', () => {
  test('rejects at once, raises the signal on the other side, and the late answer disturbs nothing', async () => {
    let raised: AbortSignal | undefined;
    let finish: () => void = unused;
    using c = connect({ cacheFiles: (_, signal) => {
      raised = signal;
      return new Promise((resolve) => { finish = () => resolve({ dataset: 'mnist' }); });
    } });
    const controller = new AbortController();
    const call = c.caller.call('cacheFiles', { files: [] }, { signal: controller.signal });
    while (!raised) await new Promise((resolve) => setTimeout(resolve));
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(raised.aborted).toBe(false);
    while (!raised.aborted) await new Promise((resolve) => setTimeout(resolve));
    finish();
    while (c.answers().length === 0) await new Promise((resolve) => setTimeout(resolve));
    expect(c.ignored).toEqual([]);
  });

  test('a call with a signal already raised sends nothing', async () => {
    const posted: unknown[] = [];
    const caller = createCaller({ postMessage: (message) => { posted.push(message); } });
    await expect(caller.call('pause', undefined, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(posted).toEqual([]);
  });

  test('closing rejects what waits and what comes', async () => {
    const caller = createCaller({ postMessage: () => undefined });
    const waiting = caller.call('pause', undefined);
    caller.close('The worker died.');
    await expect(waiting).rejects.toThrow('The worker died.');
    await expect(caller.call('pause', undefined)).rejects.toThrow('The worker died.');
  });
});

describe('exactly one answer each', () => {
  type Fate = { readonly outcome: 'return' | 'throw' | 'unclonable' | 'unknown'; readonly ticks: number; readonly abortAfter: number | undefined };
  const fates: fc.Arbitrary<Fate> = fc.record({
    outcome: fc.constantFrom('return', 'throw', 'unclonable', 'unknown'),
    ticks: fc.nat(5),
    abortAfter: fc.option(fc.nat(5), { nil: undefined }),
  });

  test('whatever handlers do and whenever calls are aborted, and every call settles once', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fates, { maxLength: 12 }), async (all) => {
      const posted: { id: number; ok: boolean }[] = [];
      const toPage: ((message: unknown) => void)[] = [];
      const pageSide: MessageTarget = { postMessage: (message) => {
        structuredClone(message);
        posted.push(message as { id: number; ok: boolean });
        for (const receive of toPage) queueMicrotask(() => receive(message));
      } };
      const respond = createResponder(pageSide, handlers({ predict: async ({ count }) => {
        const fate = all[count];
        for (let tick = 0; tick < (fate?.ticks ?? 0); tick++) await Promise.resolve();
        if (fate?.outcome === 'throw') throw new Error('thrown');
        return fate?.outcome === 'unclonable' ? ((() => 0) as unknown as Float32Array) : Float32Array.of(count);
      } }));
      const caller = createCaller({ postMessage: (message) => queueMicrotask(() => respond(message)) });
      toPage.push((message) => { expect(caller.receive(message)).toBe(true); });

      const settled = all.map(async (fate, count) => {
        const controller = new AbortController();
        const name = fate.outcome === 'unknown' ? ('noSuchRequest' as 'predict') : 'predict';
        const call = caller.call(name, { inputs: new Float32Array(0), count }, { signal: controller.signal });
        if (fate.abortAfter !== undefined) {
          const wait = async () => { for (let tick = 0; tick < (fate.abortAfter ?? 0); tick++) await Promise.resolve(); };
          void wait().then(() => controller.abort());
        }
        return call.then((result) => ({ result: [...result] }), (error: Error) => ({ error: error.name }));
      });
      const outcomes = await Promise.all(settled);
      await new Promise((resolve) => setTimeout(resolve));

      expect(posted.map(({ id }) => id).sort((a, b) => a - b)).toEqual(all.map((_, i) => i + 1));
      outcomes.forEach((outcome, count) => {
        const fate = all[count];
        if ('result' in outcome) expect([fate?.outcome, outcome.result]).toEqual(['return', [count]]);
        else if (outcome.error === 'AbortError') expect(fate?.abortAfter).toBeDefined();
        else expect(fate?.outcome).not.toBe('return');
      });
    }), { numRuns: 100 });
  });
});
