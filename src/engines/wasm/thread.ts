// The program of a thread in the browser: takes one message, then serves until it is told to end.

import { instantiate, serve } from './crew.ts';
import type { ThreadStart } from './environment.ts';

self.addEventListener('message', async ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, setup, thread } = data;
  const kernels = await instantiate(module, memory);
  self.postMessage('ready', { transfer: [] });
  serve(kernels, memory, setup, thread);
  self.close();
}, { once: true });
