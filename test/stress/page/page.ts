// Hands rounds to a worker, and what it tells to the test.

import type { Told } from './worker.ts';

function stress(rounds: number): Promise<Told & { readonly type: 'ended' }> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (data.type === 'ended') resolve(data);
      else (globalThis as unknown as { tell?: (told: Told) => void }).tell?.(data);
    });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(rounds, []);
  });
}

Object.assign(globalThis, { stress });
