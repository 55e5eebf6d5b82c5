// What health looks like on wires: a tone, and the norm of the gradient that comes back through them.

import type { Diagnosis } from '../../../core/diagnoses.ts';
import type { Graph } from '../../../core/graph.ts';
import type { Health } from '../../../core/health.ts';
import type { WireOverlay } from '../../canvas/overlay-store.ts';
import { numberText } from '../number-text.ts';

/** By edge. A wire takes the tone of the layer that it comes from, and is bad where the gradient is no number; one from a node that computes nothing has none. */
export function wiresOf({ edges }: Pick<Graph, 'edges'>, { ops }: Health, diagnoses: readonly Diagnosis[]): Map<string, WireOverlay> {
  const facts = new Map(ops.map((op) => [op.op, op]));
  return new Map(Object.entries(edges).flatMap(([id, { source }]): [string, WireOverlay][] => {
    const health = facts.get(source);
    if (!health) return [];
    const ills = diagnoses.filter(({ op }) => op === source);
    const isLost = !Number.isFinite(health.gradientNorm);
    const tone = isLost || ills.some((ill) => ill.tone === 'bad') ? 'bad' : ills.length > 0 ? 'caution' : 'good';
    return [[id, { tone, label: `∇ ${numberText(health.gradientNorm, 2)}` }]];
  }));
}
