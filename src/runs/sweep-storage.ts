// Sweeps as they are kept while they go, so that one whose page was closed can be taken up at its trial.

import { createStore, del, set, values, type UseStore } from 'idb-keyval';
import type { NetworkDocument } from '../core/document.ts';
import { createLocks } from './browser-locks.ts';
import type { Trial } from './sweep.ts';

export interface KeptSweep {
  readonly version: 1;
  /** The group of its runs; ids sort by time. */
  readonly id: string;
  readonly base: Pick<NetworkDocument, 'name' | 'graph' | 'layout' | 'training'>;
  readonly trials: readonly Trial[];
  /** The trial that is trained. */
  readonly index: number;
  /** Durations of the trials done in one go, in milliseconds. */
  readonly doneMs: readonly number[];
  /** Id of the engine of all trials, once the first has one. */
  readonly engine?: string;
}

export interface SweepStorage {
  /** Keeps a sweep as it is now. */
  save(sweep: KeptSweep): Promise<void>;
  forget(id: string): Promise<void>;
  /** Those that no page goes on with, newest first. */
  left(): Promise<KeptSweep[]>;
  /** Says that this page goes on with a sweep; returns how to say that it no longer does. */
  hold(id: string): () => void;
}

/** The browser's own storage. */
export function createBrowserSweeps(): SweepStorage {
  let store: UseStore | undefined;
  const database = (): UseStore => (store ??= createStore('convloom-sweeps', 'sweeps'));
  const locks = createLocks('convloom-sweep ');
  return {
    save: (sweep) => set(sweep.id, sweep, database()),
    forget: (id) => del(id, database()),
    async left() {
      const [kept, held] = [await values<unknown>(database()), await locks.held()];
      return kept.filter(isKept).filter(({ id }) => !held.includes(id)).sort((a, b) => (a.id < b.id ? 1 : -1));
    },
    hold: locks.hold,
  };
}

function isKept(value: unknown): value is KeptSweep {
  return typeof value === 'object' && value !== null && (value as Partial<KeptSweep>).version === 1;
}
