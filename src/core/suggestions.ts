// What could be left out or done better in a sound network: told where the node is looked at, and counted nowhere.

import { compareIds, indexGraph, nodeLabel, type Graph, type NodeRecord } from './graph.ts';
import type { LayerRegistry } from './layer-kind.ts';
import { resolveAttrs } from './attrs.ts';
import type { Problem } from './problems.ts';

/** Of severity info. Codes: `bias-before-batch-norm`. */
export function suggestions(graph: Graph, layers: LayerRegistry): Problem[] {
  return Object.keys(graph.nodes).sort(compareIds).flatMap((id) => biasBeforeBatchNorm(graph, id, layers));
}

/** A BatchNorm takes the mean of the batch away and so the bias; only one that uses its running statistics in training does not. */
function biasBeforeBatchNorm(graph: Graph, id: string, layers: LayerRegistry): Problem[] {
  const node = graph.nodes[id];
  if (!node || node.bypassed || (node.kind !== 'Conv2d' && node.kind !== 'Linear') || attrOf(node, 'bias', layers) !== true) return [];
  const readers = (indexGraph(graph).outgoing.get(id) ?? []).map(({ edge }) => edge.target);
  const [first] = readers;
  if (first === undefined || !readers.every((reader) => takesMeanAway(graph.nodes[reader], layers))) return [];
  return [{
    code: 'bias-before-batch-norm', severity: 'info', site: { node: id },
    message: `the bias of ${nodeLabel(graph, id)} does nothing before ${nodeLabel(graph, first)}, which takes the mean of the batch away`,
    fix: { label: 'Drop the bias', action: { type: 'setAttr', node: id, attr: 'bias', value: false } },
  }];
}

function takesMeanAway(node: NodeRecord | undefined, layers: LayerRegistry): boolean {
  return (node?.kind === 'BatchNorm2d' || node?.kind === 'BatchNorm1d') && !node.bypassed && !node.frozen && attrOf(node, 'momentum', layers) !== 0;
}

/** Undefined where the attributes are invalid, which is a problem of its own. */
function attrOf(node: NodeRecord, name: string, layers: LayerRegistry): unknown {
  const kind = layers.get(node.kind);
  return kind && resolveAttrs(kind.attrs, node.attrs).attrs?.[name];
}
