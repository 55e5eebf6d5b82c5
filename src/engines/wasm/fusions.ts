// Rewrites of the plan before it is lowered: chains of ops that one kernel does faster, because a value between them is then
// never stored. Each gives the same numbers as the ops it replaces.

import { toPair, type IntOrPair } from '../../core/attrs.ts';
import type { NetworkPlan, PlanOp } from '../../core/plan.ts';

/** An op as it is lowered: one of the plan's, or several fused. */
export interface Step extends PlanOp {
  /** The ops it does, in order; its value is the last one's, and its weights and attributes are the first one's. */
  readonly parts: readonly PlanOp[];
}

/** Ops that follow each other, each the only reader of the one before, become one of kind `into`. */
export interface Fusion {
  readonly kinds: readonly string[];
  readonly into: string;
  readonly suits: (parts: readonly PlanOp[]) => boolean;
}

const always = (): boolean => true;

/** 2×2 windows side by side that cover the image, as kernels/relu-pool.ts wants them. */
function halves(parts: readonly PlanOp[]): boolean {
  const pool = parts.at(-1);
  const [channels = 0, height = 0, width = 0] = pool?.inputShapes[0] ?? [];
  const attrs = pool?.attrs ?? {};
  const kernel = toPair(attrs['kernelSize'] as IntOrPair);
  const stride = toPair((attrs['stride'] ?? kernel) as IntOrPair);
  const pad = toPair(attrs['padding'] as IntOrPair);
  const dilation = toPair(attrs['dilation'] as IntOrPair);
  const isTwo = [...kernel, ...stride].every((size) => size === 2) && pad.every((size) => size === 0);
  const isDense = dilation.every((size) => size === 1);
  return isTwo && isDense && channels % 4 === 0 && height % 2 === 0 && width % 2 === 0;
}

/** Longer chains first: they are tried in this order. */
export const fusions: readonly Fusion[] = [
  { kinds: ['BatchNorm2d', 'ReLU', 'MaxPool2d'], into: 'BatchNormReLUMaxPool2d', suits: halves },
  { kinds: ['BatchNorm2d', 'ReLU'], into: 'BatchNormReLU', suits: always },
  { kinds: ['BatchNorm1d', 'ReLU'], into: 'BatchNormReLU', suits: always },
  { kinds: ['ReLU', 'MaxPool2d'], into: 'ReLUMaxPool2d', suits: halves },
  { kinds: ['Add', 'ReLU'], into: 'AddReLU', suits: always },
];

/** The plan's ops with every fusion of `chosen` applied where it can be; the values of the ops `kept` stay apart. */
export function fuse(plan: NetworkPlan, chosen: readonly Fusion[] = fusions, kept: readonly string[] = []): Step[] {
  const readers = new Map<string, PlanOp[]>();
  for (const op of plan.ops) {
    for (const input of op.inputs) readers.set(input, [...(readers.get(input) ?? []), op]);
  }
  const onlyReader = (op: PlanOp): PlanOp | undefined => {
    const all = readers.get(op.id) ?? [];
    return all.length === 1 && op.id !== plan.outputId && !kept.includes(op.id) ? all[0] : undefined;
  };
  const taken = new Set<string>();
  return plan.ops.flatMap((op) => {
    if (taken.has(op.id)) return [];
    for (const fusion of chosen) {
      const parts = chainFrom(op, fusion.kinds, onlyReader);
      if (!parts || !fusion.suits(parts)) continue;
      for (const part of parts) taken.add(part.id);
      return [join(parts, fusion.into)];
    }
    return [{ ...op, parts: [op] }];
  });
}

function chainFrom(first: PlanOp, kinds: readonly string[], onlyReader: (op: PlanOp) => PlanOp | undefined): PlanOp[] | undefined {
  const parts: PlanOp[] = [];
  let op: PlanOp | undefined = first;
  for (const kind of kinds) {
    if (op?.kind !== kind) return undefined;
    parts.push(op);
    op = onlyReader(op);
  }
  return parts;
}

function join(parts: readonly PlanOp[], kind: string): Step {
  const [first, last] = [parts[0] as PlanOp, parts.at(-1) as PlanOp];
  return { ...first, id: last.id, kind, outputShape: last.outputShape, parts };
}
