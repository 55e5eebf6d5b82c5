// Drawing, moving and taking off wires: what React Flow's connection events mean for the document.

import { useReactFlow, type Connection, type Edge, type FinalConnectionState, type HandleType, type OnConnectStartParams } from '@xyflow/react';
import { useCallback, useRef } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { analyze } from '../../core/analyze.ts';
import { canConnect } from '../../core/connect.ts';
import { nodeLabel, type PortRef } from '../../core/graph.ts';
import { formatShape } from '../../core/shape.ts';
import { connect } from '../../editor/commands/connect.ts';
import { disconnect } from '../../editor/commands/disconnect.ts';
import { useServices } from '../services.tsx';
import type { Cards } from './card-data.ts';
import { judgePorts, portKey, type Connecting, type WireEnd } from './connecting.tsx';
import type { CardNode, WireEdge } from './flow-adapter.ts';
import type { Gesture } from './use-gesture.ts';

type Pointer = MouseEvent | TouchEvent;

export interface WiringHandlers {
  readonly isValidConnection: (connection: Connection | Edge) => boolean;
  readonly onConnect: (connection: Connection) => void;
  readonly onConnectStart: (event: Pointer, from: OnConnectStartParams) => void;
  readonly onConnectEnd: (event: Pointer, state: FinalConnectionState) => void;
  readonly onReconnectStart: (event: unknown, edge: WireEdge) => void;
  readonly onReconnect: (edge: WireEdge, connection: Connection) => void;
  readonly onReconnectEnd: (event: Pointer, edge: WireEdge, handleType: HandleType, state: FinalConnectionState) => void;
}

/** Handlers for React Flow. `onDroppedOnCanvas` is told of a new wire let go over nothing. */
export function useWiring(
  cards: Cards, { isCancelled }: Gesture, connecting: StoreApi<{ readonly wire: Connecting | undefined }>,
  onDroppedOnCanvas: (from: WireEnd, client: { x: number; y: number }) => void,
): WiringHandlers {
  const { documents, layers, session } = useServices();
  const flow = useReactFlow<CardNode, WireEdge>();
  const reconnecting = useRef(false);

  const tryConnect = useCallback((from: PortRef, to: PortRef, replacing?: string) => {
    if (isCancelled()) return;
    const { graph } = documents.getState().document;
    const problems = documents.edit(`Connect ${nodeLabel(graph, from.node)} to ${nodeLabel(graph, to.node)}`, (draft) => {
      if (replacing !== undefined) disconnect(draft, [replacing]);
      return connect(draft, layers, from, to);
    });
    const [problem] = problems;
    if (problem) session.notify({ tone: 'error', text: problem.message });
  }, [documents, isCancelled, layers, session]);

  const isValidConnection = useCallback((connection: Connection | Edge) => {
    const ends = endsOf(connection);
    return ends !== undefined && canConnect(documents.getState().document.graph, ends.from, ends.to, layers).length === 0;
  }, [documents, layers]);

  const onConnect = useCallback((connection: Connection) => {
    const ends = endsOf(connection);
    if (ends) tryConnect(ends.from, ends.to);
  }, [tryConnect]);

  const onConnectStart = useCallback((_event: Pointer, { nodeId, handleId, handleType }: OnConnectStartParams) => {
    if (nodeId === null || handleId === null) return;
    const from: WireEnd = { node: nodeId, port: handleId, side: handleType === 'source' ? 'output' : 'input' };
    const { graph } = documents.getState().document;
    const shape = from.side === 'output' ? analyze(graph, layers).nodes[nodeId]?.outputShape : undefined;
    connecting.setState({ wire: { from, label: shape ? formatShape(shape) : '', verdicts: judgePorts(graph, cards, layers, from) } });
  }, [cards, connecting, documents, layers]);

  const onConnectEnd = useCallback((event: Pointer, state: FinalConnectionState) => {
    const { wire } = connecting.getState();
    connecting.setState({ wire: undefined });
    if (!wire || isCancelled() || reconnecting.current || state.isValid || state.toHandle) return;
    const client = clientPoint(event);
    const card = cardAt(client);
    if (card === undefined) {
      if (isOverCanvas(client)) onDroppedOnCanvas(wire.from, client);
      return;
    }
    const target = firstWillingPort(cards, card, wire);
    if (target) wire.from.side === 'output' ? tryConnect(wire.from, target) : tryConnect(target, wire.from);
  }, [cards, connecting, isCancelled, onDroppedOnCanvas, tryConnect]);

  const onReconnectStart = useCallback(() => { reconnecting.current = true; }, []);

  const onReconnect = useCallback((edge: WireEdge, connection: Connection) => {
    const ends = endsOf(connection);
    if (ends) tryConnect(ends.from, ends.to, edge.id);
  }, [tryConnect]);

  const onReconnectEnd = useCallback((event: Pointer, edge: WireEdge, _type: HandleType, state: FinalConnectionState) => {
    reconnecting.current = false;
    if (isCancelled()) return;
    const overNothing = !state.toHandle && cardAt(clientPoint(event)) === undefined;
    if (!state.isValid && overNothing && flow.getEdge(edge.id)) documents.edit('Disconnect', (draft) => disconnect(draft, [edge.id]));
  }, [documents, flow, isCancelled]);

  return { isValidConnection, onConnect, onConnectStart, onConnectEnd, onReconnectStart, onReconnect, onReconnectEnd };
}

function endsOf({ source, sourceHandle, target, targetHandle }: Connection | Edge): { from: PortRef; to: PortRef } | undefined {
  if (!sourceHandle || !targetHandle) return undefined;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}

/** The first port of a card that would take the wire, a free one rather than one in use. */
function firstWillingPort(cards: Cards, node: string, { from, verdicts }: Connecting): PortRef | undefined {
  const card = cards.get(node);
  if (!card) return undefined;
  const side = from.side === 'output' ? 'input' : 'output';
  const ports = side === 'output' ? card.outputs : [...card.inputs].sort((a, b) => Number(card.wiredInputs.includes(a)) - Number(card.wiredInputs.includes(b)));
  const port = ports.find((name) => verdicts.get(portKey(node, side, name)) === '');
  return port === undefined ? undefined : { node, port };
}

export function clientPoint(event: Pointer): { x: number; y: number } {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

function cardAt({ x, y }: { x: number; y: number }): string | undefined {
  const card = document.elementFromPoint(x, y)?.closest('.react-flow__node');
  return card?.getAttribute('data-id') ?? undefined;
}

function isOverCanvas({ x, y }: { x: number; y: number }): boolean {
  return document.elementFromPoint(x, y)?.closest('.react-flow__pane, .react-flow__edge') !== null;
}
