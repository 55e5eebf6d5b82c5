// The undoable, saved part of the editor: one network document and its history. Every change is a command
// run through `edit`; selection, panels and viewport live in the session store, runs in the run store.

import type { Draft } from 'immer';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NetworkDocument } from '../core/document.ts';
import { change, redo, seal, startTimeline, undo, type HistoryEntry, type Timeline } from './history.ts';

export type DocumentDraft = Draft<NetworkDocument>;

export interface DocumentState {
  readonly document: NetworkDocument;
  readonly past: readonly HistoryEntry[];
  readonly future: readonly HistoryEntry[];
  /** Counts `load`s: another document lies on the canvas, not a change of the same one. */
  readonly generation: number;
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
  /** Ends a gesture of merging edits: a field was left, a slider let go. */
  seal(): void;
  undo(): void;
  redo(): void;
  /** Puts another document in place of this one; its history starts empty. */
  load(document: NetworkDocument): void;
}

/** A store that holds `initial`. */
export function createDocumentStore(initial: NetworkDocument): DocumentStore {
  const store = createStore<DocumentState>(() => ({ document: initial, past: [], future: [], generation: 0 }));
  const timeline = (): Timeline<NetworkDocument> => {
    const { document, past, future } = store.getState();
    return { present: document, past, future };
  };
  const commit = (before: Timeline<NetworkDocument>, after: Timeline<NetworkDocument>): void => {
    if (after !== before) store.setState({ document: after.present, past: after.past, future: after.future });
  };
  const step = (move: (from: Timeline<NetworkDocument>) => Timeline<NetworkDocument>): void => {
    const before = timeline();
    commit(before, move(before));
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    edit(label, command, options) {
      let result: { readonly value: ReturnType<typeof command> } | undefined;
      step((before) => change(before, label, (draft) => { result = { value: command(draft) }; }, options?.mergeKey));
      if (!result) throw new Error(`the command "${label}" did not run`);
      return result.value;
    },
    seal: () => step(seal),
    undo: () => step(undo),
    redo: () => step(redo),
    load(document) {
      const { present, past, future } = startTimeline(document);
      store.setState({ document: present, past, future, generation: store.getState().generation + 1 });
    },
  };
}
