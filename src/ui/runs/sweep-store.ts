// A sweep of the page: its trials one after another through the run store, each a kept run of its own.

import { createStore, type StoreApi } from 'zustand/vanilla';
import { uniqueId } from '../../core/unique-id.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import type { Trial } from '../../runs/sweep.ts';
import type { RunStore, TrainingSubject } from '../training/run-store.ts';
import type { RunKeeper } from './keep-runs.ts';

export interface SweepState {
  readonly status: 'idle' | 'running' | 'ended';
  /** The group of its runs. */
  readonly id: string;
  readonly trials: readonly Trial[];
  /** The trial that is trained, or how many were when the sweep ended. */
  readonly index: number;
  /** Durations of the trials done, skipped ones left out. */
  readonly doneMs: readonly number[];
}

export interface SweepStore extends Pick<StoreApi<SweepState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Trains the trials of `base`; resolves when the sweep is over. Does nothing while one goes on. */
  start(base: TrainingSubject, trials: readonly Trial[]): Promise<void>;
  /** Ends the present trial and goes on with the next. */
  skip(): void;
  /** Ends the present trial and the sweep. */
  stop(): void;
}

/** Drives sweeps through a run store; each trial waits until the one before is kept. */
export function createSweepStore(run: RunStore, keeper: RunKeeper, now: () => number = () => performance.now()): SweepStore {
  const store = createStore<SweepState>(() => ({ status: 'idle', id: '', trials: [], index: 0, doneMs: [] }));
  const train = (subject: TrainingSubject, engine: string | undefined) => new Promise<boolean>((resolve) => {
    run.start({ subject, engine });
    const { subject: started, status } = run.getState();
    if (status !== 'running' || started?.group?.label !== subject.group?.label) return resolve(false);
    const unsubscribe = run.subscribe(({ status: then, subject: of }) => {
      if (of?.number === started?.number && then !== 'ended') return;
      unsubscribe();
      resolve(of?.number === started?.number);
    });
  });
  let skipped = false;
  const end = () => { if (run.getState().status !== 'ended') run.stop(); };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    async start(base, trials) {
      if (store.getState().status === 'running') return;
      const id = uniqueId();
      store.setState({ status: 'running', id, trials, index: 0, doneMs: [] });
      // All trials on the engine of the first: their times are compared.
      let engine: string | undefined;
      for (const { index, config, label } of trials) {
        if (store.getState().status !== 'running') break;
        store.setState({ index });
        skipped = false;
        const startedMs = now();
        const trained = await train({ ...base, name: `${base.name}, ${label}`, config, group: { type: 'sweep', id, label } }, engine);
        engine ??= run.getState().log.engine?.id;
        // Another run has taken the worker: the sweep is over.
        if (!trained) break;
        await keeper.settled();
        if (!skipped) store.setState(({ doneMs }) => ({ doneMs: [...doneMs, now() - startedMs] }));
        store.setState({ index: index + 1 });
      }
      store.setState({ status: 'ended' });
    },
    skip() {
      skipped = true;
      end();
    },
    stop() {
      if (store.getState().status !== 'running') return;
      store.setState({ status: 'ended' });
      end();
    },
  };
}

/** The runs of a sweep among those kept, the first trial first. */
export function runsOfSweep(records: readonly RunRecord[], id: string): RunRecord[] {
  return records.filter(({ group }) => group?.id === id).toReversed();
}
