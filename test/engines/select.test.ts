// Choosing an engine: by its measured speed, within the time allowed, with a reason for every engine refused.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../src/core/problems.ts';
import { defaultTraining } from '../../src/core/training-config.ts';
import { EngineFault, type TrainingEngine } from '../../src/engines/engine.ts';
import { nullEngine } from '../../src/engines/null/null-engine.ts';
import { chooseEngine } from '../../src/engines/select.ts';
import { planOf } from './networks.ts';

const plan = planOf([['input', 'Input', { shape: [4] }], ['fc', 'Linear', { outFeatures: 3 }]]);
const config = defaultTraining;
const open = new Set<string>();
let nowMs = 0;

/** The null engine at a stated speed on a clock of our own: no test waits, and none can fail on a slow machine. */
function atSpeed(id: string, imagesPerSecond: number, more: Partial<TrainingEngine> & { readonly firstMs?: number } = {}): TrainingEngine {
  let first = more.firstMs ?? 0;
  return {
    ...nullEngine, id, name: `Engine ${id}`,
    async open(request) {
      const session = await nullEngine.open(request);
      open.add(id);
      return {
        ...session,
        trainBatch(batch) {
          nowMs += (1000 * batch.count) / imagesPerSecond + first;
          first = 0;
          return session.trainBatch(batch);
        },
        dispose() {
          open.delete(id);
          session.dispose();
        },
      };
    },
    ...more,
  };
}

const problem: Problem = { code: 'any', severity: 'error', site: {}, message: 'it cannot pool' };

beforeEach(() => {
  nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});

afterEach(() => {
  vi.restoreAllMocks();
  expect([...open]).toEqual([]);
});

describe('chooseEngine', () => {
  it('takes the fastest and tells what it measured', async () => {
    const { engine, candidates } = await chooseEngine({ engines: [atSpeed('a', 1200), atSpeed('b', 3000), atSpeed('c', 500)], plan, config });
    expect(engine.id).toBe('b');
    expect(candidates.map(({ id, imagesPerSecond }) => [id, Math.round(imagesPerSecond ?? 0)])).toEqual([['a', 1200], ['b', 3000], ['c', 500]]);
  });

  it('does not count what a first batch costs', async () => {
    const { engine } = await chooseEngine({ engines: [atSpeed('steady', 2000), atSpeed('compiles', 4000, { firstMs: 300 })], plan, config });
    expect(engine.id).toBe('compiles');
  });

  it('keeps within its time, whatever is slow', async () => {
    // At 24 images a second, as tfjs's CPU backend, a batch of 100 would take four seconds.
    const { candidates } = await chooseEngine({ engines: [atSpeed('fast', 4000), atSpeed('slow', 24), atSpeed('slow too', 30)], plan, config });
    expect(nowMs).toBeLessThan(1700);
    expect(candidates.map(({ imagesPerSecond }) => Math.round(imagesPerSecond ?? 0))).toEqual([4000, 24, 30]);
  });

  it('looks no further where a batch takes 20 ms or less', async () => {
    const unasked = atSpeed('b', 1e6, { isAvailable: async () => { throw new Error('was asked'); } });
    const { engine, candidates } = await chooseEngine({ engines: [atSpeed('a', 5000), unasked], plan, config });
    expect(engine.id).toBe('a');
    expect(candidates[1]).toEqual({ id: 'b', name: 'Engine b', refusal: 'not measured: Engine a trains a batch in 20 ms' });
  });

  it('measures no further when the time is used up and one is found', async () => {
    const { engine, candidates } = await chooseEngine({ engines: [atSpeed('first', 100), atSpeed('hog', 1, {}), atSpeed('late', 10_000)], plan, config });
    expect(engine.id).toBe('first');
    expect(candidates[2]).toEqual({ id: 'late', name: 'Engine late', refusal: 'not measured: the time for measuring was used up' });
  });

  it('passes over engines that cannot, are not there, or fail, and says why', async () => {
    const engines = [
      atSpeed('cannot', 1e5, { supports: () => [problem] }),
      atSpeed('absent', 1e5, { isAvailable: async () => false }),
      atSpeed('fails', 1e5, { open: async () => { throw new Error('out of memory'); } }),
      atSpeed('warns', 100, { supports: () => [{ ...problem, severity: 'warning' }] }),
    ];
    const { engine, candidates } = await chooseEngine({ engines, plan, config });
    expect(engine.id).toBe('warns');
    expect(candidates.map(({ refusal }) => refusal)).toEqual(['it cannot pool', 'not available here', 'out of memory', undefined]);
  });

  it('measures an engine again that found its threads at fault, without them', async () => {
    const steady = atSpeed('a', 1e5);
    const fault = async () => { throw new EngineFault('the threads have lost step'); };
    let opened = 0;
    const engine: TrainingEngine = {
      ...steady,
      async open(request) {
        const session = await steady.open(request);
        return ++opened === 1 ? { ...session, trainBatch: fault } : session;
      },
    };
    const { candidates } = await chooseEngine({ engines: [engine], plan, config });
    expect(candidates).toEqual([{ id: 'a', name: 'Engine a', imagesPerSecond: expect.any(Number) }]);
    const chosen = chooseEngine({ engines: [{ ...steady, open: fault }], plan, config });
    await expect(chosen).rejects.toThrow('Engine a: the threads have lost step.');
  });

  it('rejects with every reason where none can', async () => {
    const engines = [atSpeed('a', 1, { supports: () => [problem] }), atSpeed('b', 1, { isAvailable: async () => false })];
    await expect(chooseEngine({ engines, plan, config })).rejects.toThrow('No engine can train this network: Engine a: it cannot pool; Engine b: not available here.');
  });

  it('uses a forced engine without measuring it', async () => {
    const { engine, candidates } = await chooseEngine({ engines: [atSpeed('a', 1e5), atSpeed('b', 1)], plan, config, forced: 'b' });
    expect(engine.id).toBe('b');
    expect(candidates).toEqual([{ id: 'b', name: 'Engine b' }]);
    expect(nowMs).toBe(0);
  });

  it('refuses a forced engine in a sentence', async () => {
    const engines = [atSpeed('a', 1, { supports: () => [problem] }), atSpeed('b', 1, { isAvailable: async () => false })];
    await expect(chooseEngine({ engines, plan, config, forced: 'a' })).rejects.toThrow('Engine a cannot train this network: it cannot pool.');
    await expect(chooseEngine({ engines, plan, config, forced: 'b' })).rejects.toThrow('Engine b cannot train this network: not available here.');
    await expect(chooseEngine({ engines, plan, config, forced: 'x' })).rejects.toThrow('There is no engine "x"; expected one of a, b.');
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const engines = [atSpeed('a', 100, { isAvailable: async () => { controller.abort(); return true; } }), atSpeed('b', 100)];
    await expect(chooseEngine({ engines, plan, config, signal: controller.signal })).rejects.toThrow(/abort/i);
  });
});
