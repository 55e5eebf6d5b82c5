// Dragging cards: one history entry for a drag, and a card without wires dropped on a wire is spliced in.

import type { OnNodeDrag } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Position } from '../../core/document.ts';
import { indexGraph, nodeLabel } from '../../core/graph.ts';
import { spliceNode } from '../../editor/commands/add-node.ts';
import { moveNodes } from '../../editor/commands/move-nodes.ts';
import type { DocumentDraft } from '../../editor/document-store.ts';
import { useServices, type AppServices } from '../services.tsx';
import type { CardNode } from './flow-adapter.ts';
import { createHeldDrag } from './held-drag.ts';
import type { Gesture } from './use-gesture.ts';
import { clientPoint } from './use-wiring.ts';
import { wireAt } from './wire-at.ts';

export interface CardDrag {
  /** The wire that would take what is being dragged. */
  readonly receiving: string | undefined;
  readonly setReceiving: (edge: string | undefined) => void;
  readonly handlers: {
    readonly onNodeDrag: OnNodeDrag<CardNode>;
    readonly onNodeDragStop: OnNodeDrag<CardNode>;
  };
}

export function useCardDrag({ isCancelled }: Gesture): CardDrag {
  const services = useServices();
  const [receiving, setReceiving] = useState<string>();
  const [held] = useState(() => createHeldDrag(services.documents));
  useEffect(() => services.desk.holdInHand(held.commit), [held, services]);

  const hold = useCallback((nodes: readonly CardNode[]) => held.move(labelOf(services, nodes), moveTo(nodes)), [held, services]);
  const commit = useCallback((nodes: readonly CardNode[], onWire: string | undefined) => {
    const { documents, layers } = services;
    const [first] = nodes;
    const move = moveTo(nodes);
    const { graph } = documents.getState().document;
    held.drop(onWire && first ? `Insert ${nodeLabel(graph, first.id)}` : labelOf(services, nodes), (draft) => {
      move(draft);
      if (onWire && first) spliceNode(draft, layers, first.id, onWire);
    });
  }, [held, services]);

  const handlers = useMemo(() => ({
    onNodeDrag: ((event, _node, nodes) => {
      setReceiving(receivingWire(services, event, nodes));
      hold(nodes);
    }) satisfies OnNodeDrag<CardNode>,
    onNodeDragStop: ((event, _node, nodes) => {
      if (isCancelled()) held.takeBack();
      else commit(nodes, receivingWire(services, event, nodes));
      setReceiving(undefined);
    }) satisfies OnNodeDrag<CardNode>,
  }), [commit, held, hold, isCancelled, services]);

  return { receiving, setReceiving, handlers };
}

/** Puts cards where they are on the canvas now. */
function moveTo(nodes: readonly CardNode[]): (draft: DocumentDraft) => void {
  const places: Record<string, Position> = Object.fromEntries(nodes.map((node) => [node.id, node.position]));
  return (draft) => moveNodes(draft, places);
}

function labelOf({ documents }: AppServices, nodes: readonly CardNode[]): string {
  const [first, ...more] = nodes;
  if (!first || more.length > 0) return `Move ${nodes.length} nodes`;
  return `Move ${nodeLabel(documents.getState().document.graph, first.id)}`;
}

/** The wire under the pointer, where what is dragged is one card without wires. */
function receivingWire({ documents }: AppServices, event: MouseEvent | TouchEvent, nodes: readonly CardNode[]): string | undefined {
  const [node, ...more] = nodes;
  if (!node || more.length > 0) return undefined;
  const { incoming, outgoing } = indexGraph(documents.getState().document.graph);
  const isLoose = (incoming.get(node.id)?.length ?? 0) + (outgoing.get(node.id)?.length ?? 0) === 0;
  const passes = node.data.inputs.length > 0 && node.data.outputs.length > 0;
  return isLoose && passes ? wireAt(clientPoint(event)) : undefined;
}
