// How a layer kind becomes kernel calls: one file per kind beside this one, each exporting a `Lowering`.

import type { PlanOp } from '../../../core/plan.ts';
import type { ProblemDraft } from '../../../core/problems.ts';
import type { Shape } from '../../../core/shape.ts';
import type { ProgramBuilder } from '../builder.ts';
import type { Step } from '../fusions.ts';
import type { Value } from '../memory-layout.ts';
import type { Arg } from '../program.ts';
import type { WeightOrder } from '../weight-places.ts';

/** What a lowering sees of the op it lowers. */
export interface Scope {
  readonly op: Step;
  readonly builder: ProgramBuilder;
  /** Values of the inputs: [height][width][channels] or [features], example after example. */
  readonly inputs: readonly [Value, ...Value[]];
  /** Makes the op's value and returns it. */
  output(): Value;
  /** Makes the first input's value the op's own: nothing is computed. */
  passThrough(): void;
  /** Tells how the op's value can be had again from its inputs, which is cheaper than to keep it for the backward pass. */
  recomputable(emit: (target: Value) => void): void;
  /** In the backward pass: the value of input `i`, computed again where that is cheaper than to keep it. */
  recall(i: number): Value;
  /** Address of a weight; 0 where the op has none of this name. */
  weight(name: string): number;
  /** Address of this thread's gradient of a weight; undefined where it is not trained. */
  weightGradient(name: string): Arg | undefined;
  /** Has `emit` compute the gradient of input `i` into the value it is given. False where nobody needs it: not called then. */
  contribute(i: number, emit: (target: Value) => void): boolean;
  /** Lets the gradient of the op's value be that of input `i` too: nothing is computed or copied. */
  share(i: number, gradient: Value): void;
}

/** Emits the backward calls, from the gradient of the op's value. */
export type Backward = (gradient: Value) => void;

export interface Lowering {
  /** What the engine cannot do exactly for this op. */
  readonly limits?: (op: PlanOp) => readonly ProblemDraft[];
  /** How the op's weights lie in memory; plain where a name is missing. */
  readonly orders?: (op: PlanOp) => Readonly<Record<string, WeightOrder>>;
  /** Emits the forward calls, and returns how the gradient goes back where there is anything to do. */
  readonly lower: (scope: Scope) => Backward | undefined;
}

/** Height, width and channels of an image; a list of features is one pixel. */
export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: number;
}

export function imageSize(shape: Shape | undefined): ImageSize {
  const [channels = 1, height = 1, width = 1] = shape ?? [];
  return { channels, height, width, pixels: height * width };
}
