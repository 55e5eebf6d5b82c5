// Requests and answers over a message port. Every request gets exactly one answer; aborting rejects at once on
// the asking side and raises a signal on the other.

import type { RequestArgs, RequestName, RequestProgress, RequestResult } from './protocol.ts';

/** What requests and answers need of a Worker, a worker's global scope or a MessagePort. */
export interface MessageTarget {
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

export type RequestMessage =
  | { readonly type: 'request'; readonly id: number; readonly name: string; readonly args: unknown }
  | { readonly type: 'abort'; readonly id: number };

export type AnswerMessage =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly error: string };

/** How far a request is, between it and its answer. */
export interface ProgressMessage {
  readonly type: 'progress';
  readonly id: number;
  readonly progress: unknown;
}

export interface CallOptions<N extends RequestName = RequestName> {
  /** Told of the progress of requests that tell any. */
  readonly onProgress?: (progress: RequestProgress<N>) => void;
  readonly signal?: AbortSignal;
  /** Buffers to hand over rather than copy; the caller loses them. */
  readonly transfer?: Transferable[];
}

/** The asking side. */
export interface Caller {
  call<N extends RequestName>(name: N, args: RequestArgs<N>, options?: CallOptions<N>): Promise<RequestResult<N>>;
  /** Takes an answer or progress in; false where the message is none. */
  receive(message: unknown): boolean;
  /** Rejects all that is still unanswered, and all calls from now on. */
  close(reason: string): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  progress(value: unknown): void;
}

export function createCaller(target: MessageTarget): Caller {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let closed: string | undefined;
  return {
    call<N extends RequestName>(name: N, args: RequestArgs<N>, { signal, transfer = [], onProgress }: CallOptions<N> = {}): Promise<RequestResult<N>> {
      if (closed !== undefined) return Promise.reject(new Error(closed));
      if (signal?.aborted) return Promise.reject(signal.reason);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const abort = () => {
          pending.get(id)?.reject(signal?.reason);
          target.postMessage({ type: 'abort', id } satisfies RequestMessage);
        };
        const settle = <T>(finish: (value: T) => void) => (value: T) => {
          pending.delete(id);
          signal?.removeEventListener('abort', abort);
          finish(value);
        };
        pending.set(id, { resolve: settle(resolve as (result: unknown) => void), reject: settle(reject), progress: (value) => onProgress?.(value as RequestProgress<N>) });
        signal?.addEventListener('abort', abort, { once: true });
        try {
          target.postMessage({ type: 'request', id, name, args } satisfies RequestMessage, transfer);
        } catch (error) {
          pending.get(id)?.reject(error);
        }
      });
    },
    receive(message) {
      if (isProgress(message)) {
        pending.get(message.id)?.progress(message.progress);
        return true;
      }
      if (!isAnswer(message)) return false;
      const waiting = pending.get(message.id);
      if (message.ok) waiting?.resolve(message.result);
      else waiting?.reject(new Error(message.error));
      return true;
    },
    close(reason) {
      closed = reason;
      for (const waiting of [...pending.values()]) waiting.reject(new Error(reason));
    },
  };
}

/** Serves one request; the signal is raised where the asker no longer wants the answer, and `tell` tells how far it is. */
export type Handlers = {
  readonly [N in RequestName]: (args: RequestArgs<N>, signal: AbortSignal, tell: (progress: RequestProgress<N>) => void) => RequestResult<N> | Promise<RequestResult<N>>;
};

/** The answering side, which hands over the buffers of its results; handlers give away what they return. Returns the function that takes messages in. */
export function createResponder(target: MessageTarget, handlers: Handlers): (message: unknown) => void {
  const running = new Map<number, AbortController>();
  const respond = async ({ id, name, args }: Extract<RequestMessage, { type: 'request' }>): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      if (!isRequestName(handlers, name)) throw new Error(`There is no request "${name}"; expected one of ${Object.keys(handlers).join(', ')}.`);
      // The name picked the handler, so the arguments are the ones that it takes.
      const handler = handlers[name] as (args: unknown, signal: AbortSignal, tell: (progress: unknown) => void) => unknown;
      const tell = (progress: unknown) => {
        if (!controller.signal.aborted) target.postMessage({ type: 'progress', id, progress } satisfies ProgressMessage);
      };
      const result = await handler(args, controller.signal, tell);
      target.postMessage({ type: 'answer', id, ok: true, result } satisfies AnswerMessage, buffersOf(result));
    } catch (error) {
      // Also reached where the result cannot be cloned: that throws before anything is sent.
      target.postMessage({ type: 'answer', id, ok: false, error: error instanceof Error ? error.message : String(error) } satisfies AnswerMessage);
    } finally {
      running.delete(id);
    }
  };
  return (message) => {
    if (!isRequest(message)) return;
    if (message.type === 'abort') running.get(message.id)?.abort();
    else void respond(message);
  };
}

/** Buffers of the typed arrays in a result; shared memory cannot be handed over. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof Map) {
    for (const item of value.values()) buffersOf(item, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) buffersOf(item, found);
  }
  return [...found];
}

function isRequestName(handlers: Handlers, name: string): name is RequestName {
  return Object.hasOwn(handlers, name);
}

function isAnswer(message: unknown): message is AnswerMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'answer';
}

function isProgress(message: unknown): message is ProgressMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'progress';
}

function isRequest(message: unknown): message is RequestMessage {
  return typeof message === 'object' && message !== null && 'type' in message && (message.type === 'request' || message.type === 'abort');
}
