// When and where the search for a layer opens, what fits there, and what choosing one does.

import { useReactFlow } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState, type RefObject } from 'react';
import { analyze } from '../../core/analyze.ts';
import type { Position } from '../../core/document.ts';
import { inputPortNames, type LayerKind } from '../../core/layer-kind.ts';
import { cardHeight, cardWidth } from '../../editor/card.ts';
import type { NewNode } from '../../editor/commands/add-node.ts';
import { selectedNodes } from '../actions/selection.ts';
import { addLayer, addLayerAt, takesShape } from '../actions/add-layer.ts';
import { useServices } from '../services.tsx';
import type { WireEnd } from './connecting.tsx';

export interface QuickAddRequest {
  readonly key: number;
  /** Within the canvas, in CSS pixels. */
  readonly at: Position;
  readonly fits: (kind: LayerKind) => boolean;
  /** What the new node is besides its kind; behind the selection where absent. */
  readonly node?: Omit<NewNode, 'kind'>;
}

const size = { width: 240, height: 288 };
const anything = () => true;
const passes = (kind: LayerKind) => kind.outputs.length > 0 && inputPortNames(kind, []).length > 0;

export function useQuickAdd(container: RefObject<HTMLDivElement | null>) {
  const services = useServices();
  const flow = useReactFlow();
  const [request, setRequest] = useState<QuickAddRequest>();
  const key = useRef(0);

  const open = useCallback((client: Position, fits: QuickAddRequest['fits'], node?: QuickAddRequest['node']) => {
    const view = container.current?.getBoundingClientRect();
    if (!view) return;
    const within = (at: number, room: number, extent: number) => Math.max(8, Math.min(at, room - extent - 8));
    const at = { x: within(client.x - view.x, view.width, size.width), y: within(client.y - view.y, view.height, size.height) };
    setRequest({ key: ++key.current, at, fits, ...(node && { node }) });
  }, [container]);

  const openAt = useCallback((client: Position) => {
    const { x, y } = flow.screenToFlowPosition(client, { snapToGrid: false });
    open(client, anything, { position: { x: x - cardWidth / 2, y: y - cardHeight(1) / 2 } });
  }, [flow, open]);

  /** Behind the selection, or under the pointer where nothing is selected; in the middle where neither is. */
  const openAtPointer = useCallback((pointer: Position | undefined) => {
    const view = container.current?.getBoundingClientRect() ?? new DOMRect();
    const client = pointer ?? { x: view.x + (view.width - size.width) / 2, y: view.y + view.height / 4 };
    const [selected, ...more] = selectedNodes(services);
    if (selected === undefined || more.length > 0) return openAt(client);
    const facts = analyze(services.documents.getState().document.graph, services.layers).nodes[selected];
    open(client, facts?.outputShape ? (kind) => takesShape(kind, facts.outputShape) : anything);
  }, [container, open, openAt, services]);

  const openForWire = useCallback((from: WireEnd, client: Position) => {
    const { document } = services.documents.getState();
    const { x, y } = flow.screenToFlowPosition(client, { snapToGrid: false });
    const top = y - cardHeight(1) / 2;
    if (from.side === 'output') {
      const shape = analyze(document.graph, services.layers).nodes[from.node]?.outputShape;
      open(client, (kind) => takesShape(kind, shape), { position: { x, y: top }, fromOutput: from });
    } else {
      open(client, (kind) => kind.outputs.length > 0, { position: { x: x - cardWidth, y: top }, toInput: from });
    }
  }, [flow, open, services]);

  const openForEdge = useCallback((edge: string, client: Position) => {
    const { x, y } = flow.screenToFlowPosition(client, { snapToGrid: false });
    open(client, passes, { position: { x: x - cardWidth / 2, y: y - cardHeight(1) / 2 }, onEdge: edge });
  }, [flow, open]);

  const close = useCallback(() => {
    setRequest(undefined);
    services.canvas.current?.focus();
  }, [services]);

  const add = useCallback((kind: LayerKind) => {
    if (request?.node) addLayerAt(services, { ...request.node, kind: kind.kind });
    else addLayer(services, kind.kind);
    close();
  }, [close, request, services]);

  return useMemo(
    () => ({ request, openAt, openAtPointer, openForWire, openForEdge, add, close }),
    [request, openAt, openAtPointer, openForWire, openForEdge, add, close],
  );
}
