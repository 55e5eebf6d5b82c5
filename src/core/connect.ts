// The one rule for wires: asked by the canvas while a wire is drawn, by paste, import and validation.

import { indexGraph, nodeLabel, type Graph, type PortRef } from './graph.ts';
import { hasInputPort, type LayerRegistry } from './layer-kind.ts';
import { reaches } from './order.ts';
import type { Problem } from './problems.ts';

/**
 * Why `from` (an output port) cannot feed `to` (an input port); empty where it can. An occupied input is no
 * obstacle: the new edge takes the old one's place. Shapes are no obstacle either: they are shown, and can be mended.
 * Codes: `node-missing`, `port-unknown`, `self-loop`, `cycle`, `edge-exists`.
 */
export function canConnect(graph: Graph, from: PortRef, to: PortRef, layers: LayerRegistry): Problem[] {
  const at = (code: string, message: string, node: string, port: string): Problem[] => [
    { code, severity: 'error', site: { node, port }, message },
  ];
  for (const end of [from, to]) {
    if (!Object.hasOwn(graph.nodes, end.node)) return at('node-missing', `node "${end.node}" does not exist`, end.node, end.port);
  }
  const source = layers.get(graph.nodes[from.node]?.kind ?? '');
  const target = layers.get(graph.nodes[to.node]?.kind ?? '');
  if (source && !source.outputs.includes(from.port)) {
    return at('port-unknown', `${nodeLabel(graph, from.node)} (${source.kind}) has no output port "${from.port}"`, from.node, from.port);
  }
  if (target && !hasInputPort(target, to.port)) {
    return at('port-unknown', `${nodeLabel(graph, to.node)} (${target.kind}) has no input port "${to.port}"`, to.node, to.port);
  }
  if (from.node === to.node) return at('self-loop', `${nodeLabel(graph, to.node)} cannot feed itself`, to.node, to.port);
  const exists = (indexGraph(graph).incoming.get(to.node) ?? []).some(
    ({ edge }) => edge.targetPort === to.port && edge.source === from.node && edge.sourcePort === from.port,
  );
  if (exists) return at('edge-exists', `${nodeLabel(graph, from.node)} already feeds this input`, to.node, to.port);
  if (reaches(graph, to.node, from.node)) {
    return at('cycle', `${nodeLabel(graph, to.node)} already leads to ${nodeLabel(graph, from.node)}; this wire would close a cycle`, to.node, to.port);
  }
  return [];
}
