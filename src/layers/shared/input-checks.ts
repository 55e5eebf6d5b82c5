// Checks on incoming shapes that several kinds share, and the typed shapes that come out of them.

import type { ProblemDraft } from '../../core/problems.ts';
import { formatShape, type Shape } from '../../core/shape.ts';

/** `[channels, height, width]`. */
export type Image = readonly [channels: number, height: number, width: number];

type Checked<T> = { readonly input: T; readonly problem: undefined } | { readonly input: undefined; readonly problem: ProblemDraft };

/** The one input as an image, or `wrong-rank` at its port. */
export function expectImage(kind: string, inputs: readonly Shape[], hint = 'Put it before Flatten.'): Checked<Image> {
  const [input] = inputs;
  if (input?.length === 3) return { input: imageOf(inputs), problem: undefined };
  return { input: undefined, problem: wrongRank(`${kind} expects an image channels×height×width`, input, hint) };
}

/** The one input as `[features]`, or `wrong-rank` at its port. */
export function expectFeatures(kind: string, inputs: readonly Shape[], hint: string): Checked<readonly [number]> {
  const [input] = inputs;
  if (input?.length === 1) return { input: input as unknown as readonly [number], problem: undefined };
  return { input: undefined, problem: wrongRank(`${kind} expects a list of features`, input, hint) };
}

/** The first input of a kind whose `inferShape` has passed `expectImage`. */
export function imageOf(inputs: readonly Shape[]): Image {
  return inputs[0] as unknown as Image;
}

function wrongRank(expected: string, input: Shape | undefined, hint: string): ProblemDraft {
  return { code: 'wrong-rank', port: 'in', message: `${expected}, received ${describe(input)}`, hint };
}

function describe(input: Shape | undefined): string {
  if (!input) return 'nothing';
  return input.length === 1 ? `${formatShape(input)} features` : formatShape(input);
}
