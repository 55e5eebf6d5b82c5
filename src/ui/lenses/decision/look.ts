// What the Decision lens asks of a network.

import { elementCount } from '../../../core/shape.ts';
import type { Examples } from '../../../training/protocol.ts';
import type { LensNetwork } from '../lens-network.ts';
import { line, plane, spansOf, type Span } from './decision.ts';

/** More examples than these are a cloud without gaps. */
const mostExamples = 600;
/** Points of a line, and along each side of a plane. */
export const linePoints = 241;
export const side = 64;

export interface Seen {
  readonly examples: Examples;
  readonly spans: readonly Span[];
  /** Outputs at the points of the line or the plane. */
  readonly outputs: Float32Array;
  /** Outputs for the examples. */
  readonly own: Float32Array;
}

/** Asks for the outputs over the range of the examples, and for those of the examples. */
export async function look({ client, name, data, plan: { inputShape } }: Pick<LensNetwork, 'client' | 'name' | 'data' | 'plan'>, signal: AbortSignal): Promise<Seen> {
  const shown = Math.min(mostExamples, data.trainingCount);
  const indices = Int32Array.from({ length: shown }, (_, i) => Math.floor((i * data.trainingCount) / shown));
  const examples = await client.call('examples', { network: name, part: 'training', indices }, { signal });
  const spans = spansOf(examples.inputs, elementCount(inputShape));
  const [across, up] = spans as [Span, Span | undefined];
  const points = up ? plane([across, up], side) : line(across, linePoints);
  const [outputs, own] = await Promise.all([
    client.call('predict', { network: name, inputs: points, count: up ? side * side : linePoints }, { signal }),
    client.call('predict', { network: name, inputs: examples.inputs, count: shown }, { signal }),
  ]);
  return { examples, spans, outputs, own };
}
