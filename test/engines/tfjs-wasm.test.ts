// The suite of all engines on tfjs's WebAssembly backend.

import { describe } from 'vitest';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { layers } from '../../src/layers/registry.ts';
import { conformance } from './conformance.ts';

describe('tfjs-wasm', () => conformance(() => createTfjsEngine('wasm', { layers })));
