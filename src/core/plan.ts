// The plan: a network as a flat list of operations in execution order. Plain data, the only description of a
// model that engines and exporters see; it crosses postMessage.

import { analyze } from './analyze.ts';
import type { Attrs } from './attrs.ts';
import type { Graph } from './graph.ts';
import type { LayerRegistry } from './layer-kind.ts';
import { hasErrors, type Problem } from './problems.ts';
import type { Shape } from './shape.ts';
import type { Initialisation, WeightSpec } from './weights.ts';

export interface PlanOp {
  /** The node's id. */
  readonly id: string;
  readonly kind: string;
  /** Complete: defaults filled in. */
  readonly attrs: Attrs;
  /** Ids of the ops whose outputs it reads, in port order. */
  readonly inputs: readonly string[];
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly weights: readonly WeightSpec[];
  readonly frozen: boolean;
  readonly initialisation?: Initialisation;
  /** Multiply-adds for one example. */
  readonly macs: number;
  /** Whether each input provably has no element below zero. */
  readonly inputsNonNegative: readonly boolean[];
}

export interface NetworkPlan {
  /** Topologically sorted; the first is the one Input, and only what the output needs is here. */
  readonly ops: readonly PlanOp[];
  readonly inputId: string;
  readonly inputShape: Shape;
  /** Id of the op whose value is the network's output. */
  readonly outputId: string;
  readonly outputShape: Shape;
}

/** Ids of the ops whose values those of `ids` are computed from, themselves among them. */
export function upstreamOf({ ops }: NetworkPlan, ids: readonly string[]): ReadonlySet<string> {
  const needed = new Set(ids);
  for (const { id, inputs } of ops.toReversed()) {
    if (needed.has(id)) for (const input of inputs) needed.add(input);
  }
  return needed;
}

/** Compiles a graph without errors to a plan; otherwise returns its problems. */
export function createPlan(graph: Graph, layers: LayerRegistry): { plan: NetworkPlan } | { problems: readonly Problem[] } {
  const analysis = analyze(graph, layers);
  if (hasErrors(analysis.problems)) return { problems: analysis.problems };

  const ops: PlanOp[] = [];
  /** Node id -> id of the op that computes its value, past bypassed nodes. */
  const valueOf = new Map<string, string>();
  let inputId = '';
  let outputId = '';
  for (const id of analysis.order) {
    const facts = analysis.nodes[id];
    const node = graph.nodes[id];
    if (!facts || !node || !facts.reachesOutput || !facts.attrs) continue;
    const inputs = facts.sources.map((source) => valueOf.get(source.node) as string);
    if (node.kind === 'Output') {
      outputId = inputs[0] as string;
      continue;
    }
    if (node.bypassed) {
      valueOf.set(id, inputs[0] as string);
      continue;
    }
    if (node.kind === 'Input') inputId = id;
    valueOf.set(id, id);
    ops.push({
      id,
      kind: node.kind,
      attrs: facts.attrs,
      inputs,
      inputShapes: facts.inputShapes,
      outputShape: facts.outputShape as Shape,
      weights: facts.weights,
      frozen: node.frozen === true,
      ...(node.initialisation && { initialisation: node.initialisation }),
      macs: facts.macs,
      inputsNonNegative: facts.sources.map((source) => analysis.nodes[source.node]?.nonNegative === true),
    });
  }
  // The one Input leads whatever its id: engines read ops[0] as the input.
  ops.sort((a, b) => Number(b.id === inputId) - Number(a.id === inputId));
  const shapeOf = (id: string) => ops.find((op) => op.id === id)?.outputShape as Shape;
  return { plan: { ops, inputId, inputShape: shapeOf(inputId), outputId, outputShape: shapeOf(outputId) } };
}
