// The analysis of one node, given the facts of the nodes before it.

import type { NodeFacts, ReceptiveField } from './analyze.ts';
import { resolveAttrs, type Pair } from './attrs.ts';
import { indexGraph, nodeLabel, type Graph, type IncomingEdge, type NodeRecord, type PortRef } from './graph.ts';
import { hasInputPort, inputPortNames, inputPortRank, type LayerKind, type LayerRegistry, type Reach } from './layer-kind.ts';
import { placeProblem, type Problem } from './problems.ts';
import { elementCount, sameShape, type Shape } from './shape.ts';
import { countParameters } from './weights.ts';

type FactsByNode = Readonly<Record<string, NodeFacts>>;

const nothing = {
  inputShapes: [], weights: [], parameters: 0, trainableParameters: 0, macs: 0, activationBytes: 0, nonNegative: false,
} as const;

interface Outcome {
  readonly facts: NodeFacts;
  readonly problems: readonly Problem[];
}

/** Everything an outcome follows from, beside the node's own record. */
interface Circumstances {
  readonly id: string;
  readonly layers: LayerRegistry;
  readonly incoming: readonly IncomingEdge[];
  /** Facts of each incoming edge's source. */
  readonly inputs: readonly (NodeFacts | undefined)[];
  readonly reachesOutput: boolean;
}

/** The last outcome of each node record: an edit of one node leaves those of all nodes it does not change. */
const outcomes = new WeakMap<NodeRecord, Circumstances & { readonly outcome: Outcome }>();

/**
 * Facts and problems of node `id`, memoised by its record and what leads into it.
 * Problems: `unknown-kind`, `input-missing`, `bypass-impossible`, and the kind's own.
 */
export function analyzeNode(graph: Graph, id: string, layers: LayerRegistry, before: FactsByNode, reachesOutput: boolean): Outcome {
  const node = graph.nodes[id];
  if (!node) return analyzeAnew(graph, id, layers, before, reachesOutput);
  const incoming = indexGraph(graph).incoming.get(id) ?? [];
  const known = outcomes.get(node);
  if (
    known && known.id === id && known.layers === layers && known.reachesOutput === reachesOutput && known.incoming.length === incoming.length
    && incoming.every(({ edge }, i) => known.incoming[i]?.edge === edge && feedsAlike(known.inputs[i], before[edge.source]))
  ) {
    return known.outcome;
  }
  const outcome = analyzeAnew(graph, id, layers, before, reachesOutput);
  outcomes.set(node, { id, layers, incoming, inputs: incoming.map(({ edge }) => before[edge.source]), reachesOutput, outcome });
  return outcome;
}

/** True where a node behind cannot tell the two apart. */
function feedsAlike(a: NodeFacts | undefined, b: NodeFacts | undefined): boolean {
  if (a === b) return true;
  if (!a?.outputShape || !b?.outputShape || !sameShape(a.outputShape, b.outputShape) || a.nonNegative !== b.nonNegative) return false;
  const [seenByA, seenByB] = [a.receptiveField, b.receptiveField];
  if (!seenByA || !seenByB) return seenByA === seenByB;
  return sameShape(seenByA.size, seenByB.size) && sameShape(seenByA.jump, seenByB.jump);
}

function analyzeAnew(graph: Graph, id: string, layers: LayerRegistry, before: FactsByNode, reachesOutput: boolean): Outcome {
  const node = graph.nodes[id];
  const kind = node && layers.get(node.kind);
  if (!node || !kind) {
    const problem: Problem = {
      code: 'unknown-kind', severity: 'error', site: { node: id },
      message: `${nodeLabel(graph, id)} is of kind "${node?.kind}", which this version of Convloom does not know`,
    };
    return { facts: { ...nothing, sources: [], reachesOutput }, problems: [problem] };
  }

  const { ports, sources, missing } = findSources(graph, id, kind);
  const { attrs, problems: drafts } = resolveAttrs(kind.attrs, node.attrs);
  const problems = drafts.map((draft) => placeProblem(draft, id));
  for (const port of missing) {
    problems.push({
      code: 'input-missing', severity: 'error', site: { node: id, port },
      message: `input ${port === 'in' ? '' : `"${port}" `}of ${nodeLabel(graph, id)} is not connected`,
    });
  }
  /** What is known without shapes; built only where those are missing, since most nodes of most edits are sound. */
  const partial = () => ({ ...nothing, sources, reachesOutput, ...(attrs && { attrs }) });
  const inputShapes = sources.map((source) => before[source.node]?.outputShape);
  const known = inputShapes.every((shape) => shape !== undefined);
  if (!attrs || !known || missing.length > 0) return { facts: partial(), problems };

  const inputs = inputShapes as Shape[];
  if (node.bypassed) return bypass(graph, id, kind, partial(), inputs, before, problems);

  const inference = kind.inferShape({ attrs, inputs, ports });
  problems.push(...(inference.problems ?? []).map((draft) => placeProblem(draft, id)));
  if (!('shape' in inference)) return { facts: { ...partial(), inputShapes: inputs }, problems };

  const output = inference.shape;
  const facts = { attrs, inputs, ports, output };
  const weights = kind.weights?.(facts) ?? [];
  const parameters = countParameters(weights);
  const nonNegative = kind.nonNegative?.(attrs, sources.map((source) => before[source.node]?.nonNegative === true)) ?? false;
  const receptiveField = see(kind.reach?.(facts) ?? { type: 'pointwise' }, inputs, output, sources, before);
  return {
    facts: {
      attrs,
      sources,
      reachesOutput,
      inputShapes: inputs,
      outputShape: output,
      weights,
      parameters,
      trainableParameters: node.frozen ? 0 : parameters,
      macs: kind.macs?.(facts) ?? 0,
      activationBytes: kind.outputs.length === 0 ? 0 : 4 * elementCount(output),
      ...(receptiveField && { receptiveField }),
      nonNegative,
    },
    problems,
  };
}

/** Connected ports and their sources in port order, and the ports that must be connected and are not. */
function findSources(graph: Graph, id: string, kind: LayerKind): { ports: string[]; sources: PortRef[]; missing: string[] } {
  const incoming = indexGraph(graph).incoming.get(id) ?? [];
  const [first] = incoming;
  if (first && incoming.length === 1 && kind.inputs.type === 'fixed' && kind.inputs.names.length === 1 && kind.inputs.names[0] === first.edge.targetPort) {
    // Most nodes of most networks: one input, connected.
    return { ports: [first.edge.targetPort], sources: [{ node: first.edge.source, port: first.edge.sourcePort }], missing: [] };
  }
  const byPort = new Map<string, PortRef>();
  for (const { edge } of incoming) {
    if (hasInputPort(kind, edge.targetPort)) byPort.set(edge.targetPort, { node: edge.source, port: edge.sourcePort });
  }
  const ports = [...byPort.keys()].sort((a, b) => inputPortRank(kind, a) - inputPortRank(kind, b));
  const sources = ports.map((port) => byPort.get(port) as PortRef);
  if (kind.inputs.type === 'fixed') return { ports, sources, missing: kind.inputs.names.filter((port) => !byPort.has(port)) };
  const lacking = Math.max(0, kind.inputs.min - ports.length);
  return { ports, sources, missing: inputPortNames(kind, ports).filter((port) => !byPort.has(port)).slice(0, lacking) };
}

function bypass(
  graph: Graph, id: string, kind: LayerKind, base: Omit<NodeFacts, 'inputShapes'>, inputs: readonly Shape[], before: FactsByNode, problems: Problem[],
): Outcome {
  const [through] = inputs;
  const source = base.sources[0];
  if (!through || !source || kind.outputs.length === 0) {
    problems.push({
      code: 'bypass-impossible', severity: 'error', site: { node: id },
      message: `${nodeLabel(graph, id)} is bypassed, but ${kind.kind} has no input to pass through`,
    });
    return { facts: { ...base, inputShapes: inputs }, problems };
  }
  const from = before[source.node];
  return {
    facts: {
      ...base,
      inputShapes: inputs,
      outputShape: through,
      nonNegative: from?.nonNegative === true,
      ...(from?.receptiveField && { receptiveField: from.receptiveField }),
    },
    problems,
  };
}

/**
 * Receptive field arithmetic: size' = size + (kernel-1)·dilation·jump, jump' = jump·stride
 * (Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019).
 */
function see(
  reach: Reach, inputs: readonly Shape[], output: Shape, sources: readonly PortRef[], before: FactsByNode,
): ReceptiveField | undefined {
  const [, height, width] = output;
  if (inputs.length === 0) return height && width ? { size: [1, 1], jump: [1, 1] } : undefined;
  let field: ReceptiveField | undefined;
  for (const { node } of sources) field = wider(field, before[node]?.receptiveField);
  if (!field || reach.type === 'pointwise') return field;
  const { size, jump } = field;
  const [, inHeight = 1, inWidth = 1] = inputs[0] ?? [];
  if (reach.type === 'global') {
    return { size: [size[0] + (inHeight - 1) * jump[0], size[1] + (inWidth - 1) * jump[1]], jump };
  }
  const { kernel, stride, dilation } = reach;
  return {
    size: [size[0] + (kernel[0] - 1) * dilation[0] * jump[0], size[1] + (kernel[1] - 1) * dilation[1] * jump[1]],
    jump: [jump[0] * stride[0], jump[1] * stride[1]],
  };
}

/** The larger of two fields along each axis. */
function wider(a: ReceptiveField | undefined, b: ReceptiveField | undefined): ReceptiveField | undefined {
  if (!a || !b) return a ?? b;
  const largest = (one: Pair, other: Pair): Pair => [Math.max(one[0], other[0]), Math.max(one[1], other[1])];
  return { size: largest(a.size, b.size), jump: largest(a.jump, b.jump) };
}
