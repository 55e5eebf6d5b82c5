// A sweep of the page: its trials one after another through the run store, each a kept run of its own. It is kept while it goes,
// and taken up where it was cut off.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { createPlan } from '../../core/plan.ts';
import { uniqueId } from '../../core/unique-id.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import type { KeptSweep, SweepStorage } from '../../runs/sweep-storage.ts';
import type { Trial } from '../../runs/sweep.ts';
import type { RunStore, StartOptions } from '../training/run-store.ts';
import type { RunKeeper } from './keep-runs.ts';
import type { RunsStore } from './runs-store.ts';

export interface SweepState {
  readonly status: 'idle' | 'running' | 'ended';
  /** The group of its runs. */
  readonly id: string;
  readonly trials: readonly Trial[];
  /** The trial that is trained, or how many were when the sweep ended. */
  readonly index: number;
  /** Durations of the trials done in one go, skipped ones left out. */
  readonly doneMs: readonly number[];
}

export interface SweepStore extends Pick<StoreApi<SweepState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Trains the trials of `base`; resolves when the sweep is over. Does nothing while one goes on. */
  start(base: KeptSweep['base'], trials: readonly Trial[]): Promise<void>;
  /** Goes on with a sweep that was cut off, and with its trial from the last checkpoint. */
  resume(kept: KeptSweep): Promise<void>;
  /** Sweeps of a document that were cut off, newest first. */
  left(document: string): Promise<KeptSweep[]>;
  /** Does not offer a sweep that was cut off any more; its runs stay. */
  discard(kept: KeptSweep): Promise<void>;
  /** Ends the present trial and goes on with the next. */
  skip(): void;
  /** Ends the present trial and the sweep. */
  stop(): void;
}

export interface SweepDependencies {
  readonly run: RunStore;
  readonly runs: RunsStore;
  readonly keeper: RunKeeper;
  readonly layers: LayerRegistry;
  readonly storage: SweepStorage;
  readonly now?: () => number;
}

/** Drives sweeps through a run store; each trial waits until the one before is kept. */
export function createSweepStore({ run, runs, keeper, layers, storage, now = () => performance.now() }: SweepDependencies): SweepStore {
  const store = createStore<SweepState>(() => ({ status: 'idle', id: '', trials: [], index: 0, doneMs: [] }));
  const isRunning = () => store.getState().status === 'running';
  let isStopped = false;
  let skipped = false;
  const end = () => { if (run.getState().status !== 'ended') run.stop(); };
  /** False where another run has taken the worker. */
  const train = (options: StartOptions, label: string) => new Promise<boolean>((resolve) => {
    run.start(options);
    const { subject: started, status } = run.getState();
    if (status !== 'running' || started?.group?.label !== label) return resolve(false);
    const unsubscribe = run.subscribe(({ status: then, subject: of }) => {
      if (of?.number === started?.number && then !== 'ended') return;
      unsubscribe();
      resolve(of?.number === started?.number);
    });
    // Said before there was a run that could end.
    if (skipped || isStopped) end();
  });

  const headOf = async (kept: KeptSweep) => (await run.client.call('checkpoints', undefined)).find(isOf(kept));
  /** How a trial that was cut off goes on: from its checkpoint, or else from its start with the record it has. */
  const takenUp = async (kept: KeptSweep): Promise<StartOptions> => {
    const head = await headOf(kept);
    if (head) return { resume: { head } };
    await settledRuns(runs);
    const record = runs.getState().records.find(isOf(kept));
    return record?.run === undefined ? {} : { continues: record.run };
  };
  const drive = async (kept: KeptSweep, first: StartOptions = {}): Promise<void> => {
    const { id, base: { name, graph, layout }, trials } = kept;
    const compiled = createPlan(graph, layers);
    if (!('plan' in compiled)) throw new Error(`The network of the sweep has errors: ${compiled.problems[0]?.message ?? 'it cannot be compiled'}.`);
    isStopped = false;
    store.setState({ status: 'running', id, trials, index: kept.index, doneMs: kept.doneMs });
    const release = storage.hold(id);
    // All trials on the engine of the first: their times are compared.
    let { engine } = kept;
    for (const { index, config, label } of trials.slice(kept.index)) {
      if (isStopped) break;
      skipped = false;
      store.setState({ index });
      // Where it cannot be kept, it goes on all the same.
      await storage.save({ ...kept, index, doneMs: store.getState().doneMs, ...(engine !== undefined && { engine }) }).catch(() => undefined);
      const startedMs = now();
      const own: StartOptions = index === kept.index ? first : {};
      const subject = { name: `${name}, ${label}`, graph, layout, plan: compiled.plan, config, document: name, group: { type: 'sweep', id, label } } as const;
      const trained = await train(own.resume ? { ...own, engine } : { ...own, subject, engine }, label);
      engine ??= run.getState().log.engine?.id;
      if (!trained) break;
      await keeper.settled();
      if (!skipped && !own.resume) store.setState(({ doneMs }) => ({ doneMs: [...doneMs, now() - startedMs] }));
      store.setState({ index: index + 1 });
    }
    await storage.forget(id).catch(() => undefined);
    release();
    store.setState({ status: 'ended' });
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    async start(base, trials) {
      if (!isRunning()) await drive({ version: 1, id: uniqueId(), base, trials, index: 0, doneMs: [] });
    },
    async resume(kept) {
      if (isRunning()) return;
      const first = await takenUp(kept);
      if (!isRunning()) await drive(kept, first);
    },
    left: async (document) => (await storage.left()).filter(({ base }) => base.name === document),
    async discard(kept) {
      await storage.forget(kept.id);
      const head = await headOf(kept);
      if (head) await run.client.call('discardCheckpoints', { run: head.run });
    },
    skip() {
      skipped = true;
      end();
    },
    stop() {
      if (!isRunning()) return;
      isStopped = true;
      end();
    },
  };
}

/** Tells what belongs to the trial that a sweep was at. */
function isOf({ id, trials, index }: KeptSweep): (one: { readonly group?: RunRecord['group'] }) => boolean {
  return ({ group }) => group?.id === id && group.label === trials[index]?.label;
}

/** Resolves when the kept runs are read. */
function settledRuns(runs: RunsStore): Promise<void> {
  if (runs.getState().status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = runs.subscribe(({ status }) => {
      if (status !== 'ready') return;
      unsubscribe();
      resolve();
    });
  });
}

/** The runs of a sweep among those kept, the first trial first. */
export function runsOfSweep(records: readonly RunRecord[], id: string): RunRecord[] {
  return records.filter(({ group }) => group?.id === id).toReversed();
}
