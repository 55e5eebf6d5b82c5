// All layer kinds, in palette order. Only composition roots and tests import this file.

import { createRegistry } from '../core/layer-kind.ts';
import { conv2d } from './conv2d.ts';

export const layers = createRegistry([conv2d]);
