// In-memory stand-ins for a page and its worker: two real message ports, so messages are cloned, transferred and
// delivered in tasks of their own, as between threads.

import type { MessageTarget } from '../../src/training/channel.ts';
import type { WorkerLike } from '../../src/training/client.ts';

/** A worker whose script is `serve`: given the worker's side, it returns what takes messages in. */
export function createFakeWorker(serve: (port: MessageTarget) => (message: unknown) => void) {
  const { port1: page, port2: scope } = new MessageChannel();
  const errors = new EventTarget();
  const sent: unknown[] = [];
  let terminated = false;
  const receive = serve({
    postMessage(message, transfer = []) {
      scope.postMessage(message, transfer);
      sent.push(message);
    },
  });
  scope.onmessage = ({ data }) => receive(data);
  const worker: WorkerLike = {
    postMessage: (message, transfer = []) => page.postMessage(message, transfer),
    addEventListener(type, listener) {
      if (type === 'message') page.onmessage = listener;
      else errors.addEventListener(type, listener);
    },
    terminate() {
      terminated = true;
      page.close();
    },
  };
  return {
    worker,
    /** What the worker's side posted, as posted. */
    sent,
    isTerminated: () => terminated,
    /** The worker throws outside any request. */
    crash: (message: string) => errors.dispatchEvent(Object.assign(new Event('error'), { message })),
  };
}
