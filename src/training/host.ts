// The worker's side: owns the run, serves requests, posts events. What data, engines and files are is passed in.

import { uniqueId } from '../core/unique-id.ts';
import { startRun, type ActiveRun, type PrepareRun } from './active-run.ts';
import { createResponder, type Handlers, type MessageTarget } from './channel.ts';
import { findLearningRate } from './find-learning-rate.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { createCheckpointKeeper, type CheckpointKeeper, type CheckpointTimes } from './keep-checkpoints.ts';
import { createHealthRequests } from './health.ts';
import { copyWeights, createNetworkRequests } from './network-requests.ts';
import { createLandscapeRequests } from './landscape-requests.ts';
import { createOutbox } from './outbox.ts';
import { prepareResumed } from './prepare-resumed.ts';
import { createPreviews } from './previews.ts';
import type { NetworkName, Requests, RunEvent, StartArgs } from './protocol.ts';
import { prepareTwins, twinOf } from './twin-run.ts';

export interface HostDependencies {
  readonly prepare: PrepareRun;
  /** The same work for a run that may come, as far as it can be done unasked; absent where none of it can. */
  prepareAhead?(args: Requests['prepare']['args'], signal: AbortSignal): Promise<void>;
  /** Absent where it cannot be told. */
  memory?(args: Requests['memory']['args'], signal: AbortSignal): Promise<Requests['memory']['result']>;
  cacheFiles(args: Requests['cacheFiles']['args'], signal: AbortSignal): Promise<Requests['cacheFiles']['result']>;
  explain(args: Requests['explain']['args'], signal: AbortSignal): Promise<Requests['explain']['result']>;
  compute?(args: Requests['compute']['args'], signal: AbortSignal): Promise<Requests['compute']['result']>;
  /** Where runs keep checkpoints; absent where there is no storage. */
  readonly checkpoints?: CheckpointStore | undefined;
  readonly checkpointTimes?: Partial<CheckpointTimes>;
}

/** Serves the protocol on a port: returns the function that takes messages in. */
export function createHost(port: MessageTarget, dependencies: HostDependencies): (message: unknown) => void {
  const { checkpoints } = dependencies;
  let run: ActiveRun | undefined;
  /** What the checkpoints of the latest run call it. */
  let runId: string | undefined;
  let keeper: CheckpointKeeper | undefined;
  /** Resolves when the end of the latest run has been told. */
  let told: Promise<void> | undefined;
  const current = (): ActiveRun => {
    if (!run) throw new Error('No network has been trained yet; expected a run to be started first.');
    return run;
  };
  const named = (name?: NetworkName): ActiveRun => (name === 'preview' ? previews.current() : name === 'twin' ? twinOf(current()) : current());
  const landscapes = createLandscapeRequests(named);
  const previews = createPreviews(dependencies.prepare, landscapes.close);
  /** Settles when the run that was asked for last has begun; one that is taken up reads its checkpoint first. */
  let begun: Promise<unknown> = Promise.resolve();
  const going = async (): Promise<ActiveRun> => {
    await begun;
    return current();
  };
  const begin = async (args: StartArgs): Promise<undefined> => {
    if (run && !run.hasEnded()) throw new Error('A run is going on already; expected it to be stopped first.');
    const [previous, looked] = [run, previews.take()];
    // What could still be taken up is not any more when another begins.
    if (!args.resume && runId !== undefined) void checkpoints?.discard(runId).catch(() => undefined);
    const resumed = args.resume && await checkpoints?.read(args.resume.checkpoint);
    if (args.resume && !resumed) throw new Error('This page keeps no checkpoints; expected a run to be started anew.');
    const post = createOutbox(args.run, (message) => port.postMessage(message));
    const id = resumed?.head.run ?? args.id ?? uniqueId();
    const emit = (event: RunEvent) => {
      kept?.note(event);
      // Who hears of the end and closes the page at once must not be offered the run again.
      if (event.type === 'ended' && kept) told = settledSoon(kept).then(() => post(event));
      else post(event);
    };
    const kept: CheckpointKeeper | undefined = checkpoints && args.subject && Boolean(args.twin ?? resumed?.head.twin) === Boolean(args.subject.twin)
      ? createCheckpointKeeper(checkpoints, { id, subject: args.subject }, emit, dependencies.checkpointTimes)
      : undefined;
    [runId, keeper] = [id, kept];
    const prepare = async (signal: AbortSignal) => {
      await landscapes.close();
      await Promise.all([previous?.dispose(), looked?.dispose()]);
      if (resumed && args.resume) return prepareResumed(dependencies.prepare, { ...args, resume: args.resume }, resumed, emit, signal);
      return prepareTwins(dependencies.prepare, args, emit, signal);
    };
    run = startRun({ prepare, emit, paused: args.paused === true, keeper: kept });
    return undefined;
  };
  const handlers: Handlers = {
    start(args) {
      const beginning = begin(args);
      begun = beginning.catch(() => undefined);
      return beginning;
    },
    async prepare(args, signal) {
      if (run && !run.hasEnded()) throw new Error('A run is going on; expected none, since preparing another would slow it down.');
      await dependencies.prepareAhead?.(args, signal);
      return undefined;
    },
    memory: async (args, signal) => await dependencies.memory?.(args, signal) ?? [],
    pause: async () => nothing(await (await going()).pause()),
    resume: async () => nothing((await going()).resume()),
    step: async () => nothing(await (await going()).step()),
    async stop() {
      await (await going()).stop();
      return nothing(await told);
    },
    change: async (change) => nothing(await (await going()).change(change)),
    preview: (args, signal) => previews.open(args, signal),
    ...createNetworkRequests(named),
    ...createHealthRequests(named),
    ...landscapes.handlers,
    readBestWeights: (args) => named(args?.network).use(({ events }) => {
      const best = events.bestWeights();
      return best && { epoch: best.epoch, weights: copyWeights(best.weights) };
    }),
    async findLearningRate({ start, range, ...args }, signal, tell) {
      const weights = start === 'run' ? await current().use(({ session }) => session.readWeights()) : undefined;
      const report = (event: RunEvent) => { if (event.type === 'phase') tell(event); };
      const prepared = await dependencies.prepare({ ...args, run: 0, ...(weights && { weights }) }, report, signal);
      return findLearningRate(prepared, range, tell, signal);
    },
    reopen: (args) => current().reopen(args),
    ping: nothing,
    async checkpoints(args) {
      await keeper?.settled();
      const [all, left] = await Promise.all([checkpoints?.list(), checkpoints?.left()]);
      return (all ?? []).filter((head) => head.run === runId || head.run === args?.lost || left?.some(({ id }) => id === head.id));
    },
    discardCheckpoints: async (args) => { await checkpoints?.discard(args.run); return undefined; },
    cacheFiles: (args, signal) => dependencies.cacheFiles(args, signal),
    explain: (args, signal) => dependencies.explain(args, signal),
    compute(args, signal) {
      if (!dependencies.compute) throw new Error('Nothing here computes a network without its data.');
      return dependencies.compute(args, signal);
    },
    async dispose() {
      await landscapes.close();
      await Promise.all([run?.dispose(), previews.take()?.dispose()]);
      run = undefined;
    },
  };
  return createResponder(port, handlers);
}

/** A storage that hangs must not keep a run from ending. */
const patienceMs = 2000;

function settledSoon(keeper: CheckpointKeeper): Promise<void> {
  return Promise.race([keeper.settled(), new Promise<void>((resolve) => { setTimeout(resolve, patienceMs); })]);
}

function nothing(_?: void): undefined {
  return undefined;
}
