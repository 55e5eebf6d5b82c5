// The suite of all engines on the WebAssembly engine, on one thread and on three.

import { describe } from 'vitest';
import { createWasmEngine } from '../../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { conformance } from '../conformance.ts';

describe.each([1, 3])('wasm on %i threads', (threads) => {
  conformance(() => createWasmEngine(createNodeEnvironment({ threads })));
});
