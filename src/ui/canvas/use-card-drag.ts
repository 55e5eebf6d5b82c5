// Dragging cards: one history entry on drop, and a card without wires dropped on a wire is spliced in.

import type { OnNodeDrag } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import type { Position } from '../../core/document.ts';
import { indexGraph, nodeLabel } from '../../core/graph.ts';
import { spliceNode } from '../../editor/commands/add-node.ts';
import { moveNodes } from '../../editor/commands/move-nodes.ts';
import { useServices, type AppServices } from '../services.tsx';
import type { CardNode } from './flow-adapter.ts';
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

  const commit = useCallback((nodes: readonly CardNode[], onWire: string | undefined) => {
    const { documents, layers } = services;
    const places: Record<string, Position> = Object.fromEntries(nodes.map((node) => [node.id, node.position]));
    const [first] = nodes;
    const { graph } = documents.getState().document;
    const label = nodes.length === 1 && first ? `Move ${nodeLabel(graph, first.id)}` : `Move ${nodes.length} nodes`;
    documents.edit(onWire && first ? `Insert ${nodeLabel(graph, first.id)}` : label, (draft) => {
      moveNodes(draft, places);
      if (onWire && first) spliceNode(draft, layers, first.id, onWire);
    });
  }, [services]);

  const handlers = useMemo(() => ({
    onNodeDrag: ((event, _node, nodes) => setReceiving(receivingWire(services, event, nodes))) satisfies OnNodeDrag<CardNode>,
    onNodeDragStop: ((event, _node, nodes) => {
      if (!isCancelled()) commit(nodes, receivingWire(services, event, nodes));
      setReceiving(undefined);
    }) satisfies OnNodeDrag<CardNode>,
  }), [commit, isCancelled, services]);

  return { receiving, setReceiving, handlers };
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
