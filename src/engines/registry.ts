// The engines there are, the most promising first. Composition roots make them once and pass them on.

import type { TrainingEngine } from './engine.ts';
import { createTfjsEngine, tfjsBackends, type TfjsEnvironment } from './tfjs/engine.ts';
import { createWasmEngine } from './wasm/engine.ts';
import type { WasmEnvironment } from './wasm/environment.ts';

export interface EngineEnvironment extends TfjsEnvironment {
  /** What our own WebAssembly engine needs of the place it runs in; without it the engine is left out. */
  readonly wasm?: WasmEnvironment;
}

/** All engines, whether or not they are available here; nothing heavy is loaded before one is asked. */
export function createEngines({ wasm, ...environment }: EngineEnvironment): readonly TrainingEngine[] {
  const tfjs = tfjsBackends.map((backend) => createTfjsEngine(backend, environment));
  return wasm ? [createWasmEngine(wasm), ...tfjs] : tfjs;
}
