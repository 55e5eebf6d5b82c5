// Analysis: from a graph to the facts of every node (shapes, counts, receptive field) and all problems.
// Pure and memoised by reference: shapes and counts are never stored in documents.

import { analyzeNode } from './analyze-node.ts';
import type { Attrs, Pair } from './attrs.ts';
import { compareIds, indexGraph, nodeLabel, type Graph, type PortRef } from './graph.ts';
import { hasInputPort, type LayerRegistry } from './layer-kind.ts';
import { orderNodes } from './order.ts';
import type { Problem } from './problems.ts';
import type { Shape } from './shape.ts';
import type { WeightSpec } from './weights.ts';

/** Receptive field of one output element in input pixels, padding counted as pixels, and the step between neighbours. */
export interface ReceptiveField {
  readonly size: Pair;
  readonly jump: Pair;
}

/** What is known of one node; shapes are missing where a problem keeps them unknown. */
export interface NodeFacts {
  /** Resolved attributes; absent where one is invalid or the kind unknown. */
  readonly attrs?: Attrs;
  /** What feeds each input port, in port order. */
  readonly sources: readonly PortRef[];
  readonly inputShapes: readonly Shape[];
  readonly outputShape?: Shape;
  readonly weights: readonly WeightSpec[];
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Multiply-adds for one example. */
  readonly macs: number;
  /** Size of the output of one example as float32. */
  readonly activationBytes: number;
  readonly receptiveField?: ReceptiveField;
  /** True where the output provably has no element below zero. */
  readonly nonNegative: boolean;
  /** False for nodes the network's output does not depend on. */
  readonly reachesOutput: boolean;
}

export interface Totals {
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly macs: number;
  readonly activationBytes: number;
}

export interface Analysis {
  /** Node ids in execution order; nodes on or behind a cycle are missing. */
  readonly order: readonly string[];
  readonly nodes: Readonly<Record<string, NodeFacts>>;
  readonly problems: readonly Problem[];
  /** Sums over the nodes that the output depends on. */
  readonly totals: Totals;
}

/** A sentence names so many nodes; how many more there are is a number, or each of thousands of sentences would name thousands. */
const shownNames = 10;

/** Beyond this the weights alone take more than 2 GiB, which no browser tab can train. */
export const maxParameters = 2 ** 29;

const memo = new WeakMap<Graph, { layers: LayerRegistry; analysis: Analysis }>();

/** Analyses a graph. Never throws; every fault is a problem with a site. */
export function analyze(graph: Graph, layers: LayerRegistry): Analysis {
  const known = memo.get(graph);
  if (known && known.layers === layers) return known.analysis;
  const analysis = analyzeFresh(graph, layers);
  memo.set(graph, { layers, analysis });
  return analysis;
}

function analyzeFresh(graph: Graph, layers: LayerRegistry): Analysis {
  const order = orderNodes(graph);
  const problems: Problem[] = [...edgeProblems(graph, layers), ...cycleProblems(graph, order.cycles)];
  const live = nodesBehindOutputs(graph);
  const nodes: Record<string, NodeFacts> = {};
  // Nodes on cycles come last: their inputs are partly unknown, their own attributes are checked all the same.
  for (const id of [...order.sorted, ...order.unsorted]) {
    const { facts, problems: found } = analyzeNode(graph, id, layers, nodes, live.has(id));
    nodes[id] = facts;
    problems.push(...found);
  }
  const totals = sumTotals(Object.values(nodes));
  problems.push(...networkProblems(graph, live, totals));
  return { order: order.sorted, nodes, problems, totals };
}

function nodesBehindOutputs(graph: Graph): Set<string> {
  const { incoming } = indexGraph(graph);
  const stack = Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.kind === 'Output');
  const live = new Set(stack);
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const { edge } of incoming.get(id) ?? []) {
      if (!live.has(edge.source)) {
        live.add(edge.source);
        stack.push(edge.source);
      }
    }
  }
  return live;
}

function sumTotals(facts: readonly NodeFacts[]): Totals {
  const totals = { parameters: 0, trainableParameters: 0, macs: 0, activationBytes: 0 };
  for (const node of facts) {
    if (!node.reachesOutput) continue;
    totals.parameters += node.parameters;
    totals.trainableParameters += node.trainableParameters;
    totals.macs += node.macs;
    totals.activationBytes += node.activationBytes;
  }
  return totals;
}

function edgeProblems(graph: Graph, layers: LayerRegistry): Problem[] {
  const index = indexGraph(graph);
  const problems: Problem[] = index.dangling.map((id) => {
    const edge = graph.edges[id];
    const [way, missing] = edge && Object.hasOwn(graph.nodes, edge.source) ? ['to', edge.target] : ['from', edge?.source];
    return {
      code: 'edge-dangling',
      severity: 'error',
      site: { edge: id },
      message: `edge ${id} leads ${way} node "${missing}", which does not exist`,
      fix: { label: 'Remove the edge', action: { type: 'removeEdge', edge: id } },
    };
  });
  for (const [node, edges] of index.incoming) {
    const kind = layers.get(graph.nodes[node]?.kind ?? '');
    const ports = new Set<string>();
    for (const { id, edge } of edges) {
      const source = layers.get(graph.nodes[edge.source]?.kind ?? '');
      const fix = () => ({ label: 'Remove the edge', action: { type: 'removeEdge', edge: id } }) as const;
      const isTaken = ports.has(edge.targetPort);
      ports.add(edge.targetPort);
      if (kind && !hasInputPort(kind, edge.targetPort)) {
        problems.push({
          code: 'port-unknown', severity: 'error', site: { node, edge: id },
          message: `${nodeLabel(graph, node)} (${kind.kind}) has no input port "${edge.targetPort}"`, fix: fix(),
        });
      } else if (source && !source.outputs.includes(edge.sourcePort)) {
        problems.push({
          code: 'port-unknown', severity: 'error', site: { node: edge.source, edge: id },
          message: `${nodeLabel(graph, edge.source)} (${source.kind}) has no output port "${edge.sourcePort}"`, fix: fix(),
        });
      } else if (isTaken) {
        problems.push({
          code: 'port-occupied', severity: 'error', site: { node, port: edge.targetPort, edge: id },
          message: `input port "${edge.targetPort}" of ${nodeLabel(graph, node)} takes one edge, received two`, fix: fix(),
        });
      }
    }
  }
  return problems;
}

function cycleProblems(graph: Graph, cycles: readonly (readonly string[])[]): Problem[] {
  const { outgoing } = indexGraph(graph);
  return cycles.map((cycle) => {
    const first = cycle[0] as string;
    const last = cycle[cycle.length - 1] as string;
    const closing = outgoing.get(last)?.find(({ edge }) => edge.target === first);
    const shown = cycle.length > shownNames ? [...cycle.slice(0, shownNames - 1), last] : cycle;
    const names = shown.map((id) => nodeLabel(graph, id));
    if (shown !== cycle) names.splice(-1, 0, `${cycle.length - shownNames} more`);
    const path = [...names, nodeLabel(graph, first)].join(' → ');
    return {
      code: 'cycle',
      severity: 'error',
      site: { node: first, ...(closing && { edge: closing.id }) },
      message: `${path} is a cycle; a network must flow from its input to its output`,
      hint: 'Remove one of its edges.',
      ...(closing && { fix: { label: `Remove the edge into ${nodeLabel(graph, first)}`, action: { type: 'removeEdge', edge: closing.id } } }),
    };
  });
}

function networkProblems(graph: Graph, live: ReadonlySet<string>, totals: Totals): Problem[] {
  const problems: Problem[] = [];
  const ids = Object.keys(graph.nodes).sort(compareIds);
  const ofKind = (kind: string) => ids.filter((id) => graph.nodes[id]?.kind === kind);
  const inputs = ofKind('Input');
  const outputs = ofKind('Output');
  const extra = (list: readonly string[], word: string): void => {
    const names = [...list.slice(0, shownNames).map((id) => nodeLabel(graph, id)), ...(list.length > shownNames ? [`${list.length - shownNames} more`] : [])].join(', ');
    for (const id of list.slice(1)) {
      problems.push({
        code: `several-${word}s`, severity: 'error', site: { node: id },
        message: `a network has one ${word}, received ${list.length} (${names})`,
        fix: { label: `Remove ${nodeLabel(graph, id)}`, action: { type: 'removeNode', node: id } },
      });
    }
  };
  extra(inputs, 'input');
  extra(outputs, 'output');
  if (inputs.length === 0) {
    problems.push({ code: 'no-input', severity: 'error', site: {}, message: 'the network has no Input; expected one', hint: 'Add an Input and wire it to the first layer.' });
  }
  const tails = ids.filter((id) => (indexGraph(graph).outgoing.get(id)?.length ?? 0) === 0);
  if (outputs.length === 0) {
    const tail = tails.length === 1 ? tails[0] : undefined;
    problems.push({
      code: 'no-output', severity: 'error', site: {}, message: 'the network has no Output; expected one',
      hint: 'Add an Output behind the last layer.',
      ...(tail && { fix: { label: `Add an Output after ${nodeLabel(graph, tail)}`, action: { type: 'appendOutput', node: tail } } }),
    });
  } else {
    for (const id of ids) {
      if (!live.has(id)) {
        problems.push({
          code: 'unused', severity: 'warning', site: { node: id },
          message: `the output does not depend on ${nodeLabel(graph, id)}, so it is left out of the network`,
        });
      }
    }
  }
  if (totals.parameters > maxParameters) {
    problems.push({
      code: 'too-many-parameters', severity: 'error', site: {},
      message: `the network has ${totals.parameters.toLocaleString('en-US')} parameters (${gibibytes(totals.parameters * 4)} GiB); at most ${maxParameters.toLocaleString('en-US')} (2 GiB) fit a browser tab`,
      hint: 'Pool more before the first Linear layer, or use fewer channels.',
    });
  }
  for (const id of Object.keys(graph.groups ?? {}).sort(compareIds)) {
    const group = graph.groups?.[id];
    if (group && (group.repeat ?? 1) > 1) {
      problems.push({
        code: 'repeat-unsupported', severity: 'error', site: {},
        message: `group "${group.name}" (${id}) asks to be repeated ${group.repeat} times; this version of Convloom runs groups once`,
      });
    }
  }
  return problems;
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** A receptive field as far as the image reaches: what hangs over its edges is padding. */
export function withinImage({ size: [height, width] }: ReceptiveField, { nodes }: Analysis): Pair {
  const image = Object.values(nodes).find(({ sources, outputShape }) => sources.length === 0 && outputShape?.length === 3)?.outputShape;
  const [, rows = Infinity, columns = Infinity] = image ?? [];
  return [Math.min(height, rows), Math.min(width, columns)];
}
