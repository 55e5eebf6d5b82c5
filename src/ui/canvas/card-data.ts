// What a node's card shows, as plain data derived from the graph and its analysis.

import type { Analysis, NodeFacts } from '../../core/analyze.ts';
import { indexGraph, nodeLabel, type Graph, type NodeRecord } from '../../core/graph.ts';
import { inputPortNames, type Category, type LayerKind, type LayerRegistry } from '../../core/layer-kind.ts';
import type { Problem } from '../../core/problems.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import { sameValue } from '../../editor/same-value.ts';
import { countOf } from '../format.ts';

export type CardData = {
  readonly label: string;
  readonly kind: string;
  readonly category: Category | undefined;
  readonly icon: string;
  /** The second line: attributes in shorthand, or the kind's name. */
  readonly detail: string;
  readonly shape: Shape | undefined;
  readonly parameters: number;
  readonly inputs: readonly string[];
  /** Input ports that have a wire. */
  readonly wiredInputs: readonly string[];
  readonly outputs: readonly string[];
  readonly frozen: boolean;
  readonly bypassed: boolean;
  /** The network's output does not depend on it. */
  readonly unused: boolean;
  readonly problems: readonly Problem[];
};

export type Cards = ReadonlyMap<string, CardData>;

/** Cards of all nodes; those that show the same as in `previous` are the same objects. */
export function describeCards(
  graph: Graph, analysis: Analysis, problems: readonly Problem[], layers: LayerRegistry, previous?: Cards,
): Cards {
  const byNode = problemsByNode(problems);
  const cards = new Map<string, CardData>();
  for (const [id, node] of Object.entries(graph.nodes)) {
    const card = describeCard(graph, id, node, layers.get(node.kind), analysis.nodes[id], byNode.get(id) ?? none);
    const known = previous?.get(id);
    cards.set(id, known && sameValue(known, card) ? known : card);
  }
  return cards;
}

const none: readonly Problem[] = [];

function problemsByNode(problems: readonly Problem[]): Map<string, Problem[]> {
  const byNode = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { node } = problem.site;
    if (node === undefined) continue;
    const list = byNode.get(node);
    if (list) list.push(problem);
    else byNode.set(node, [problem]);
  }
  return byNode;
}

function describeCard(
  graph: Graph, id: string, node: NodeRecord, kind: LayerKind | undefined, facts: NodeFacts | undefined, problems: readonly Problem[],
): CardData {
  const wiredInputs = (indexGraph(graph).incoming.get(id) ?? []).map(({ edge }) => edge.targetPort);
  return {
    label: nodeLabel(graph, id),
    kind: node.kind,
    category: kind?.category,
    icon: kind?.icon ?? '',
    detail: (facts?.attrs && kind?.shorthand?.(facts.attrs)) || node.kind,
    shape: facts?.outputShape,
    parameters: facts?.parameters ?? 0,
    inputs: kind ? inputPortNames(kind, wiredInputs) : wiredInputs,
    wiredInputs,
    outputs: kind ? kind.outputs : ['out'],
    frozen: node.frozen === true,
    bypassed: node.bypassed === true,
    unused: facts?.reachesOutput === false,
    problems,
  };
}

/** The card in one sentence, for those who hear it. */
export function speakCard(card: CardData): string {
  const parts = [
    card.label,
    card.detail === card.kind ? card.kind : `${card.kind} ${card.detail}`,
    card.shape && `output ${formatShape(card.shape)}`,
    card.parameters > 0 && countOf(card.parameters, 'parameter'),
    card.frozen && 'frozen',
    card.bypassed && 'bypassed',
    card.problems.length > 0 && countOf(card.problems.length, 'problem'),
  ];
  return parts.filter(Boolean).join(', ');
}
