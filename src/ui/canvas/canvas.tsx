// The canvas: React Flow with the document's cards and wires, and every gesture on them.

import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, useStore } from '@xyflow/react';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState, type MouseEvent as ReactMouseEvent, type PointerEvent } from 'react';
import { grid } from '../../editor/card.ts';
import { inspectSelection } from '../actions/inspect.ts';
import { lazyComponent } from '../lazy-component.ts';
import { useDocument, useServices, useSession } from '../services.tsx';
import { CanvasControls } from './canvas-controls.tsx';
import { speakCard, type Cards } from './card-data.ts';
import { ConnectingContext, createConnectingStore } from './connecting.tsx';
import { DrawnWire } from './drawn-wire.tsx';
import type { CardNode, WireEdge } from './flow-adapter.ts';
import { NodeCard } from './node-card.tsx';
import { useOverlays } from './overlay-store.ts';
// Not loaded late as the menus are: what is typed right behind the key that opens it must reach it.
import { useCanvasHandle } from './use-canvas-handle.ts';
import { useCanvasMenu } from './use-canvas-menu.ts';
import { useCardDrag } from './use-card-drag.ts';
import { useFlowNodes } from './use-flow-nodes.ts';
import { usePaletteDrop } from './use-palette-drop.ts';
import { useQuickAdd } from './use-quick-add.ts';
import { useWiring } from './use-wiring.ts';
import { Wire } from './wire.tsx';
import '@xyflow/react/dist/base.css';
import './canvas.css';

const QuickAdd = lazyComponent(() => import('./quick-add.tsx'), 'QuickAdd');
const EmptyCanvas = lazyComponent(() => import('./empty-canvas.tsx'), 'EmptyCanvas');
const CanvasMenu = lazyComponent(() => import('./canvas-menu.tsx'), 'CanvasMenu');

const nodeTypes = { card: NodeCard };
const edgeTypes = { wire: Wire };
const snapGrid: [number, number] = [grid, grid];
/** React Flow pans with the middle button; the left one pans too, with Shift it draws a box. */
const panButtons = [0, 1];
const minimapFrom = 40;
/** Below this many cards all are drawn, so that panning brings no card in late. */
const drawAllBelow = 150;
/** A hand moves so many pixels in a click; what moves farther is dragged. */
const clickDistance = 3;
const additiveKeys = ['Control', 'Meta'];
const boxKeys = ['Shift', 'Control+Shift', 'Meta+Shift'];

export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasInside />
    </ReactFlowProvider>
  );
}

function CanvasInside() {
  const services = useServices();
  const { session } = services;
  const flow = useReactFlow<CardNode, WireEdge>();
  const container = useRef<HTMLDivElement>(null);
  const [connecting] = useState(createConnectingStore);
  const { cards, nodes, wires, onNodesChange, onEdgesChange, gesture } = useFlowNodes();
  const pointer = useRef<{ x: number; y: number } | undefined>(undefined);
  const quickAdd = useQuickAdd(container);
  const wiring = useWiring(cards, gesture, connecting, quickAdd.openForWire);
  const menu = useCanvasMenu();
  const drag = useCardDrag(gesture);
  const drop = usePaletteDrop(drag.setReceiving);
  const generation = useDocument((state) => state.generation);
  const isReadOnly = useDocument((state) => state.isReadOnly);
  useCanvasHandle(container, pointer, quickAdd.openAtPointer);

  const shownWires = useMemo(
    () => (drag.receiving === undefined ? wires : wires.map((wire) => (wire.id === drag.receiving ? { ...wire, className: 'wire-receiving' } : wire))),
    [wires, drag.receiving],
  );

  // Another document is fitted; the one of the last visit is shown as it was left.
  const [initialViewport] = useState(() => session.getState().viewport);
  const shown = useRef(initialViewport ? generation : -1);
  useEffect(() => {
    if (shown.current === generation) return;
    shown.current = generation;
    services.canvas.current?.fit();
  }, [generation, services]);

  const onPointerMove = useCallback((event: PointerEvent) => { pointer.current = { x: event.clientX, y: event.clientY }; }, []);
  const onPointerLeave = useCallback(() => { pointer.current = undefined; }, []);
  const onDoubleClick = useCallback((event: ReactMouseEvent) => {
    if (event.target instanceof Element && event.target.classList.contains('react-flow__pane')) quickAdd.openAt({ x: event.clientX, y: event.clientY });
  }, [quickAdd]);

  // Another function each time would draw every card anew.
  const onNodeDoubleClick = useCallback(() => inspectSelection(services), [services]);
  const onMoveEnd = useCallback(() => session.setState({ viewport: flow.getViewport() }), [session, flow]);

  return (
    <ConnectingContext value={connecting}>
      <div
        ref={container}
        className="canvas"
        onPointerDownCapture={gesture.onPointerDownCapture}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerLeave}
        onDoubleClick={onDoubleClick}
        onContextMenu={menu.onContextMenu}
        {...drop}
      >
        <ReactFlow<CardNode, WireEdge>
          aria-label="Network canvas"
          tabIndex={0}
          nodes={nodes}
          edges={shownWires}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          connectionLineComponent={DrawnWire}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          {...wiring}
          {...drag.handlers}
          {...gesture.handlers}
          onNodeDoubleClick={onNodeDoubleClick}
          onMoveEnd={onMoveEnd}
          {...(initialViewport && { defaultViewport: initialViewport })}
          snapToGrid
          snapGrid={snapGrid}
          minZoom={0.08}
          maxZoom={2}
          panOnDrag={panButtons}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionMode={SelectionMode.Partial}
          selectionKeyCode={boxKeys}
          multiSelectionKeyCode={additiveKeys}
          nodesDraggable={!isReadOnly}
          nodesConnectable={!isReadOnly}
          edgesReconnectable={!isReadOnly}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          connectionRadius={28}
          reconnectRadius={12}
          connectOnClick={false}
          nodeDragThreshold={clickDistance}
          nodeClickDistance={clickDistance}
          elevateNodesOnSelect={false}
          onlyRenderVisibleElements={nodes.length > drawAllBelow}
          attributionPosition="bottom-right"
        >
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
          <DetailLevel />
          <CanvasControls />
          {nodes.length > minimapFrom && <MiniMap pannable zoomable ariaLabel="Minimap" nodeBorderRadius={16} nodeColor={minimapColour} />}
        </ReactFlow>
        <SelectionSpoken cards={cards} />
        {nodes.length === 0 && <Suspense><EmptyCanvas /></Suspense>}
        {quickAdd.request && (
          <Suspense>
            <QuickAdd
              key={quickAdd.request.key} at={quickAdd.request.at} fits={quickAdd.request.fits} onAdd={quickAdd.add} onClose={quickAdd.close}
            />
          </Suspense>
        )}
        {menu.request && (
          <Suspense><CanvasMenu request={menu.request} onInsert={quickAdd.openForEdge} onClose={menu.close} /></Suspense>
        )}
      </div>
    </ConnectingContext>
  );
}

/** Tells those who hear the page what is selected. */
function SelectionSpoken({ cards }: { cards: Cards }) {
  const selected = useSession((state) => state.selectedNodes);
  const [id] = selected;
  const card = id === undefined ? undefined : cards.get(id);
  return <p className="visually-hidden" aria-live="polite">{selected.length > 1 ? `${selected.length} nodes selected` : card && speakCard(card)}</p>;
}

/** The colour of a card's category. */
function minimapColour({ data }: CardNode): string {
  return data.category ? `var(--category-${data.category.replace('/', '-')})` : 'var(--border-strong)';
}

/** Marks the canvas with how much of a card can be read: `near`, `far`, or `tiny`. */
function DetailLevel() {
  const level = useStore(({ transform: [, , zoom] }) => (zoom >= 0.55 ? 'near' : zoom >= 0.24 ? 'far' : 'tiny'));
  const domNode = useStore((state) => state.domNode);
  useEffect(() => {
    if (domNode) domNode.dataset['detail'] = level;
    useOverlays.setState({ isTiny: level === 'tiny' });
  }, [domNode, level]);
  return null;
}
