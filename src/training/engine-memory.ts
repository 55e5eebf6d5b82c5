// What a run would need of memory on each engine, before anything is opened.

import type { TrainingEngine } from '../engines/engine.ts';
import type { PrepareArgs } from './protocol.ts';

/** What an engine would need for a run, or why it cannot. */
export interface EngineMemory {
  readonly id: string;
  readonly name: string;
  /** Of a session; data not counted. */
  readonly bytes: number;
  readonly refusal?: string;
}

/** In the engines' order up to the first that can train the plan, since asking one may load it; of the forced engine alone where there is one. */
export async function engineMemory(engines: readonly TrainingEngine[], { plan, config, engine: forced }: PrepareArgs): Promise<EngineMemory[]> {
  const needs: EngineMemory[] = [];
  for (const engine of engines) {
    if ((forced !== undefined && engine.id !== forced) || !(await engine.isAvailable())) continue;
    const { id, name } = engine;
    const obstacle = engine.supports(plan, config).find(({ severity }) => severity === 'error');
    needs.push({ id, name, bytes: engine.memoryBytes(plan, config), ...(obstacle && { refusal: obstacle.message }) });
    if (!obstacle) break;
  }
  return needs;
}
