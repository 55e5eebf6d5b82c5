// What is kept between visits: the last change even where the page goes at once, and a damaged save untouched.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import { serialiseDocument } from '../../src/core/document-format.ts';
import { restore, startAutosave } from '../../src/editor/autosave.ts';
import { renameDocument } from '../../src/editor/commands/rename-document.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { createSessionStore } from '../../src/editor/session-store.ts';
import type { SaveStorage } from '../../src/editor/save-storage.ts';

/** Storage in memory. `writes` is how long a write takes; a page that goes cuts off what is under way. */
function createMemory(writesMs = 0) {
  const values = new Map<string, unknown>();
  const listeners = new Set<() => void>();
  let leftover: string | undefined;
  let gone = false;
  const storage: SaveStorage = {
    get: async (key) => structuredClone(values.get(key)),
    async set(key, value) {
      const copy = structuredClone(value);
      if (writesMs > 0) await new Promise((done) => { setTimeout(done, writesMs); });
      if (!gone) values.set(key, copy);
    },
    onLeave(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    leave: (text) => { leftover = text; },
    takeLeftover() {
      const text = leftover;
      leftover = undefined;
      return text;
    },
  };
  const go = () => {
    for (const callback of listeners) callback();
    listeners.clear();
    gone = true;
  };
  return { storage, values, go, comeBack: () => { gone = false; } };
}

function visit(storage: SaveStorage) {
  const documents = createDocumentStore(createDocument('First'));
  const session = createSessionStore();
  const failures: unknown[] = [];
  const stop = startAutosave(documents, session, storage, (error) => failures.push(error));
  const rename = (name: string) => documents.edit('Rename', (draft) => renameDocument(draft, name));
  return { documents, session, failures, stop, rename };
}

beforeEach(() => { vi.useFakeTimers(); });

describe('autosave', () => {
  it('writes a burst of changes once', async () => {
    const memory = createMemory();
    const set = vi.spyOn(memory.storage, 'set');
    const { rename } = visit(memory.storage);
    for (const name of ['A', 'B', 'C']) rename(name);
    await vi.advanceTimersByTimeAsync(1000);
    expect(set.mock.calls.map(([key]) => key)).toEqual(['document']);
    expect((await restore(memory.storage)).document?.name).toBe('C');
  });

  it('loses nothing where the page goes right after a change', async () => {
    const memory = createMemory();
    const { rename, session } = visit(memory.storage);
    rename('Last words');
    session.select(['a']);
    memory.go();
    memory.comeBack();
    const { document, session: saved } = await restore(memory.storage);
    expect(document?.name).toBe('Last words');
    expect(saved.selectedNodes).toEqual(['a']);
  });

  it('loses nothing where the page goes in the middle of a write', async () => {
    const memory = createMemory(50);
    const { rename } = visit(memory.storage);
    rename('Under way');
    await vi.advanceTimersByTimeAsync(420);
    memory.go();
    await vi.advanceTimersByTimeAsync(1000);
    memory.comeBack();
    const restored = restore(memory.storage);
    await vi.advanceTimersByTimeAsync(1000);
    expect((await restored).document?.name).toBe('Under way');
  });

  it('does not bring back what a later save replaced', async () => {
    const memory = createMemory();
    const first = visit(memory.storage);
    first.rename('Old');
    memory.go();
    memory.comeBack();
    await restore(memory.storage);
    const second = visit(memory.storage);
    second.rename('New');
    await vi.advanceTimersByTimeAsync(1000);
    expect((await restore(memory.storage)).document?.name).toBe('New');
  });

  it('tells of a write that failed, and leaves the document for the next page', async () => {
    const memory = createMemory();
    const { rename, failures } = visit({ ...memory.storage, set: () => Promise.reject(new Error('the disk is full')) });
    rename('Unsaved');
    await vi.advanceTimersByTimeAsync(1000);
    expect(failures).toEqual([new Error('the disk is full')]);
    memory.go();
    memory.comeBack();
    expect((await restore(memory.storage)).document?.name).toBe('Unsaved');
  });
});

describe('restoring', () => {
  it('sets a damaged save aside and says why', async () => {
    const { storage, values } = createMemory();
    const text = serialiseDocument(createDocument('Broken')).replace('"version": 1', '"version": "one"');
    values.set('document', text);
    const { document, damaged } = await restore(storage);
    expect(document).toBeUndefined();
    expect(damaged).toMatchObject({ text, reason: 'version: expected a whole number of at least 1, received "one"' });
    expect(values.get(damaged?.key ?? '')).toBe(text);
    expect(values.get('document')).toBe(text);
  });

  it('is empty on a first visit, and where there is no storage', async () => {
    expect(await restore(createMemory().storage)).toEqual({ session: {} });
    const refusing: SaveStorage = { ...createMemory().storage, get: () => Promise.reject(new Error('no storage in private windows')) };
    expect(await restore(refusing)).toEqual({ session: {} });
  });

  it('takes the sound parts of a session and leaves the others at their beginning', async () => {
    const { storage, values } = createMemory();
    values.set('session', { theme: 'dark', selectedNodes: [1], viewport: { x: 1, y: 2 }, chosenSizes: { palette: 200, dock: 'high' }, extra: true });
    expect((await restore(storage)).session).toEqual({ theme: 'dark' });
  });
});
