// The page's way to the worker that reads own data: a request, its progress, one answer. The worker starts when it is
// first asked.

import type { OwnDataMessage, OwnDataRequestName, OwnDataRequests } from '../../core/own-data.ts';

export type OwnDataProgress = (fraction: number | undefined, detail: string) => void;

export interface OwnDataClient {
  /** Rejects with the worker's sentence, also where the worker dies. */
  call<N extends OwnDataRequestName>(name: N, args: OwnDataRequests[N]['args'], onProgress?: OwnDataProgress): Promise<OwnDataRequests[N]['result']>;
  /** Ends the worker at once, and what it is doing; the next call gets a fresh one. */
  cancel(): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly onProgress: OwnDataProgress | undefined;
}

export function createOwnDataClient(spawn: () => Worker): OwnDataClient {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let last = 0;
  const end = (reason: string) => {
    worker?.terminate();
    worker = undefined;
    for (const { reject } of pending.values()) reject(new Error(reason));
    pending.clear();
  };
  const receive = ({ data }: MessageEvent<OwnDataMessage>) => {
    const asked = pending.get(data.request);
    if (data.type === 'progress') return asked?.onProgress?.(data.fraction, data.detail);
    pending.delete(data.request);
    if (data.type === 'answer') asked?.resolve(data.result);
    else asked?.reject(new Error(data.message));
  };
  const connect = (): Worker => {
    if (worker) return worker;
    worker = spawn();
    worker.addEventListener('message', receive);
    worker.addEventListener('error', ({ message }) => end(`The worker that reads files died${message ? `: ${message}` : ''}.`));
    return worker;
  };
  return {
    call: (name, args, onProgress) => new Promise((resolve, reject) => {
      const request = ++last;
      // The answer to a request has its type.
      pending.set(request, { resolve: resolve as (result: unknown) => void, reject, onProgress });
      connect().postMessage({ request, name, args });
    }),
    cancel: () => end('Stopped.'),
  };
}
