// Programs that are compiled when they are first asked for, for looking into a network: values of its ops, and gradients. They
// lie behind the session's own memory, one after another; when there are many, all make room.

import type { NetworkPlan } from '../../core/plan.ts';
import { elementCount } from '../../core/shape.ts';
import type { Placed, Stage } from './builder.ts';
import { lowerDifferentiation, lowerInspection, type Lowered, type Wanted } from './compile.ts';
import { fuse, type Fusion } from './fusions.ts';
import type { Layout } from './layout.ts';
import { FixedAreas } from './memory-layout.ts';

export interface ExtraProgram {
  readonly placed: Placed;
  readonly lowered: Lowered;
  readonly stage: Stage;
  /** Where the gradient of the outputs is looked for; 0 where it is the loss's. */
  readonly outputGradient: number;
  /** First byte that is free. */
  readonly end: number;
}

/** The ops up to `ids` in evaluation, for one thread; memory below `start` is taken. */
export function compileInspection(plan: NetworkPlan, layout: Layout, start: number, ids: readonly string[]): ExtraProgram {
  const stage: Stage = { ...layout.stage, threads: 1, fixed: new FixedAreas(start), tables: [] };
  return place(lowerInspection(plan, fuse(plan, []), { ...layout, stage }, ids), stage, 0);
}

/** A pass forward and back, for all threads; memory below `start` is taken. */
export function compileDifferentiation(
  plan: NetworkPlan, layout: Layout, start: number, wanted: Omit<Wanted, 'outputGradient'> & { readonly fromOutputs: boolean }, chosen?: readonly Fusion[],
): ExtraProgram {
  const stage: Stage = { ...layout.stage, fixed: new FixedAreas(start), tables: [] };
  const most = stage.imagesPerThread * stage.threads;
  const outputGradient = wanted.fromOutputs ? stage.fixed.take(4 * most * elementCount(plan.outputShape)) : 0;
  const steps = fuse(plan, chosen, wanted.ops);
  const lowered = lowerDifferentiation(plan, steps, { ...layout, stage }, { ...wanted, ...(wanted.fromOutputs && { outputGradient }) });
  return place(lowered, stage, outputGradient);
}

function place(lowered: Lowered, stage: Stage, outputGradient: number): ExtraProgram {
  const arena = stage.fixed.top;
  const placed = lowered.builder.finish(arena);
  return { placed, lowered, stage, outputGradient, end: arena + stage.threads * placed.stride };
}

/** As many are kept at a time. */
export const mostExtraPrograms = 4;

export class ExtraPrograms {
  readonly #known = new Map<string, { readonly program: ExtraProgram; readonly slot: number }>();
  readonly #start: number;
  #top: number;

  /** Memory below `start` is taken. */
  constructor(start: number) {
    this.#start = start;
    this.#top = start;
  }

  /**
   * The program known by `key` and its slot, a number below `mostExtraPrograms`. Where it is new, `compile` makes it, given the
   * first free byte, and `install` makes it ready to run.
   */
  get(
    key: string, compile: (start: number) => ExtraProgram, install: (program: ExtraProgram, slot: number) => void,
  ): { readonly program: ExtraProgram; readonly slot: number } {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size === mostExtraPrograms) this.#clear();
    const made = { program: compile(this.#top), slot: this.#known.size };
    try {
      install(made.program, made.slot);
    } catch (error) {
      // Without the others there may be memory enough.
      if (this.#known.size === 0) throw error;
      this.#clear();
      return this.get(key, compile, install);
    }
    this.#known.set(key, made);
    this.#top = made.program.end;
    return made;
  }

  #clear(): void {
    this.#known.clear();
    this.#top = this.#start;
  }
}
