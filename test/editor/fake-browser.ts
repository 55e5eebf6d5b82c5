// A browser in memory: one storage, and tabs on it with locks, a channel and a way to go, each cut off as a real one
// is.

import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { renameDocument } from '../../src/editor/commands/rename-document.ts';
import { setNotes } from '../../src/editor/commands/set-notes.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { createMemoryBackend, withMemory, type LibraryBackend } from '../../src/editor/library/backend.ts';
import { createDesk } from '../../src/editor/library/desk.ts';
import type { DeskEvent } from '../../src/editor/library/desk-page.ts';
import { createLibrary, type Leftover } from '../../src/editor/library/library.ts';
import type { DocumentLocks, Release, TabChannel, TabMessage } from '../../src/editor/library/tabs.ts';

interface Waiting {
  readonly onHeld: (release: Release) => void;
  readonly onStolen: () => void;
  readonly tab: FakeTab;
}

interface FakeTab {
  isAlive: boolean;
  /** A tab that is asleep answers nothing, and learns what happened when it wakes. */
  isAsleep: boolean;
}

export interface FakeBrowserOptions {
  readonly hasLocks?: boolean;
  /** How long a write takes. */
  readonly writeMs?: number;
}

export function createFakeBrowser({ hasLocks = true, writeMs = 0 }: FakeBrowserOptions = {}) {
  const kept = new Map<string, unknown>();
  const leftovers = new Map<string, Leftover>();
  const holders = new Map<string, Waiting>();
  const queues = new Map<string, Waiting[]>();
  const listeners = new Set<{ readonly tab: FakeTab; readonly hear: (message: TabMessage) => void }>();
  const disk = { isFull: false };
  const memory = createMemoryBackend(kept);

  const grant = (id: string, next: Waiting): Release => {
    holders.set(id, next);
    return () => {
      if (holders.get(id) === next) pass(id);
    };
  };
  const pass = (id: string): void => {
    holders.delete(id);
    const next = queues.get(id)?.shift();
    if (next) queueMicrotask(() => next.onHeld(grant(id, next)));
  };
  const locksOf = (tab: FakeTab): DocumentLocks => ({
    tryHold: async (id, onStolen) =>
      holders.has(id) ? undefined : grant(id, { onHeld: () => undefined, onStolen, tab }),
    waitFor(id, onHeld, onStolen) {
      const waiting = { onHeld, onStolen, tab };
      const queue = queues.get(id) ?? [];
      queues.set(id, queue);
      if (holders.has(id)) queue.push(waiting);
      else queueMicrotask(() => onHeld(grant(id, waiting)));
      return () => {
        if (queue.includes(waiting)) queue.splice(queue.indexOf(waiting), 1);
      };
    },
    async take(id, onStolen) {
      const before = holders.get(id);
      const release = grant(id, { onHeld: () => undefined, onStolen, tab });
      if (before?.tab.isAlive) before.onStolen();
      return release;
    },
  });
  const channelOf = (tab: FakeTab): TabChannel => ({
    post(message) {
      const copy = structuredClone(message);
      for (const { tab: other, hear } of listeners) {
        if (other !== tab)
          queueMicrotask(() => {
            if (other.isAlive && !other.isAsleep) hear(copy);
          });
      }
    },
    subscribe: (hear) => {
      listeners.add({ tab, hear });
    },
  });

  /** Opens a tab; `remembered` is what its predecessor showed where it is a reload. */
  async function open(remembered?: string, first: NetworkDocument = createDocument('First')) {
    const tab: FakeTab = { isAlive: true, isAsleep: false };
    const events: DeskEvent[] = [];
    const documents = createDocumentStore(createDocument());
    let shown = remembered;
    let onHide: (isGoing: boolean) => void = () => undefined;
    const backend: LibraryBackend = {
      ...memory,
      async change(key, make) {
        if (writeMs > 0)
          await new Promise((done) => {
            setTimeout(done, writeMs);
          });
        while (tab.isAsleep)
          await new Promise((done) => {
            setTimeout(done, 50);
          });
        if (!tab.isAlive) await new Promise(() => undefined);
        if (disk.isFull) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
        await memory.change(key, make);
      },
    };
    const desk = createDesk({
      documents,
      library: createLibrary(withMemory(backend)),
      locks: hasLocks ? locksOf(tab) : undefined,
      channel: channelOf(tab),
      page: {
        tabDocument: () => shown,
        setTabDocument: (id) => {
          shown = id;
        },
        leave: (id, leftover) => {
          leftovers.set(id, structuredClone(leftover));
          return true;
        },
        takeLeftover(id) {
          const leftover = leftovers.get(id);
          leftovers.delete(id);
          return leftover;
        },
        onHide: (callback) => {
          onHide = callback;
        },
      },
      prepare: async (document) => document,
      onEvent: (event) => events.push(event),
    });
    await desk.start(() => first);
    /** The tab ends at once, as in a crash. */
    const kill = () => {
      tab.isAlive = false;
      for (const [id, holder] of holders) if (holder.tab === tab) pass(id);
      for (const queue of queues.values())
        queue.splice(0, queue.length, ...queue.filter(({ tab: its }) => its !== tab));
    };
    return {
      desk,
      documents,
      events,
      tab,
      kill,
      /** The tab is closed or reloaded: what it has to say it says now. */
      close() {
        onHide(true);
        kill();
      },
      shown: () => shown,
      name: () => documents.getState().document.name,
      rename: (name: string) => documents.edit('Rename', (draft) => renameDocument(draft, name)),
      note: (notes: string) => documents.edit('Write notes', (draft) => setNotes(draft, notes)),
      notes: () => documents.getState().document.notes,
    };
  }
  return { open, kept, leftovers, disk, library: () => createLibrary(memory) };
}
