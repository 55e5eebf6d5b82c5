// A plan as programs of kernel calls with all addresses fixed.

import type { NetworkPlan } from '../../core/plan.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { Placed } from './builder.ts';
import { lowerEvaluation, lowerTraining, type Lowered } from './compile.ts';
import { fuse, fusions, type Fusion } from './fusions.ts';
import { layOut, type Layout } from './layout.ts';

/** Both programs of a plan with all addresses fixed. */
export interface CompiledPlan {
  readonly layout: Layout;
  readonly training: Placed;
  readonly evaluation: Placed;
  /** Address of the output's value in evaluation, on thread 0. */
  readonly output: number;
  /** First byte that is free. */
  readonly end: number;
}

/** Compiles `plan` for `threads` threads, with the given fusions; memory below `start` is taken. */
export function compilePlan(
  plan: NetworkPlan, config: TrainingConfig, threads: number, start: number, chosen: readonly Fusion[] = fusions,
): CompiledPlan {
  const layout = layOut(plan, config, threads, start);
  const steps = fuse(plan, chosen);
  const lowered = [lowerTraining(plan, steps, layout), lowerEvaluation(plan, steps, layout)] as const;
  const arena = layout.stage.fixed.top;
  const [training, evaluation] = [lowered[0].builder.finish(arena), lowered[1].builder.finish(arena)];
  const output = addressOf(lowered[1], evaluation, plan.outputId);
  return { layout, training, evaluation, output, end: arena + threads * Math.max(training.stride, evaluation.stride) };
}

/** Address of an op's value on thread 0. Throws where none is kept. */
export function addressOf({ values }: Lowered, placed: Placed, id: string): number {
  const value = values.get(id);
  const address = value && placed.addresses.get(value);
  if (address === undefined) throw new Error(`no value is kept for op ${id}`);
  return address;
}
