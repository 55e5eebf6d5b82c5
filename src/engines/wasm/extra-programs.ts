// Programs that are compiled when they are first asked for, for looking into a network: values of its ops, and gradients. They
// lie behind the session's own memory, one after another; when there are many, all make room.

import { upstreamOf, type NetworkPlan } from '../../core/plan.ts';
import { elementCount } from '../../core/shape.ts';
import type { Placed, Stage } from './builder.ts';
import { lowerDifferentiation, lowerInspection, type Lowered, type Wanted } from './compile.ts';
import { fuse, type Fusion, type Step } from './fusions.ts';
import type { Layout } from './layout.ts';
import { FixedAreas } from './memory-layout.ts';

export interface ExtraProgram {
  readonly placed: Placed;
  readonly lowered: Lowered;
  readonly stage: Stage;
  /** Where the numbers that a pass starts from are looked for; 0 where it starts from the loss. */
  readonly startAddress: number;
  /** First byte that is free. */
  readonly end: number;
}

/** The ops up to `ids` in evaluation, for one thread; memory below `start` is taken. */
export function compileInspection(plan: NetworkPlan, layout: Layout, start: number, ids: readonly string[]): ExtraProgram {
  const stage: Stage = { ...layout.stage, threads: 1, fixed: new FixedAreas(start), tables: [] };
  return place(lowerInspection(plan, upTo(plan, fuse(plan, []), ids), { ...layout, stage }, ids), stage, 0);
}

/** A pass forward and back, for all threads: from the outputs of the op `from`, or else from the loss. Memory below `start` is taken. */
export function compileDifferentiation(
  plan: NetworkPlan, layout: Layout, start: number, { from, ...wanted }: Omit<Wanted, 'start'> & { readonly from?: string }, chosen?: readonly Fusion[],
): ExtraProgram {
  const stage: Stage = { ...layout.stage, fixed: new FixedAreas(start), tables: [] };
  const most = stage.imagesPerThread * stage.threads;
  const kept = [...wanted.ops, ...(from === undefined ? [] : [from])];
  const steps = upTo(plan, fuse(plan, chosen, kept), from === undefined ? [plan.outputId] : kept);
  const op = steps.find(({ id }) => id === from);
  const address = op ? stage.fixed.take(4 * most * elementCount(op.outputShape)) : 0;
  const lowered = lowerDifferentiation(plan, steps, { ...layout, stage }, { ...wanted, ...(op && { start: { op: op.id, address } }) });
  return place(lowered, stage, address);
}

/** What the values of `ids` need. */
function upTo(plan: NetworkPlan, steps: readonly Step[], ids: readonly string[]): Step[] {
  const needed = upstreamOf(plan, ids);
  return steps.filter(({ id }) => needed.has(id));
}

function place(lowered: Lowered, stage: Stage, startAddress: number): ExtraProgram {
  const arena = stage.fixed.top;
  const placed = lowered.builder.finish(arena);
  return { placed, lowered, stage, startAddress, end: arena + stage.threads * placed.stride };
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
