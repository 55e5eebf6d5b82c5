// The worker's side: owns the run, serves requests, posts events. What data, engines and files are is passed in.

import type { Activation } from '../engines/engine.ts';
import { startRun, type ActiveRun, type PreparedRun } from './active-run.ts';
import { createResponder, type Handlers, type MessageTarget } from './channel.ts';
import { evaluateExamples } from './evaluate.ts';
import { createOutbox } from './outbox.ts';
import { probabilitiesOf } from './probabilities.ts';
import type { Requests, RunEvent, StartArgs } from './protocol.ts';

export interface HostDependencies {
  /** Loads data, chooses and opens an engine, reporting phases, notices and choices on the way. */
  prepare(args: StartArgs, report: (event: RunEvent) => void, signal: AbortSignal): Promise<PreparedRun>;
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
  const handlers: Handlers = {
    async start(args) {
      if (run && !run.hasEnded()) throw new Error('A run is going on already; expected it to be stopped first.');
      const previous = run;
      const emit = createOutbox(args.run, (message) => port.postMessage(message));
      const prepare = async (signal: AbortSignal) => {
        await previous?.dispose();
        return dependencies.prepare(args, emit, signal);
      };
      run = startRun({ prepare, emit, paused: args.paused === true });
      return undefined;
    },
    pause: () => current().pause().then(nothing),
    resume: () => nothing(current().resume()),
    step: () => current().step().then(nothing),
    stop: () => current().stop().then(nothing),
    change: (change) => current().change(change).then(nothing),
    predict: ({ inputs, count }) => current().use(async ({ session }) => (await session.predict(inputs, count)).slice()),
    recognise: ({ pixels, shape }) => current().use(async ({ session, config, data, prepareImage }) => {
      const image = prepareImage(pixels, shape);
      const probabilities = probabilitiesOf(config.loss, await session.predict(image, 1));
      return { probabilities, seen: { shape: data.training.shape, data: image } };
    }),
    inspect: ({ inputs, count, ops }) => current().use(async ({ session }) => copyActivations(await session.inspect(inputs, count, ops))),
    evaluate: ({ part }, signal) => evaluatePart(current(), part, signal),
    readWeights: () => current().use(async ({ session }) => {
      const weights = Object.entries(await session.readWeights());
      return Object.fromEntries(weights.map(([key, { shape, data }]) => [key, { shape, data: data.slice() }]));
    }),
    cacheFiles: (args, signal) => dependencies.cacheFiles(args, signal),
    explain: (args, signal) => dependencies.explain(args, signal),
    async dispose() {
      await run?.dispose();
      run = undefined;
    },
  };
  return createResponder(port, handlers);
}

function nothing(_: void): undefined {
  return undefined;
}

// Engines may answer with views of memory they go on using; what leaves the worker is a copy of its own.
function copyActivations(activations: ReadonlyMap<string, Activation>): Map<string, Activation> {
  return new Map([...activations].map(([id, { shape, data }]) => [id, { shape, data: data.slice() }]));
}

/** Takes a turn for each batch, so that training and predictions go on in between. */
async function evaluatePart(run: ActiveRun, part: 'training' | 'validation', signal: AbortSignal): Promise<Requests['evaluate']['result']> {
  const steps = await run.use(({ session, config, data }) => evaluateExamples(session, data[part], config, () => performance.now()));
  for (;;) {
    signal.throwIfAborted();
    const step = await run.use(() => steps.next());
    if (step.done) return step.value;
  }
}
