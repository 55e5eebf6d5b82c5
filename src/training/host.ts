// The worker's side: owns the run, serves requests, posts events. What data, engines and files are is passed in.

import { startRun, type ActiveRun, type PreparedRun } from './active-run.ts';
import { createResponder, type Handlers, type MessageTarget } from './channel.ts';
import { findLearningRate } from './find-learning-rate.ts';
import { createHealthRequests } from './health.ts';
import { copyWeights, createNetworkRequests } from './network-requests.ts';
import { createLandscapeRequests } from './landscape-requests.ts';
import { createOutbox } from './outbox.ts';
import type { DataFacts, NetworkName, Requests, RunEvent, StartArgs } from './protocol.ts';
import { prepareTwins, twinOf } from './twin-run.ts';

export interface HostDependencies {
  /** Loads data, chooses and opens an engine, reporting phases, notices and choices on the way. */
  prepare(args: StartArgs, report: (event: RunEvent) => void, signal: AbortSignal): Promise<PreparedRun>;
  /** The same work for a run that may come, as far as it can be done unasked; absent where none of it can. */
  prepareAhead?(args: Requests['prepare']['args'], signal: AbortSignal): Promise<void>;
  cacheFiles(args: Requests['cacheFiles']['args'], signal: AbortSignal): Promise<Requests['cacheFiles']['result']>;
  explain(args: Requests['explain']['args'], signal: AbortSignal): Promise<Requests['explain']['result']>;
}

/** Serves the protocol on a port: returns the function that takes messages in. */
export function createHost(port: MessageTarget, dependencies: HostDependencies): (message: unknown) => void {
  let run: ActiveRun | undefined;
  const current = (): ActiveRun => {
    if (!run) throw new Error('No network has been trained yet; expected a run to be started first.');
    return run;
  };
  /** Opened to be looked at; never trained. */
  let preview: ActiveRun | undefined;
  const previewed = (): ActiveRun => {
    if (!preview) throw new Error('No network has been opened to look at; expected a preview first.');
    return preview;
  };
  const named = (name?: NetworkName): ActiveRun => (name === 'preview' ? previewed() : name === 'twin' ? twinOf(current()) : current());
  const landscapes = createLandscapeRequests(named);
  const handlers: Handlers = {
    async start(args) {
      if (run && !run.hasEnded()) throw new Error('A run is going on already; expected it to be stopped first.');
      const [previous, looked] = [run, preview];
      preview = undefined;
      const emit = createOutbox(args.run, (message) => port.postMessage(message));
      const prepare = async (signal: AbortSignal) => {
        await landscapes.close();
        await Promise.all([previous?.dispose(), looked?.dispose()]);
        return prepareTwins(dependencies.prepare, args, emit, signal);
      };
      run = startRun({ prepare, emit, paused: args.paused === true });
      return undefined;
    },
    async prepare(args, signal) {
      if (run && !run.hasEnded()) throw new Error('A run is going on; expected none, since preparing another would slow it down.');
      await dependencies.prepareAhead?.(args, signal);
      return undefined;
    },
    pause: () => current().pause().then(nothing),
    resume: () => nothing(current().resume()),
    step: () => current().step().then(nothing),
    stop: () => current().stop().then(nothing),
    change: (change) => current().change(change).then(nothing),
    async preview(args, signal) {
      const before = preview;
      let facts: DataFacts | undefined;
      const report = (event: RunEvent) => { if (event.type === 'data') facts = event; };
      const prepare = async (stopping: AbortSignal) => {
        if (before) await landscapes.close(before);
        await before?.dispose();
        return dependencies.prepare({ ...args, run: 0 }, report, AbortSignal.any([stopping, signal]));
      };
      const opened = startRun({ prepare, emit: () => undefined, paused: true });
      preview = opened;
      await opened.use(() => undefined);
      if (!facts) throw new Error('The data of the network told nothing of themselves.');
      const { dataset, classNames, trainingCount, validationCount } = facts;
      return { dataset, classNames, trainingCount, validationCount };
    },
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
    cacheFiles: (args, signal) => dependencies.cacheFiles(args, signal),
    explain: (args, signal) => dependencies.explain(args, signal),
    async dispose() {
      await landscapes.close();
      await Promise.all([run?.dispose(), preview?.dispose()]);
      run = undefined;
      preview = undefined;
    },
  };
  return createResponder(port, handlers);
}

function nothing(_: void): undefined {
  return undefined;
}
