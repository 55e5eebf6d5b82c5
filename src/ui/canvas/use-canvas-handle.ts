// Offers the canvas to the rest of the page through `services.canvas`.

import { useReactFlow } from '@xyflow/react';
import { useEffect, type RefObject } from 'react';
import type { Position } from '../../core/document.ts';
import { cardHeight, cardWidth } from '../../editor/card.ts';
import { useServices } from '../services.tsx';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
/** Milliseconds; none where motion is not wanted. */
const motion = () => (reducedMotion.matches ? 0 : 180);

/** Registers the handle while mounted. `pointer` is undefined while it is not over the canvas. */
export function useCanvasHandle(
  container: RefObject<HTMLDivElement | null>, pointer: RefObject<Position | undefined>, openQuickAdd: (client: Position | undefined) => void,
): void {
  const { canvas } = useServices();
  const flow = useReactFlow();
  useEffect(() => {
    const view = (): DOMRect => container.current?.getBoundingClientRect() ?? new DOMRect();
    const middle = (): Position => ({ x: view().x + view().width / 2, y: view().y + view().height / 2 });
    canvas.current = {
      fit(ids) {
        const nodes = ids?.map((id) => ({ id }));
        void flow.fitView({ padding: 0.1, maxZoom: 1, duration: motion(), ...(nodes && { nodes }) });
      },
      reveal(id) {
        // The card may be in the document and not yet in React Flow.
        requestAnimationFrame(() => {
          const node = flow.getNode(id);
          if (!node) return;
          const centre = { x: node.position.x + cardWidth / 2, y: node.position.y + cardHeight(1) / 2 };
          const { x, y } = flow.flowToScreenPosition(centre);
          const { left, right, top, bottom } = view();
          const margin = 48;
          if (x > left + margin && x < right - margin && y > top + margin && y < bottom - margin) return;
          void flow.setCenter(centre.x, centre.y, { zoom: flow.getZoom(), duration: motion() });
        });
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
