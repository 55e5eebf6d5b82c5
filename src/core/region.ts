// Parts of tensors, and which part of an input a part of an output depends on: the exact geometry of receptive fields.

import type { LayerFacts, LayerKind, LayerRegistry, Reach } from './layer-kind.ts';
import type { Attrs } from './attrs.ts';
import type { NetworkPlan, PlanOp } from './plan.ts';
import type { Shape } from './shape.ts';

/** Positions along one axis, from the first up to but without `end`. */
export type Interval = readonly [first: number, end: number];
/** An interval for each axis of a shape. */
export type Region = readonly Interval[];

/** All of a shape. */
export function wholeOf(shape: Shape): Region {
  return shape.map((size) => [0, size]);
}

/** The one element of a shape that lies at `index` of its data. */
export function elementAt(shape: Shape, index: number): Region {
  const at: Interval[] = [];
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    at.unshift([rest % size, (rest % size) + 1]);
    rest = Math.floor(rest / size);
  }
  return at;
}

/** The smallest region that holds both. */
export function joinRegions(a: Region, b: Region): Region {
  return a.map(([first, end], axis) => {
    const [otherFirst, otherEnd] = b[axis] ?? [first, end];
    return [Math.min(first, otherFirst), Math.max(end, otherEnd)];
  });
}

/** The part of a region that lies inside a shape; undefined where there is none, as for padding alone. */
export function clipRegion(region: Region, shape: Shape): Region | undefined {
  const clipped = region.map(([first, end], axis): Interval => [Math.max(0, first), Math.min(end, shape[axis] ?? 1)]);
  return clipped.every(([first, end]) => first < end) ? clipped : undefined;
}

/**
 * The part of each input of an op that a part of its output depends on, in port order; padding makes it reach outside,
 * and undefined means that an input is not looked at.
 */
export function seenThrough(op: PlanOp, kind: LayerKind, part: Region): readonly (Region | undefined)[] {
  const facts: LayerFacts<Attrs> = { attrs: op.attrs, inputs: op.inputShapes, ports: [], output: op.outputShape };
  if (kind.sees) return kind.sees(facts, part);
  const reach = kind.reach?.(facts) ?? { type: 'pointwise' };
  return op.inputShapes.map((shape) => seenByReach(reach, part, shape));
}

/** Windows see their own channel; kinds that mix channels say so themselves. */
export function seenByReach(reach: Reach, part: Region, shape: Shape): Region {
  if (reach.type === 'pointwise') return part;
  if (reach.type === 'global') return wholeOf(shape);
  const { kernel, stride, dilation, pads } = reach;
  return part.map(([first, end], axis): Interval => {
    if (axis !== 1 && axis !== 2) return [first, end];
    const along = axis - 1 as 0 | 1;
    const before = along === 0 ? pads.top : pads.left;
    return [first * stride[along] - before, (end - 1) * stride[along] - before + dilation[along] * (kernel[along] - 1) + 1];
  });
}

/**
 * What a part of one op's output depends on: for that op and every op before it the smallest region that holds all
 * paths, clipped to what exists. Ops that the part does not depend on are missing.
 */
export function traceBack(plan: NetworkPlan, layers: LayerRegistry, opId: string, part: Region): ReadonlyMap<string, Region> {
  const seen = new Map<string, Region>();
  const start = plan.ops.findIndex(({ id }) => id === opId);
  if (start >= 0) seen.set(opId, part);
  for (const op of plan.ops.slice(0, start + 1).reverse()) {
    const region = seen.get(op.id);
    const kind = layers.get(op.kind);
    if (!region || !kind) continue;
    seenThrough(op, kind, region).forEach((wanted, port) => {
      const source = op.inputs[port];
      const clipped = wanted && clipRegion(wanted, op.inputShapes[port] ?? []);
      if (source === undefined || !clipped) return;
      const known = seen.get(source);
      seen.set(source, known ? joinRegions(known, clipped) : clipped);
    });
  }
  return seen;
}
