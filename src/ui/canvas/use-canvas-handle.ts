// Offers the canvas to the rest of the page through `services.canvas`.

import { useReactFlow, type Viewport } from '@xyflow/react';
import { useEffect, useRef, type RefObject } from 'react';
import type { Position } from '../../core/document.ts';
import { cardHeight, cardWidth } from '../../editor/card.ts';
import { useServices } from '../services.tsx';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
/** Milliseconds; none where motion is not wanted. */
const motion = () => (reducedMotion.matches ? 0 : 180);

/** The bar with the zoom lies over the bottom of the canvas, and no card that is fitted may lie under it. */
const bar = 64;
const fitPadding = { x: 0.1, top: 0.1, bottom: `${bar}px` } as const;

/** Registers the handle while mounted. `pointer` is undefined while it is not over the canvas. */
export function useCanvasHandle(
  container: RefObject<HTMLDivElement | null>, pointer: RefObject<Position | undefined>, openQuickAdd: (client: Position | undefined) => void,
): void {
  const { canvas } = useServices();
  const flow = useReactFlow();
  /** Where the network was fitted to less room; unless it was moved since, it is fitted to more again. */
  const fitted = useRef<Viewport>(undefined);
  useEffect(() => {
    const view = (): DOMRect => container.current?.getBoundingClientRect() ?? new DOMRect();
    const middle = (): Position => ({ x: view().x + view().width / 2, y: view().y + view().height / 2 });
    const fit = (nodes?: { readonly id: string }[]) => flow.fitView({ padding: fitPadding, maxZoom: 1, duration: motion(), ...(nodes && { nodes }) });
    /** Whether a place of the document is seen, with a margin in pixels around it, and another one below. */
    const isSeen = (place: Position, margin: number, below = margin): boolean => {
      const { x, y } = flow.flowToScreenPosition(place);
      const { left, right, top, bottom } = view();
      return x >= left + margin && x <= right - margin && y >= top + margin && y <= bottom - below;
    };
    /** Whether every card is, `below` pixels of the canvas's bottom apart. */
    const isAllSeen = (below: number): boolean => {
      const { x, y, width, height } = flow.getNodesBounds(flow.getNodes());
      return isSeen({ x, y }, 0) && isSeen({ x: x + width, y: y + height }, 0, below);
    };
    const show = (id: string): void => {
      const node = flow.getNode(id);
      if (!node) return;
      const centre = { x: node.position.x + cardWidth / 2, y: node.position.y + cardHeight(1) / 2 };
      if (!isSeen(centre, 48)) void flow.setCenter(centre.x, centre.y, { zoom: flow.getZoom(), duration: motion() });
    };
    const isFitted = (): boolean => fitted.current !== undefined && JSON.stringify(fitted.current) === JSON.stringify(flow.getViewport());
    canvas.current = {
      fit: (ids) => void fit(ids?.map((id) => ({ id }))),
      // The card may be in the document and not yet in React Flow.
      reveal: (id) => void requestAnimationFrame(() => show(id)),
      keepInView(id) {
        const [wasAllSeen, wasFitted] = [isAllSeen(0), isFitted()];
        // A frame later the canvas has its size, and another one later React Flow knows.
        requestAnimationFrame(() => requestAnimationFrame(() => {
          if (wasAllSeen && (wasFitted || !isAllSeen(bar))) void fit().then(() => { fitted.current = flow.getViewport(); });
          else if (id !== undefined) show(id);
        }));
      },
      place() {
        const { x, y } = flow.screenToFlowPosition(pointer.current ?? middle(), { snapToGrid: false });
        return { x: x - cardWidth / 2, y: y - cardHeight(1) / 2 };
      },
      openQuickAdd: () => openQuickAdd(pointer.current),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: motion() }),
      focus: () => container.current?.querySelector<HTMLElement>('.react-flow')?.focus({ preventScroll: true }),
    };
    return () => { canvas.current = undefined; };
  }, [canvas, container, flow, openQuickAdd, pointer]);
}
