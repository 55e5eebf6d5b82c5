// What is kept of the session between visits, what earlier versions kept, and how late a save may be.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import { serialiseDocument } from '../../src/core/document-format.ts';
import { restoreSession, startAutosave } from '../../src/editor/autosave.ts';
import { createMemoryBackend } from '../../src/editor/library/backend.ts';
import { createLibrary } from '../../src/editor/library/library.ts';
import { takeOldDocument } from '../../src/editor/library/page-storage.ts';
import { createSaver } from '../../src/editor/saver.ts';
import { createSessionStore } from '../../src/editor/session-store.ts';
import type { SaveStorage } from '../../src/editor/save-storage.ts';

/** Storage in memory, and the tab's own. */
function createMemory() {
  const values = new Map<string, unknown>();
  const left = new Map<string, string>();
  const ofTab = new Map<string, string>();
  const listeners = new Set<(isGoing: boolean) => void>();
  const storage: SaveStorage = {
    get: async (key) => structuredClone(values.get(key)),
    async set(key, value) {
      if (value === undefined) values.delete(key);
      else values.set(key, structuredClone(value));
    },
    onHide(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    leave: (name, text) => { left.set(name, text); return true; },
    takeLeftover(name) {
      const text = left.get(name);
      left.delete(name);
      return text;
    },
    getOfTab: (name) => ofTab.get(name),
    setOfTab: (name, text) => { ofTab.set(name, text); },
  };
  const go = () => { for (const callback of listeners) callback(true); };
  return { storage, values, left, ofTab, go };
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe('the session', () => {
  it('is saved shortly after a change, with the document that it is of', async () => {
    const { storage, values } = createMemory();
    const session = createSessionStore();
    startAutosave(session, storage, () => 'doc');
    session.setState({ theme: 'dark' });
    session.select(['a']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(values.get('session')).toMatchObject({ theme: 'dark', selectedNodes: ['a'], document: 'doc' });
    expect(await restoreSession(storage)).toMatchObject({ document: 'doc', session: { theme: 'dark' } });
  });

  it('is left where the page goes right after a change, and a tab that is reloaded has its own', async () => {
    const { storage, values, ofTab, go } = createMemory();
    const session = createSessionStore();
    startAutosave(session, storage, () => 'mine');
    session.select(['a']);
    go();
    await vi.advanceTimersByTimeAsync(1000);
    values.set('session', { theme: 'light', document: 'another tab’s' });
    expect(await restoreSession(storage)).toMatchObject({ document: 'mine', session: { selectedNodes: ['a'] } });
    ofTab.clear();
    expect(await restoreSession(storage)).toMatchObject({ document: 'another tab’s' });
  });

  it('does not save what is not kept', async () => {
    const { storage, values } = createMemory();
    const session = createSessionStore();
    startAutosave(session, storage, () => 'doc');
    session.notify({ tone: 'info', text: 'Hello' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(values.has('session')).toBe(false);
  });

  it('takes the sound parts of what was saved and leaves the others at their beginning', async () => {
    const { storage, values } = createMemory();
    values.set('session', { theme: 'dark', selectedNodes: [1], viewport: { x: 1, y: 2 }, chosenSizes: { palette: 200, dock: 'high' }, extra: true });
    expect((await restoreSession(storage)).session).toEqual({ theme: 'dark' });
  });

  it('is new where there is no storage', async () => {
    const refusing: SaveStorage = { ...createMemory().storage, get: () => Promise.reject(new Error('no storage in private windows')) };
    expect(await restoreSession(refusing)).toEqual({ session: {} });
  });
});

describe('the document that earlier versions kept', () => {
  const library = () => createLibrary(createMemoryBackend());

  it('is taken into the library once, and shown', async () => {
    const { storage, values } = createMemory();
    const lib = library();
    values.set('document', serialiseDocument(createDocument('Old')));
    expect(await takeOldDocument(storage, lib)).toBeUndefined();
    await takeOldDocument(storage, lib);
    const { entries } = await lib.list();
    expect(entries.map(({ name }) => name)).toEqual(['Old']);
    expect(await lib.lastShown()).toBe(entries[0]?.id);
    expect(values.has('document')).toBe(false);
  });

  it('is the one that its last page left where that is newer', async () => {
    const { storage, values, left } = createMemory();
    const lib = library();
    values.set('document', serialiseDocument(createDocument('Older')));
    left.set('', JSON.stringify({ document: serialiseDocument(createDocument('Left')) }));
    await takeOldDocument(storage, lib);
    expect((await lib.list()).entries.map(({ name }) => name)).toEqual(['Left']);
  });

  it('is set aside where it is damaged, and named', async () => {
    const { storage, values } = createMemory();
    const text = serialiseDocument(createDocument('Broken')).replace('"version": 1', '"version": "one"');
    values.set('document', text);
    const reason = 'version: expected a whole number of at least 1, received "one"';
    expect(await takeOldDocument(storage, library())).toMatchObject({ text, reason });
    const aside = [...values].filter(([key]) => key.startsWith('document-damaged-'));
    expect(aside.map(([, value]) => value)).toEqual([text]);
    expect(values.has('document')).toBe(false);
  });
});

describe('a saver', () => {
  /** A saver whose saves take so long, and when they began and ended. */
  const slow = (writeMs: number) => {
    const saves: { readonly at: number; done?: number }[] = [];
    const failures: unknown[] = [];
    const disk = { isFull: false };
    const saver = createSaver(async () => {
      const one: (typeof saves)[number] = { at: Date.now() };
      saves.push(one);
      await new Promise((done) => { setTimeout(done, writeMs); });
      if (disk.isFull) throw new Error('full');
      one.done = Date.now();
    }, (error) => failures.push(error));
    return { saver, saves, failures, disk };
  };

  it('takes a burst of changes as one', async () => {
    const { saver, saves } = slow(5);
    for (let i = 0; i < 10; i++) saver.schedule();
    await vi.advanceTimersByTimeAsync(1000);
    expect(saves).toHaveLength(1);
    expect(saver.isBehind()).toBe(false);
  });

  it.each([10, 60, 220, 260])('has every change saved within a second where they come %i ms apart', async (everyMs) => {
    const { saver, saves } = slow(100);
    const made: number[] = [];
    for (let t = 0; t < 9000; t += everyMs) {
      made.push(Date.now());
      saver.schedule();
      await vi.advanceTimersByTimeAsync(everyMs);
    }
    const end = Date.now();
    for (const at of made.filter((time) => time < end - 1000)) {
      const saved = saves.find((save) => save.at >= at && save.done !== undefined);
      expect((saved?.done ?? Infinity) - at).toBeLessThan(1000);
    }
  });

  it('never saves twice at a time, and saves what came meanwhile after', async () => {
    const { saver, saves } = slow(1000);
    saver.schedule();
    await vi.advanceTimersByTimeAsync(300);
    saver.schedule();
    const flushing = saver.flush();
    await vi.advanceTimersByTimeAsync(3000);
    await flushing;
    expect(saves).toHaveLength(2);
    expect(saves[1]?.at).toBeGreaterThanOrEqual(saves[0]?.done ?? Infinity);
  });

  it('is behind after a failure, and catches up with the next change', async () => {
    const { saver, failures, disk } = slow(1);
    disk.isFull = true;
    saver.schedule();
    await vi.advanceTimersByTimeAsync(1000);
    expect(failures).toEqual([new Error('full')]);
    expect(saver.isBehind()).toBe(true);
    disk.isFull = false;
    saver.schedule();
    await vi.advanceTimersByTimeAsync(1000);
    expect(saver.isBehind()).toBe(false);
  });
});
