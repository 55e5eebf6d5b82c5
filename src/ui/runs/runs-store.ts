// The kept runs as the page shows them: their records in memory, and the verbs that change them here and in the archive.

import { createStore, type StoreApi } from 'zustand/vanilla';
import { compareIds } from '../../core/graph.ts';
import type { WeightSet } from '../../core/weights.ts';
import type { RunArchive } from '../../runs/run-archive.ts';
import type { RunCurves, RunRecord, WeightKind } from '../../runs/run-record.ts';
import { countOf } from '../format.ts';

export interface RunsState {
  readonly status: 'loading' | 'ready';
  /** Newest first. */
  readonly records: readonly RunRecord[];
  /** Ids of runs that go on; their curves are in the run store's log. */
  readonly active: readonly string[];
  /** Ids of the runs chosen in the table, in the order chosen. */
  readonly selected: readonly string[];
}

type Notify = (notice: { readonly tone: 'info' | 'error'; readonly text: string; readonly action?: { readonly label: string; readonly run: () => void } }) => void;

export interface RunsStore extends Pick<StoreApi<RunsState>, 'getState' | 'getInitialState' | 'subscribe'> {
  select(ids: readonly string[]): void;
  /** Marks runs that go on. */
  setActive(ids: readonly string[]): void;
  /** Shows a record and keeps it, with its curves where given. */
  keep(record: RunRecord, curves?: RunCurves): Promise<void>;
  keepWeights(id: string, kind: WeightKind, weights: WeightSet, epoch?: number): Promise<void>;
  /** A new name or new notes. */
  edit(id: string, change: Partial<Pick<RunRecord, 'name' | 'notes'>>): void;
  /** Forgets runs; a notice offers to bring them back. */
  remove(ids: readonly string[]): Promise<void>;
  readCurves(id: string): Promise<RunCurves | undefined>;
  /** Rejects with a sentence where they are not kept. */
  readWeights(id: string, kind: WeightKind): Promise<WeightSet>;
}

/** A store over an archive, which it begins to read; what cannot be kept or read is told by `notify`, a sentence each. */
export function createRunsStore(archive: RunArchive, notify: Notify): RunsStore {
  const store = createStore<RunsState>(() => ({ status: 'loading', records: [], active: [], selected: [] }));
  const fail = (error: unknown) => notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
  const find = (id: string) => store.getState().records.find((record) => record.id === id);
  const put = (changed: readonly RunRecord[]) => store.setState(({ records }) => {
    const ids = new Set(changed.map(({ id }) => id));
    return { records: [...changed, ...records.filter(({ id }) => !ids.has(id))].sort((a, b) => compareIds(b.id, a.id)) };
  });
  const load = async () => {
    try {
      const { records, unreadable } = await archive.list();
      // Runs that were kept in the meantime are newer than what was read.
      const known = new Set(store.getState().records.map(({ id }) => id));
      put(records.filter(({ id }) => !known.has(id)));
      if (unreadable > 0) notify({ tone: 'error', text: `${countOf(unreadable, 'kept run')} could not be read: another version of Convloom wrote them.` });
    } catch (error) {
      fail(new Error(`Kept runs could not be read: ${error instanceof Error ? error.message : String(error)}`));
    }
    store.setState({ status: 'ready' });
  };
  void load();

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    select: (selected) => store.setState({ selected }),
    setActive: (active) => store.setState({ active }),
    async keep(record, curves) {
      // What was typed meanwhile is newer than the record that a run brings along.
      const { name, notes } = find(record.id) ?? record;
      const kept = { ...record, name, notes };
      put([kept]);
      await archive.save(kept, curves).catch(fail);
    },
    async keepWeights(id, kind, weights, epoch) {
      const record = find(id);
      if (!record) return;
      try {
        const { record: kept, evicted } = await archive.saveWeights(record, kind, weights, epoch);
        const { name, notes } = find(id) ?? kept;
        const now = { ...kept, name, notes };
        put([now, ...evicted]);
        if (name !== kept.name || notes !== kept.notes) await archive.save(now);
        if (evicted.length > 0) notify({ tone: 'info', text: `The weights of ${countOf(evicted.length, 'older run')} made room for those of ${kept.name}; their records and curves stay.` });
      } catch (error) {
        fail(error);
      }
    },
    edit(id, change) {
      const record = find(id);
      if (!record) return;
      const edited = { ...record, ...change };
      put([edited]);
      archive.save(edited).catch(fail);
    },
    async remove(ids) {
      const { records, selected, active } = store.getState();
      const gone = records.filter(({ id }) => ids.includes(id) && !active.includes(id));
      const isGone = (id: string) => gone.some((record) => record.id === id);
      if (gone.length === 0) return;
      store.setState({ records: records.filter(({ id }) => !isGone(id)), selected: selected.filter((id) => !isGone(id)) });
      try {
        const restore = await archive.remove(gone.map(({ id }) => id));
        const bringBack = () => {
          put(gone);
          store.setState((state) => ({ selected: [...state.selected, ...selected.filter(isGone)] }));
          restore().catch(fail);
        };
        const [only] = gone;
        notify({ tone: 'info', text: `Deleted ${gone.length === 1 && only ? only.name : countOf(gone.length, 'run')}`, action: { label: 'Undo', run: bringBack } });
      } catch (error) {
        put(gone);
        fail(error);
      }
    },
    readCurves: archive.readCurves,
    async readWeights(id, kind) {
      const record = find(id);
      if (!record) throw new Error('This run is no longer kept.');
      return archive.readWeights(record, kind);
    },
  };
}
