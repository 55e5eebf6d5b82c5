// The suite of all engines on tfjs's plain JavaScript backend.

import { describe } from 'vitest';
import { createTfjsEngine } from '../../src/engines/tfjs/engine.ts';
import { layers } from '../../src/layers/registry.ts';
import { conformance } from './conformance.ts';

describe('tfjs-cpu', () => conformance(() => createTfjsEngine('cpu', { layers })));
