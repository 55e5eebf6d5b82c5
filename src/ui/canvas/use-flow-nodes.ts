// React Flow's working copy of the cards: follows the document, and holds what a drag has not committed yet.

import { applyNodeChanges, useStoreApi, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Analysis } from '../../core/analyze.ts';
import type { Graph } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { Problem } from '../../core/problems.ts';
import { useAnalysis, useDocument, useProblems, useServices, useSession } from '../services.tsx';
import { describeCards, type Cards } from './card-data.ts';
import { reconcileNodes, reconcileWires, type CardNode, type WireEdge } from './flow-adapter.ts';
import { useGesture, type Gesture } from './use-gesture.ts';

export interface FlowState {
  readonly cards: Cards;
  readonly nodes: CardNode[];
  readonly wires: WireEdge[];
  readonly onNodesChange: (changes: NodeChange<CardNode>[]) => void;
  readonly onEdgesChange: (changes: EdgeChange<WireEdge>[]) => void;
  readonly gesture: Gesture;
}

/** Nodes and edges for React Flow, and where its changes go: places stay here until dropped, selection is the session's. */
export function useFlowNodes(): FlowState {
  const { layers, session } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const layout = useDocument((state) => state.document.layout);
  const analysis = useAnalysis();
  const selectedNodes = useSession((state) => state.selectedNodes);
  const selectedEdges = useSession((state) => state.selectedEdges);
  const problems = useProblems();
  const cards = useCards(graph, analysis, problems, layers);
  const [nodes, setNodes] = useState<CardNode[]>(() => reconcileNodes([], cards, layout, new Set(selectedNodes)));
  const [wires, setWires] = useState<WireEdge[]>(() => reconcileWires([], graph, layout, analysis, new Set(selectedEdges)));

  useLayoutEffect(() => setNodes((previous) => reconcileNodes(previous, cards, layout, new Set(selectedNodes))), [cards, layout, selectedNodes]);
  useLayoutEffect(() => setWires((previous) => reconcileWires(previous, graph, layout, analysis, new Set(selectedEdges))), [graph, layout, analysis, selectedEdges]);

  const putBack = useCallback(() => setNodes((previous) => {
    const released = previous.map((node) => (node.dragging ? { ...node, dragging: false } : node));
    return reconcileNodes(released, cards, layout, new Set(selectedNodes));
  }), [cards, layout, selectedNodes]);
  const gesture = useGesture(putBack);
  const store = useStoreApi();

  const onNodesChange = useCallback((changes: NodeChange<CardNode>[]) => {
    const own = changes.filter((change) => change.type === 'position' || change.type === 'dimensions');
    if (own.length > 0) setNodes((previous) => applyNodeChanges(own, previous));
    const { selectedNodes: before, selectedEdges: edges } = session.getState();
    const after = applySelection(before, changes, gesture.kept().nodes);
    if (after !== before) session.select(after, edges);
  }, [session, gesture]);
  const onEdgesChange = useCallback((changes: EdgeChange<WireEdge>[]) => {
    const { selectedNodes: kept, selectedEdges: before } = session.getState();
    // A box selects cards alone: Delete would take the wires of one that is then left out of the selection.
    const own = store.getState().userSelectionRect ? changes.filter((change) => change.type !== 'select' || !change.selected) : changes;
    const after = applySelection(before, own, gesture.kept().edges);
    if (after !== before) session.select(kept, after);
  }, [session, gesture, store]);
  return { cards, nodes, wires, onNodesChange, onEdgesChange, gesture };
}

/** Cards of the graph; what shows the same stays the same object from one graph to the next. */
function useCards(graph: Graph, analysis: Analysis, problems: readonly Problem[], layers: LayerRegistry): Cards {
  const previous = useRef<Cards | undefined>(undefined);
  return useMemo(() => {
    previous.current = describeCards(graph, analysis, problems, layers, previous.current);
    return previous.current;
  }, [graph, analysis, problems, layers]);
}

/** The selection after the changes; what is in `kept` stays selected. */
function applySelection(
  selected: readonly string[], changes: readonly (NodeChange<CardNode> | EdgeChange<WireEdge>)[], kept: readonly string[],
): readonly string[] {
  const result = new Set(selected);
  let changed = false;
  for (const change of changes) {
    if (change.type !== 'select' || change.selected === result.has(change.id) || kept.includes(change.id)) continue;
    changed = true;
    if (change.selected) result.add(change.id);
    else result.delete(change.id);
  }
  return changed ? [...result] : selected;
}
