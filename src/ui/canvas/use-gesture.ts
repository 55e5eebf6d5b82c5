// The pointer's gesture in hand: what was selected before it, what a click selects, and Escape, which takes it back.

import { useStoreApi } from '@xyflow/react';
import {
  useCallback, useEffect, useMemo, useRef, type MouseEvent as ReactMouseEvent, type PointerEvent as ReactPointerEvent,
} from 'react';
import { useServices } from '../services.tsx';
import type { CardNode, WireEdge } from './flow-adapter.ts';

export interface Selection {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

export interface Gesture {
  /** True while a gesture ends that was taken back: its end must change nothing. */
  readonly isCancelled: () => boolean;
  readonly onPointerDownCapture: (event: ReactPointerEvent) => void;
  readonly handlers: {
    readonly onNodeClick: (event: ReactMouseEvent, node: CardNode) => void;
    readonly onEdgeClick: (event: ReactMouseEvent, edge: WireEdge) => void;
    readonly onSelectionStart: (event: ReactMouseEvent) => void;
    readonly onSelectionEnd: () => void;
  };
  /** What a box that is being drawn adds to. */
  readonly kept: () => Selection;
}

const nothing: Selection = { nodes: [], edges: [] };

/** `putBack` shows all cards where the document has them. */
export function useGesture(putBack: () => void): Gesture {
  const { session } = useServices();
  const store = useStoreApi<CardNode, WireEdge>();
  const hand = useRef({ before: nothing, kept: nothing, pointerId: 0, isCancelled: false });

  const onPointerDownCapture = useCallback(({ pointerId }: ReactPointerEvent) => {
    const { selectedNodes: nodes, selectedEdges: edges } = session.getState();
    hand.current = { before: { nodes, edges }, kept: nothing, pointerId, isCancelled: false };
  }, [session]);

  const cancel = useCallback((): boolean => {
    const { connection, userSelectionRect, nodes, domNode } = store.getState();
    if (!connection.inProgress && !userSelectionRect && !nodes.some(({ dragging }) => dragging)) return false;
    const { before, pointerId } = hand.current;
    hand.current.isCancelled = true;
    // React Flow has no way to take a gesture back, so it is ended as if the button had been let go.
    const end = userSelectionRect
      ? new PointerEvent('pointerup', { bubbles: true, pointerId, isPrimary: true })
      : new MouseEvent('mouseup', { bubbles: true, view: window });
    (userSelectionRect ? domNode?.querySelector('.react-flow__pane') : document)?.dispatchEvent(end);
    hand.current = { ...hand.current, kept: nothing, isCancelled: false };
    putBack();
    session.select(before.nodes, before.edges);
    swallowClick();
    return true;
  }, [store, session, putBack]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !cancel()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, [cancel]);

  return useMemo(() => ({
    isCancelled: () => hand.current.isCancelled,
    kept: () => hand.current.kept,
    onPointerDownCapture,
    handlers: {
      onNodeClick(event: ReactMouseEvent, { id }: CardNode) {
        const { before: { nodes, edges } } = hand.current;
        if (event.shiftKey) session.select(toggled(nodes, id), edges);
        // React Flow leaves a selection as it is where one of it is clicked.
        else if (!isAdding(event)) session.select([id]);
      },
      onEdgeClick(event: ReactMouseEvent, { id }: WireEdge) {
        const { before: { nodes, edges } } = hand.current;
        if (event.shiftKey) session.select(nodes, toggled(edges, id));
        else if (!isAdding(event)) session.select([], [id]);
      },
      onSelectionStart(event: ReactMouseEvent) {
        if (!isAdding(event)) return;
        hand.current.kept = hand.current.before;
        session.select(hand.current.before.nodes, hand.current.before.edges);
      },
      onSelectionEnd: () => { hand.current.kept = nothing; },
    },
  }), [onPointerDownCapture, session]);
}

function isAdding({ ctrlKey, metaKey }: ReactMouseEvent): boolean {
  return ctrlKey || metaKey;
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

/** The button of a gesture that was taken back is still held: letting it go is no click on what lies there. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  // The click comes right behind.
  const letGo = () => setTimeout(() => removeEventListener('click', swallow, true));
  addEventListener('click', swallow, true);
  addEventListener('pointerup', letGo, { once: true, capture: true });
}
