// Checks on incoming shapes that several kinds share.

import type { ProblemDraft } from '../core/problems.ts';
import { formatShape, type Shape } from '../core/shape.ts';

/** `wrong-rank` unless the input is `[channels, height, width]`. */
export function requireImage(kind: string, input: Shape | undefined): ProblemDraft | undefined {
  if (input?.length === 3) return undefined;
  return {
    code: 'wrong-rank', port: 'in',
    message: `${kind} expects an image channels×height×width, received ${describe(input)}`,
    hint: 'Put it before Flatten.',
  };
}

/** `wrong-rank` unless the input is `[features]`; an image can be flattened by the fix. */
export function requireFeatures(kind: string, input: Shape | undefined): ProblemDraft | undefined {
  if (input?.length === 1) return undefined;
  return {
    code: 'wrong-rank', port: 'in',
    message: `${kind} expects a list of features, received ${describe(input)}`,
    hint: 'Flatten turns an image into features.',
    ...(input?.length === 3 && { fix: { label: 'Insert Flatten before it', insertBefore: 'Flatten' } }),
  };
}

function describe(input: Shape | undefined): string {
  if (!input) return 'nothing';
  return input.length === 1 ? `${formatShape(input)} features` : formatShape(input);
}
