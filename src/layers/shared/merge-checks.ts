// The check that all inputs of a merge agree.

import type { ProblemDraft } from '../../core/problems.ts';
import { formatShape, type Shape } from '../../core/shape.ts';

/**
 * `shape-mismatch` at every port whose shape does not fit the first port's; `rule` says what is expected:
 * "Add expects equal shapes".
 */
export function mismatches(rule: string, inputs: readonly Shape[], ports: readonly string[], fits: (first: Shape, other: Shape) => boolean): ProblemDraft[] {
  const [first = []] = inputs;
  return inputs.flatMap((shape, i) => {
    const port = ports[i] ?? '';
    if (fits(first, shape)) return [];
    return [{ code: 'shape-mismatch', port, message: `${rule}, received ${formatShape(first)} at ${ports[0]} and ${formatShape(shape)} at ${port}` }];
  });
}
