// What is said of a page's isolation in every situation, and when a page may reload itself.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolationText, judgeIsolation, mayReload, type Isolation, type PageFacts } from '../../../src/ui/offline/isolation.ts';

/** A page just opened on a static host over https. */
const opened: PageFacts = { isolated: false, secure: true, embedded: false, worker: 'starting', reloaded: false };

describe('a page', () => {
  it.each<[string, Partial<PageFacts>, Isolation, RegExp | undefined]>([
    ['isolated by its server before there is a worker', { isolated: true }, 'isolated', undefined],
    ['isolated by the worker after the reload', { isolated: true, worker: 'ready', reloaded: true }, 'isolated', undefined],
    ['isolated although it is embedded, in a page that is isolated too', { isolated: true, embedded: true }, 'isolated', undefined],
    ['over plain http', { secure: false, worker: 'none' }, 'insecure', /one thread.*https/],
    ['over plain http and embedded', { secure: false, embedded: true, worker: 'none' }, 'insecure', /one thread.*https/],
    ['embedded in a page that is not isolated', { embedded: true, worker: 'ready' }, 'embedded', /one thread.*tab of its own/],
    ['in a private window without workers', { worker: 'none' }, 'no-worker', /one thread.*private window/],
    ['whose worker cannot be stored', { worker: 'failed' }, 'worker-failed', /one thread.*could not be installed/],
    ['whose worker is being installed', {}, 'starting', /one thread while/],
    ['whose worker is ready, touched meanwhile', { worker: 'ready' }, 'reload', /one thread until you reload/],
    ['that a reload did not isolate', { worker: 'ready', reloaded: true }, 'refused', /one thread.*browser/],
  ])('%s', (_, facts, isolation, text) => {
    const judged = judgeIsolation({ ...opened, ...facts });
    expect(judged).toBe(isolation);
    const said = isolationText(judged);
    if (text === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(text);
  });

  it('gets one sentence', () => {
    const all: Isolation[] = ['insecure', 'embedded', 'no-worker', 'worker-failed', 'starting', 'reload', 'refused'];
    for (const isolation of all) expect(isolationText(isolation)).toMatch(/^[A-Z][^.!]*\.$/);
  });
});

describe('reloading by itself', () => {
  it('is for an untouched page that has just been opened and whose worker is ready', () => {
    expect(mayReload('reload', false, 2_000)).toBe(true);
    expect(mayReload('reload', true, 2_000)).toBe(false);
    expect(mayReload('reload', false, 120_000)).toBe(false);
  });

  it('happens at most once in a tab, whatever the page is like', () => {
    const facts = fc.record({
      isolated: fc.boolean(), secure: fc.boolean(), embedded: fc.boolean(),
      worker: fc.constantFrom('none' as const, 'starting' as const, 'ready' as const, 'failed' as const), reloaded: fc.constant(true),
    });
    fc.assert(fc.property(facts, fc.boolean(), fc.nat(), (page, touched, sinceStartMs) => !mayReload(judgeIsolation(page), touched, sinceStartMs)));
  });
});
