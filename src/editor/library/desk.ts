// The desk: which document of the library this tab shows, saved as it is edited, shared with other tabs, and another
// one in its place whenever one is opened or added. Nothing is ever replaced.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NetworkDocument } from '../../core/document.ts';
import { createTurns } from '../../core/turns.ts';
import { uniqueId } from '../../core/unique-id.ts';
import { renameDocument } from '../commands/rename-document.ts';
import type { DocumentStore } from '../document-store.ts';
import { startTimeline } from '../history.ts';
import { createSaver } from '../saver.ts';
import type { DeskEvent, DeskPage } from './desk-page.ts';
import type { DocumentTimeline, Library, StoredDocument } from './library.ts';
import { writeHistory, type VersionReason } from './records.ts';
import { latestTimeline } from './latest-timeline.ts';
import { createSharing, type Role } from './sharing.ts';
import type { DocumentLocks, LiveState, TabChannel } from './tabs.ts';

export interface DeskState {
  /** The document that this tab shows. */
  readonly id: string;
  readonly role: Role;
  readonly isTaking: boolean;
  /** Counts what happens to the library, here and in other tabs. */
  readonly changes: number;
}

export interface DeskOptions {
  readonly documents: DocumentStore;
  readonly library: Library;
  readonly locks: DocumentLocks | undefined;
  readonly channel: TabChannel;
  readonly page: DeskPage;
  /** A document as the canvas needs it. */
  readonly prepare: (document: NetworkDocument) => Promise<NetworkDocument>;
  readonly onEvent: (event: DeskEvent) => void;
}

export interface Desk extends Pick<StoreApi<DeskState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** For what is done to documents that are not on the canvas. */
  readonly library: Library;
  readonly locks: DocumentLocks | undefined;
  readonly channel: TabChannel;
  /** What was open: in this tab, else in any; else the newest; `first` where the library is empty. */
  start(first: () => Promise<NetworkDocument> | NetworkDocument): Promise<void>;
  /** Adds a document to the library and shows it. */
  add(document: NetworkDocument): Promise<void>;
  /** Shows a document of the library; false where it cannot be read. */
  open(id: string): Promise<boolean>;
  takeOver(): Promise<void>;
  /** Saves what is in hand. */
  flush(): Promise<void>;
  /** Keeps the document as it is now among its versions. */
  keepVersion(reason: VersionReason): Promise<void>;
  /**
   * `commit` is called before anything is saved because the page goes: a gesture that is held. Returns how to
   * unsubscribe.
   */
  holdInHand(commit: () => void): () => void;
  /** The library was changed here: says so to all who list it. */
  listed(id: string, type?: 'listed' | 'deleted'): void;
}

export function createDesk({ documents, library, locks, channel, page, prepare, onEvent }: DeskOptions): Desk {
  const store = createStore<DeskState>(() => ({ id: '', role: 'writer', isTaking: false, changes: 0 }));
  const inTurn = createTurns();
  const inHand = new Set<() => void>();
  const generations = new Map<string, number>();
  /** The stored revision that the document was made from, and those that are on their way. */
  let bases: readonly string[] = [];
  /** How another tab shows the document that this one follows. */
  let followed: LiveState | undefined;
  /** The document comes from the storage or another tab: nothing to save. */
  let isArriving = false;
  /** Another document is on its way to the canvas. */
  let isOpening = false;
  let hasFailed = false;

  const timeline = (): DocumentTimeline => {
    const { document, past, future } = documents.getState();
    return { present: document, past, future };
  };
  const save = async (): Promise<void> => {
    const { id, role } = store.getState();
    if (role === 'reader') return;
    const revision = uniqueId();
    const made = bases;
    bases = [...bases, revision];
    const { hadRival } = await library.save(id, timeline(), made, revision);
    bases = [revision];
    hasFailed = false;
    tell('saved', id);
    if (hadRival) onEvent({ type: 'rival kept' });
  };
  const saver = createSaver(save, (error) => {
    if (!hasFailed) onEvent({ type: 'not saved', error });
    hasFailed = true;
  });
  const commitInHand = (): void => {
    for (const commit of inHand) commit();
  };
  const flush = (): Promise<void> => {
    commitInHand();
    return saver.flush();
  };
  const arrive = (put: () => void): void => {
    isArriving = true;
    put();
    isArriving = false;
  };
  const refuse = (): void => documents.setReadOnly(() => onEvent({ type: 'refused' }));
  const take = (role: Role): void => {
    store.setState({ role, isTaking: false });
    if (role === 'reader') refuse();
    else documents.setReadOnly(undefined);
  };
  const tell = (type: 'saved' | 'listed' | 'deleted', id: string): void => {
    channel.post({ type, id });
    store.setState(({ changes }) => ({ changes: changes + 1 }));
  };

  const sharing = createSharing(uniqueId(), locks, channel, {
    live: () => ({ document: documents.getState().document, bases }),
    giveUp: () =>
      inTurn(async () => {
        commitInHand();
        refuse();
        await saver.flush();
        saver.forget();
        return { document: documents.getState().document, bases, timeline: timeline() };
      }),
    follow(state) {
      followed = state;
      if (!isOpening) arrive(() => documents.follow(startTimeline(state.document)));
    },
    onTaken: (given) =>
      inTurn(async () => {
        const { id } = store.getState();
        await claimLeftover(id);
        const stored = await library.read(id);
        const found = stored && 'timeline' in stored ? stored : undefined;
        const next = latestTimeline(found, given ?? followed, documents.getState().document);
        bases = found ? [found.revision] : [];
        followed = undefined;
        arrive(() => documents.follow(next));
        take('writer');
        if (next !== found?.timeline) saver.schedule();
      }),
    onLost: (wasAsked) =>
      inTurn(async () => {
        take('reader');
        const { id } = store.getState();
        const { document } = documents.getState();
        arrive(() => documents.follow(startTimeline(document)));
        if (wasAsked || !saver.isBehind()) return;
        saver.forget();
        await library.keepVersion(id, document, 'tab').catch((error: unknown) => onEvent({ type: 'not saved', error }));
        onEvent({ type: 'lost' });
      }),
  });

  const claimLeftover = async (id: string): Promise<void> => {
    const leftover = page.takeLeftover(id);
    if (leftover) await library.claim(id, leftover).catch((error: unknown) => onEvent({ type: 'not saved', error }));
  };
  /** A document of the library on the canvas, where it can be read and, at the start, was not deleted. */
  const show = async (id: string, evenDeleted = true): Promise<boolean> => {
    const { id: before, role: was } = store.getState();
    if (id === before) return true;
    await flush();
    isOpening = true;
    const role = await sharing.join(id);
    if (role !== 'reader') await claimLeftover(id);
    const found = await library.read(id);
    if (found && 'setAside' in found) onEvent({ type: 'set aside', setAside: found.setAside });
    if (!found || 'setAside' in found || (found.isDeleted && !evenDeleted)) {
      isOpening = false;
      if (before === '') store.setState({ role: was });
      else take(await sharing.join(before));
      return false;
    }
    await put(id, role, found);
    return true;
  };
  const put = async (id: string, role: Role, { timeline: stored, revision }: StoredDocument): Promise<void> => {
    const present = await prepare(stored.present);
    bases = [revision];
    saver.forget();
    // What a tab that edits it has shown meanwhile is newer.
    const live = role === 'reader' ? followed : undefined;
    followed = undefined;
    isOpening = false;
    store.setState({ id });
    take(role);
    arrive(() =>
      documents.load(live?.document ?? present, {
        ...(role !== 'reader' && { past: stored.past, future: stored.future }),
        generation: generations.get(id),
      }),
    );
    generations.set(id, documents.getState().generation);
    page.setTabDocument(id);
    library.setShown(id).catch(() => undefined);
    tell('listed', id);
  };

  documents.subscribe((now, before) => {
    if (now.document === before.document || isArriving) return;
    saver.schedule();
    sharing.changed();
  });
  page.onHide((isGoing) => {
    commitInHand();
    const { id, role } = store.getState();
    if (isGoing) sharing.showNow();
    if (isGoing && role !== 'reader' && saver.isBehind()) {
      const { past, future } = writeHistory('', timeline());
      const leftover = { bases, text: JSON.stringify(timeline().present) };
      if (!page.leave(id, { ...leftover, history: { past, future } })) page.leave(id, leftover);
    }
    void saver.flush();
  });
  channel.subscribe((message) => {
    const { id, role } = store.getState();
    if (message.type === 'saved' || message.type === 'listed' || message.type === 'deleted') {
      store.setState(({ changes }) => ({ changes: changes + 1 }));
    }
    if (message.id !== id) return;
    if (message.type === 'deleted')
      onEvent({ type: 'deleted elsewhere', id, name: documents.getState().document.name });
    if (message.type === 'rename' && role !== 'reader') {
      documents.edit('Rename the network', (draft) => renameDocument(draft, message.name));
    }
    if (message.type === 'saved' && role === 'unguarded' && !saver.isBehind()) void inTurn(() => takeStored(id));
  });
  /**
   * Where nothing keeps tabs apart, what another one has saved is shown here too, as long as nothing was edited here.
   */
  const takeStored = async (id: string): Promise<void> => {
    const found = await library.read(id);
    if (!found || 'setAside' in found || store.getState().id !== id || saver.isBehind()) return;
    bases = [found.revision];
    arrive(() => documents.follow(found.timeline));
  };

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    library,
    locks,
    channel,
    start: (first) =>
      inTurn(async () => {
        for (const id of [page.tabDocument(), await library.lastShown()])
          if (id !== undefined && (await show(id, false))) return;
        const { entries, setAside } = await library.list();
        for (const aside of setAside) onEvent({ type: 'set aside', setAside: aside });
        for (const { id, deletedAt } of entries) if (deletedAt === undefined && (await show(id))) return;
        await show(await addSaid(await first()));
      }),
    add: (document) =>
      inTurn(async () => {
        await show(await addSaid(await prepare(document)));
      }),
    open: (id) => inTurn(() => show(id)),
    async takeOver() {
      store.setState({ isTaking: true });
      await sharing.takeOver();
      store.setState({ isTaking: false });
    },
    flush,
    async keepVersion(reason) {
      const { id, role } = store.getState();
      if (role === 'reader') return;
      // A version is kept beside a record, which must be there.
      await flush();
      await library
        .keepVersion(id, documents.getState().document, reason)
        .catch((error: unknown) => onEvent({ type: 'not saved', error }));
      tell('saved', id);
    },
    holdInHand(commit) {
      inHand.add(commit);
      return () => inHand.delete(commit);
    },
    listed: (id, type = 'listed') => tell(type, id),
  };

  /** Adds a document; one that the browser refuses to keep is there as long as the page, and that is said. */
  async function addSaid(document: NetworkDocument): Promise<string> {
    const id = uniqueId();
    await library.add(document, id).catch((error: unknown) => onEvent({ type: 'not saved', error }));
    return id;
  }
}
