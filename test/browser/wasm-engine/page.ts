// Hands orders from the test to a new worker each.

import type { Answer, Order } from './worker.ts';

function train(order: Order): Promise<Answer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data));
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(order, []);
  });
}

Object.assign(globalThis, { train });
