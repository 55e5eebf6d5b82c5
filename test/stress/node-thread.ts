// A thread of Node that is held up, in place of build/kernels/thread.mjs.

import { holdUp } from './held-up.ts';

holdUp();
await import('../../src/engines/wasm/node-thread.ts');
