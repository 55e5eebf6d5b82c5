// The engines there are, in the order in which they are tried. Composition roots make them once and pass them on.

import type { TrainingEngine } from './engine.ts';
import { createTfjsEngine, tfjsBackends, type TfjsEnvironment } from './tfjs/engine.ts';

export type EngineEnvironment = TfjsEnvironment;

/** All engines, whether or not they are available here; nothing is loaded before one is asked. */
export function createEngines(environment: EngineEnvironment): readonly TrainingEngine[] {
  return tfjsBackends.map((backend) => createTfjsEngine(backend, environment));
}
