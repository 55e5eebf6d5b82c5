// The undoable, saved part of the editor: one network document and its history. Every change is a command
// run through `edit`; selection, panels and viewport live in the session store, runs in the run store.

import type { Draft } from 'immer';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NetworkDocument } from '../core/document.ts';
import { change, redo, seal, undo, type HistoryEntry, type Timeline } from './history.ts';

export type DocumentDraft = Draft<NetworkDocument>;

export interface DocumentState {
  readonly document: NetworkDocument;
  readonly past: readonly HistoryEntry[];
  readonly future: readonly HistoryEntry[];
  /** Another number for every document that was on the canvas; the same when one comes back. */
  readonly generation: number;
  /** Another tab edits the document, and this one follows. */
  readonly isReadOnly: boolean;
}

/** A document as it comes onto the canvas. */
export interface Loaded {
  readonly past?: readonly HistoryEntry[];
  readonly future?: readonly HistoryEntry[];
  /** The one that it had, where it has been on the canvas before. */
  readonly generation?: number | undefined;
}

export interface EditOptions {
  /** Consecutive edits with the same key are one gesture, until `seal`. */
  readonly mergeKey?: string;
}

export interface DocumentStore {
  readonly getState: StoreApi<DocumentState>['getState'];
  readonly getInitialState: StoreApi<DocumentState>['getInitialState'];
  readonly subscribe: StoreApi<DocumentState>['subscribe'];
  /** Runs a command on a draft as one gesture and returns what it returns. Where it throws, nothing changes. */
  edit<R>(label: string, command: (draft: DocumentDraft) => R, options?: EditOptions): R;
  /** Edits made by `work` are one gesture with those of the same key, until `seal`: those of one visit to a field. */
  visit(key: string, work: () => void): void;
  /** Ends a gesture of merging edits: a field was left, a slider let go. */
  seal(): void;
  undo(): void;
  redo(): void;
  /** Puts another document on the canvas, with its history where it has one. */
  load(document: NetworkDocument, loaded?: Loaded): void;
  /** The same document as another tab, or the storage, has it now. */
  follow(timeline: Timeline<NetworkDocument>): void;
  /** Refuses every change from now on, and calls back at each; without a callback changes are taken again. */
  setReadOnly(onRefused: (() => void) | undefined): void;
}

/** A store that holds `initial`. */
export function createDocumentStore(initial: NetworkDocument): DocumentStore {
  const store = createStore<DocumentState>(() => ({
    document: initial, past: [], future: [], generation: 0, isReadOnly: false,
  }));
  let refused: (() => void) | undefined;
  let visited: string | undefined;
  let generations = 0;
  const timeline = (): Timeline<NetworkDocument> => {
    const { document, past, future } = store.getState();
    return { present: document, past, future };
  };
  const commit = (before: Timeline<NetworkDocument>, after: Timeline<NetworkDocument>): void => {
    if (after !== before) store.setState({ document: after.present, past: after.past, future: after.future });
  };
  const step = (move: (from: Timeline<NetworkDocument>) => Timeline<NetworkDocument>): void => {
    const before = timeline();
    const after = move(before);
    if (!refused) commit(before, after);
    else if (after !== before) refused();
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    edit(label, command, options) {
      let result: { readonly value: ReturnType<typeof command> } | undefined;
      const mergeKey = options?.mergeKey ?? visited;
      step((before) => change(before, label, (draft) => { result = { value: command(draft) }; }, mergeKey));
      if (!result) throw new Error(`the command "${label}" did not run`);
      return result.value;
    },
    visit(key, work) {
      const outer = visited;
      visited = key;
      try {
        work();
      } finally {
        visited = outer;
      }
    },
    seal: () => { if (!refused) step(seal); },
    undo: () => step(undo),
    redo: () => step(redo),
    load(document, { past = [], future = [], generation } = {}) {
      store.setState({ document, past, future, generation: generation ?? ++generations });
    },
    follow: ({ present, past, future }) => store.setState({ document: present, past, future }),
    setReadOnly(onRefused) {
      refused = onRefused;
      store.setState({ isReadOnly: onRefused !== undefined });
    },
  };
}
