// Gradients of a lab's trials, layer by layer, gathered by the layers that networks have.

import type { Lesson, LessonResults } from '../../core/lesson.ts';

export interface DepthGradients {
  /** From the input on. */
  readonly layers: readonly string[];
  /** Norms at the start, one for each layer. */
  readonly trials: readonly { readonly label: string; readonly norms: readonly number[] }[];
}

/** An entry for each list of layers among the trials that wanted gradients, in the order of the trials. */
export function gradientsByDepth({ trials }: Pick<Lesson, 'trials'>, results: LessonResults): DepthGradients[] {
  const found = trials.flatMap(({ id, label }) => {
    const outcome = results[id];
    if (outcome?.type !== 'training' || !outcome.gradientsAtStart) return [];
    const weights = Object.entries(outcome.gradientsAtStart).filter(([key]) => key.endsWith('.weight'));
    return [{ label, layers: weights.map(([key]) => key.replace(/\.weight$/, '')), norms: weights.map(([, norm]) => norm) }];
  });
  return [...Map.groupBy(found, ({ layers }) => layers.join()).values()].map((same) => ({
    layers: same[0]?.layers ?? [], trials: same.map(({ label, norms }) => ({ label, norms })),
  }));
}
