// The program of a thread in Node; the build bundles it to build/kernels/thread.mjs.

import { parentPort, workerData } from 'node:worker_threads';
import { instantiate, serve } from './crew.ts';
import type { ThreadStart } from './environment.ts';

const { module, memory, setup, thread } = workerData as ThreadStart;
const kernels = await instantiate(module, memory);
parentPort?.postMessage('ready', []);
serve(kernels, memory, setup, thread);
