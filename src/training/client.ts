// The page's side: spawns the worker when it is first needed, calls it, passes run events on in order, and
// notices when it dies; the next call then gets a fresh one.

import { createCaller, type CallOptions, type Caller, type MessageTarget } from './channel.ts';
import type { EventsMessage, RequestArgs, RequestName, RequestResult, RunEvent, StartArgs } from './protocol.ts';

/** What the client needs of a `Worker`. */
export interface WorkerLike extends MessageTarget {
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

export type RunListener = (run: number, events: readonly RunEvent[]) => void;

export interface TrainingClient {
  /** Spawns the worker ahead of the first request, which then waits less. */
  warmUp(): void;
  /** Starts a run and returns its number, which its events carry. The worker may still refuse: `started` rejects. */
  start(args: Omit<StartArgs, 'run'>): { readonly run: number; readonly started: Promise<void> };
  call<N extends Exclude<RequestName, 'start'>>(name: N, args: RequestArgs<N>, options?: CallOptions<N>): Promise<RequestResult<N>>;
  /** Events in order, `ended` last exactly once, also where the worker dies. Returns how to unsubscribe. */
  subscribe(listener: RunListener): () => void;
  /** Ends the worker at once; nothing is called back any more. */
  dispose(): void;
}

interface Connection {
  readonly worker: WorkerLike;
  readonly caller: Caller;
}

/** How a worker that hangs is noticed. */
export interface Heartbeat {
  /** Between two looks while a run goes on. */
  readonly periodMs: number;
  /** So many looks in a row without a word from it, though it was asked for one, and it is given up. */
  readonly looks: number;
}

/** A minute: more than any batch takes, and looks are counted, so that a machine that slept is no silence. */
const usualHeartbeat: Heartbeat = { periodMs: 5000, looks: 12 };

/** A client whose workers come from `spawn`. */
export function createTrainingClient(spawn: () => WorkerLike, { periodMs, looks }: Heartbeat = usualHeartbeat): TrainingClient {
  const listeners = new Set<RunListener>();
  let connection: Connection | undefined;
  /** The run going on, and the number of its next event. */
  let active: { readonly run: number; next: number } | undefined;
  let runs = 0;
  let silentLooks = 0;
  let looking: ReturnType<typeof setInterval> | undefined;

  const stopLooking = () => {
    clearInterval(looking);
    looking = undefined;
  };
  const look = () => {
    if (!active || !connection) return stopLooking();
    silentLooks++;
    if (silentLooks > looks) return die(connection, `The training worker has not answered for ${Math.round((looks * periodMs) / 1000)} seconds and was ended. Train starts a new one.`);
    // What it says is heard as any message is; a worker that has died meanwhile is told of elsewhere.
    if (silentLooks === 1) connection.caller.call('ping', undefined).catch(() => undefined);
  };
  const tell = (run: number, events: readonly RunEvent[]) => {
    if (events.at(-1)?.type === 'ended') {
      active = undefined;
      stopLooking();
    }
    for (const listener of [...listeners]) listener(run, events);
  };
  const die = (dead: Connection, reason: string) => {
    if (connection !== dead) return;
    connection = undefined;
    dead.worker.terminate();
    dead.caller.close(reason);
    if (active) tell(active.run, [{ type: 'ended', reason: 'failed', message: reason }]);
  };
  const receiveEvents = (from: Connection, { run, first, events }: EventsMessage) => {
    if (active?.run !== run || active.next !== first) {
      return die(from, `The training worker sent event ${first} of run ${run}; expected event ${active?.next ?? 'none'} of run ${active?.run ?? 'none'}.`);
    }
    active.next += events.length;
    tell(run, events);
  };
  const connect = (): Connection => {
    if (connection) return connection;
    const worker = spawn();
    const fresh: Connection = { worker, caller: createCaller(worker) };
    worker.addEventListener('message', (event) => {
      if (connection !== fresh || !('data' in event)) return;
      silentLooks = 0;
      if (!fresh.caller.receive(event.data) && isEvents(event.data)) receiveEvents(fresh, event.data);
    });
    worker.addEventListener('error', (event) => die(fresh, describeDeath(event)));
    worker.addEventListener('messageerror', () => die(fresh, 'The training worker sent a message that could not be read.'));
    connection = fresh;
    return fresh;
  };
  return {
    warmUp: () => { connect(); },
    start(args) {
      const run = ++runs;
      if (active) return { run, started: Promise.reject(new Error('A run is going on already; expected it to be stopped first.')) };
      const { caller } = connect();
      active = { run, next: 0 };
      silentLooks = 0;
      stopLooking();
      looking = setInterval(look, periodMs);
      const started = caller.call('start', { ...args, run }).catch((error: unknown) => {
        if (active?.run === run) active = undefined;
        throw error;
      });
      return { run, started };
    },
    call: (name, args, options) => connect().caller.call(name, args, options),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      listeners.clear();
      active = undefined;
      stopLooking();
      if (connection) die(connection, 'The training worker was closed.');
    },
  };
}

function describeDeath(event: Event): string {
  // A worker whose script cannot be had reports an event without a message.
  const message = 'message' in event && typeof event.message === 'string' && event.message !== '' ? event.message : 'it could not be loaded';
  return `The training worker died: ${message.replace(/^Uncaught (Error: )?/, '').replace(/\.$/, '')}. Train starts a new one.`;
}

function isEvents(message: unknown): message is EventsMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'events';
}
