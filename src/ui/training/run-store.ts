// The run lifetime: what is training, how it goes, and the verbs that control it. Neither undoable nor saved;
// the network's settings are the document's.

import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { withLiveChange } from '../../core/training-config.ts';
import { uniqueId } from '../../core/unique-id.ts';
import type { WeightSet } from '../../core/weights.ts';
import type { DocumentStore } from '../../editor/document-store.ts';
import type { StartedFrom } from '../../runs/run-record.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { DroppedFile, MeasuredEngine } from '../../training/protocol.ts';
import { emptyRunLog, extendRunLog, type RunLog } from '../../training/run-log.ts';
import { useServices, type AppServices } from '../services.tsx';
import { createPreparation } from './prepare-ahead.ts';
import { followFreezing, takeCanvas } from './reopen-run.ts';
import { checkpointSubject, createSubject, liveChange, resumeSubject, type ResumeOptions, type RunSubject, type TrainingSubject } from './run-subject.ts';

/** The id of the dataset that files belong to, or why they were not kept. */
export type KeptFiles = { readonly kept: string } | { readonly failure: string };

export interface RunState {
  readonly status: 'idle' | 'running' | 'paused' | 'ended';
  /** A request that the worker has not answered yet. */
  readonly pending?: 'pause' | 'step' | 'stop' | 'reopen' | undefined;
  readonly subject?: RunSubject;
  readonly log: RunLog;
  /** What the last measurement of engines found. */
  readonly candidates: readonly MeasuredEngine[];
  /** Id of the engine to use; measured where absent. */
  readonly forcedEngine?: string | undefined;
  /** What became of a dataset's files that were given. */
  readonly files?: { readonly keeping: true } | KeptFiles;
  /** Why the last request failed, other than by the run's own end. */
  readonly failure?: string | undefined;
}

export interface StartOptions {
  readonly paused?: boolean;
  /** Trained instead of the document's network; learning rate and momentum then do not follow the document. */
  readonly subject?: TrainingSubject;
  /** Id of an engine to use, whatever is chosen for other runs. */
  readonly engine?: string | undefined;
  /** What the run is called whose record it goes on with, from the start. */
  readonly continues?: string;
  /** Complete weights for the document's network to start from, and whose they are. */
  readonly from?: { readonly weights: WeightSet; readonly of: StartedFrom };
  /** Goes on from a checkpoint instead. */
  readonly resume?: ResumeOptions | undefined;
}

export interface RunStore extends Pick<StoreApi<RunState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Trains the document's network from the start. Does nothing where it has errors or a run is going on. */
  start(options?: StartOptions): void;
  /** Starts, pauses or resumes: what the one primary button does. */
  toggle(): void;
  /** Resumes a paused run with the network that is on the canvas; stays paused, and says why, where that does not fit. */
  resumeWithChanges(): void;
  /** One batch; starts a run for it where none is going on. */
  step(): void;
  stop(): void;
  /** Another network takes the canvas: a run in progress no longer follows the document. */
  detach(): void;
  /** Has the worker do what the next run would wait for; ends with the next edit. Does nothing while a run is going on. */
  prepareAhead(): void;
  /** From the next run on. */
  forceEngine(id: string | undefined): void;
  /** Keeps a dataset's files where later runs find them. */
  keepFiles(files: readonly DroppedFile[]): Promise<KeptFiles>;
  readonly client: TrainingClient;
}

/** Whether there is a run that has not ended, paused or not. */
export function isGoing({ status }: Pick<RunState, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}

/** A store with a training client of its own. */
export function createRunStore({ layers, documents, createTrainingClient }: Pick<AppServices, 'layers' | 'documents' | 'createTrainingClient'>): RunStore {
  const client = createTrainingClient();
  const store = createStore<RunState>(() => ({ status: 'idle', log: emptyRunLog, candidates: [] }));
  const fail = (error: unknown) => store.setState({ failure: messageOf(error) });

  client.subscribe((run, events) => {
    const { subject, log, candidates } = store.getState();
    if (run !== subject?.number) return;
    const extended = extendRunLog(log, events);
    const measured = extended.engine?.candidates.some(({ imagesPerSecond }) => imagesPerSecond !== undefined);
    store.setState({
      log: extended,
      candidates: measured && extended.engine ? extended.engine.candidates : candidates,
      ...(extended.ended && { status: 'ended', pending: undefined }),
    });
  });
  followDocument(documents, store, client, fail);
  followFreezing({ documents, layers, store, client, fail });
  const preparation = createPreparation(client);
  documents.subscribe(({ document: now }, { document: before }) => {
    if (now.graph !== before.graph || now.training !== before.training) preparation.cancel();
  });

  /** Asks for what leaves the run paused; the state says so until the worker has answered. */
  const halt = async (pending: 'pause' | 'step') => {
    store.setState({ pending, failure: undefined });
    try {
      await client.call(pending, undefined);
      if (isGoing(store.getState())) store.setState({ status: 'paused' });
    } catch (error) {
      fail(error);
    } finally {
      if (store.getState().pending === pending) store.setState({ pending: undefined });
    }
  };
  const start = ({ paused = false, subject: brought, engine, from, resume, continues }: StartOptions = {}) => {
    if (isGoing(store.getState())) return;
    const left = resume && resumeSubject(documents, resume);
    const found = left?.subject ?? (brought ? { ...brought, generation: undefined } : createSubject(documents, layers));
    if (!found) return;
    const subject = continues === undefined ? found : { ...found, continues };
    const forced = engine ?? store.getState().forcedEngine;
    const { plan, config, twin } = subject;
    const id = subject.continues ?? uniqueId();
    const shown = checkpointSubject(subject);
    const { run, started } = client.start({
      plan, config, paused, id, ...(forced !== undefined && { engine: forced }), ...(twin && { twin: { plan: twin.plan, config: twin.config } }),
      ...(from && { weights: from.weights }),
      ...(shown && { subject: shown }), ...(left && { resume: left.resume }),
    });
    store.setState({ status: paused ? 'paused' : 'running', subject: { ...subject, number: run, id, ...(from && { startedFrom: from.of }) }, log: emptyRunLog, pending: undefined, failure: undefined });
    started.catch((error: unknown) => {
      fail(error);
      // A worker that died has told of the end already.
      if (isGoing(store.getState())) store.setState({ status: 'ended' });
    });
  };
  const goOn = () => {
    store.setState({ status: 'running', failure: undefined });
    client.call('resume', undefined).catch(fail);
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    client,
    start,
    toggle() {
      const { status, pending } = store.getState();
      if (pending === 'stop' || pending === 'reopen') return;
      if (status === 'running') void halt('pause');
      else if (status === 'paused') goOn();
      else start();
    },
    resumeWithChanges() {
      const { status, pending } = store.getState();
      if (status !== 'paused' || pending) return;
      store.setState({ pending: 'reopen', failure: undefined });
      void takeCanvas({ documents, layers, store, client, fail }).then((taken) => {
        store.setState({ pending: undefined });
        if (taken && store.getState().status === 'paused') goOn();
      });
    },
    step() {
      if (!isGoing(store.getState())) start({ paused: true });
      if (isGoing(store.getState())) void halt('step');
    },
    stop() {
      if (!isGoing(store.getState())) return;
      // Over when the run's last event is here, not when the worker has answered.
      store.setState({ pending: 'stop', failure: undefined });
      client.call('stop', undefined).catch((error: unknown) => {
        store.setState({ pending: undefined });
        fail(error);
      });
    },
    detach() {
      const { subject } = store.getState();
      if (subject) store.setState({ subject: { ...subject, generation: undefined } });
    },
    prepareAhead() {
      const subject = isGoing(store.getState()) ? undefined : createSubject(documents, layers);
      if (!subject) return;
      const { forcedEngine } = store.getState();
      preparation.begin({ plan: subject.plan, config: subject.config, ...(forcedEngine !== undefined && { engine: forcedEngine }) });
    },
    forceEngine: (forcedEngine) => store.setState({ forcedEngine }),
    async keepFiles(files) {
      store.setState({ files: { keeping: true } });
      const outcome = await client.call('cacheFiles', { files }).then(({ dataset }) => ({ kept: dataset }), (error: unknown) => ({ failure: messageOf(error) }));
      store.setState({ files: outcome });
      return outcome;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A run in progress follows the learning rate and momentum of its document, also where they are undone; not while one
 * is being typed.
 */
function followDocument(documents: DocumentStore, store: StoreApi<RunState>, client: TrainingClient, fail: (error: unknown) => void): void {
  documents.subscribe(({ document: { training }, generation, past }) => {
    if (past.at(-1)?.mergeKey !== undefined) return;
    const { subject, status } = store.getState();
    if (!subject || subject.generation !== generation || (status !== 'running' && status !== 'paused')) return;
    const change = liveChange(subject.config, training);
    if (!change) return;
    store.setState({ subject: { ...subject, config: { ...subject.config, optimizer: withLiveChange(subject.config.optimizer, change) } } });
    client.call('change', change).catch(fail);
  });
}

const stores = new WeakMap<AppServices, RunStore>();

/** What keeps runs is loaded with the first one. */
function keepWhenStarted(services: AppServices, store: RunStore): void {
  const unsubscribe = store.subscribe(() => {
    unsubscribe();
    import('../runs/runs-of-page.ts').then(({ runsOf }) => runsOf(services, store), (error: unknown) => {
      services.session.notify({ tone: 'error', text: `This run is not kept: ${messageOf(error)}` });
    });
  });
}

/** What a run of the document trains is among the document's versions. */
function keepVersions({ desk }: AppServices, store: RunStore): void {
  store.subscribe(({ subject }, { subject: before }) => {
    if (subject && subject.number !== before?.number && subject.generation !== undefined) void desk.keepVersion('run');
  });
}

/** The page's run store; its worker starts when it is first needed. */
export function useRunStore(): RunStore {
  const services = useServices();
  const known = stores.get(services);
  if (known) return known;
  const store = createRunStore(services);
  stores.set(services, store);
  keepWhenStarted(services, store);
  keepVersions(services, store);
  return store;
}

/** A part of the run; rerenders where it changes by `Object.is`. */
export function useRun<T>(select: (state: RunState) => T): T {
  return useStore(useRunStore(), select);
}

/** Rerenders where a run begins or ends. */
export function useIsGoing(): boolean {
  return useRun(isGoing);
}
