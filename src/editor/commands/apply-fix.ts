// Runs the fix that a problem offers.

import type { Attrs } from '../../core/attrs.ts';
import { inputPortNames, type LayerRegistry } from '../../core/layer-kind.ts';
import type { FixAction } from '../../core/problems.ts';
import type { InitScheme } from '../../core/weights.ts';
import { cardGap, cardWidth } from '../card.ts';
import type { DocumentDraft } from '../document-store.ts';
import { addNode } from './add-node.ts';
import { disconnect } from './disconnect.ts';
import { removeNodes } from './remove-nodes.ts';
import { replaceKind } from './replace-kind.ts';
import { removeAttr, setAttr } from './set-attr.ts';
import { setInitialisation } from './set-initialisation.ts';
import { setNetworkInitialisation } from './set-network-initialisation.ts';

/** Does what the fix says; a fix whose node or edge is gone changes nothing. */
export function applyFix(draft: DocumentDraft, layers: LayerRegistry, action: FixAction): void {
  switch (action.type) {
    case 'setAttr': return setAttr(draft, layers, action.node, action.attr, action.value);
    case 'removeAttr': return removeAttr(draft, action.node, action.attr);
    case 'removeNode': return removeNodes(draft, [action.node]);
    case 'removeEdge': return disconnect(draft, [action.edge]);
    case 'insertBefore': return insertBefore(draft, layers, action.node, action.kind, action.attrs);
    case 'appendOutput': return appendOutput(draft, layers, action.node);
    case 'replaceKind': return replaceKind(draft, layers, action.nodes, action.kind);
    case 'setInitialisation': return initialise(draft, action.weight, action.node);
    case 'setLearningRate': draft.training.optimizer.learningRate = action.value;
  }
}

function initialise(draft: DocumentDraft, weight: InitScheme, node: string | undefined): void {
  if (node === undefined) return setNetworkInitialisation(draft, weight);
  return setInitialisation(draft, node, { ...draft.graph.nodes[node]?.initialisation, weight });
}

function insertBefore(draft: DocumentDraft, layers: LayerRegistry, node: string, kind: string, attrs: Attrs | undefined): void {
  const target = layers.get(draft.graph.nodes[node]?.kind ?? '');
  const place = draft.layout.nodes[node] ?? { x: 0, y: 0 };
  const port = target && inputPortNames(target, [])[0];
  if (port === undefined) return;
  const edge = Object.entries(draft.graph.edges).find(([, { target, targetPort }]) => target === node && targetPort === port);
  const at = edge ? { onEdge: edge[0] } : { toInput: { node, port } };
  addNode(draft, layers, { kind, position: place, ...(attrs && { attrs }), ...at });
}

function appendOutput(draft: DocumentDraft, layers: LayerRegistry, node: string): void {
  const port = layers.get(draft.graph.nodes[node]?.kind ?? '')?.outputs[0];
  const place = draft.layout.nodes[node] ?? { x: 0, y: 0 };
  if (port === undefined) return;
  addNode(draft, layers, { kind: 'Output', position: { x: place.x + cardWidth + cardGap, y: place.y }, fromOutput: { node, port } });
}
