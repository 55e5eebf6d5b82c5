// When and for what the canvas's menu opens.

import { useCallback, useState, type MouseEvent } from 'react';
import { useServices } from '../services.tsx';
import type { CanvasMenuRequest } from './canvas-menu.tsx';

/** The open menu, if any. Right-clicking something that is not selected selects it. */
export function useCanvasMenu() {
  const { session } = useServices();
  const [request, setRequest] = useState<CanvasMenuRequest>();
  const onContextMenu = useCallback((event: MouseEvent) => {
    event.preventDefault();
    const element = event.target instanceof Element ? event.target : undefined;
    const card = element?.closest('.react-flow__node');
    const node = card?.getAttribute('data-id');
    const edge = element?.closest('.react-flow__edge')?.getAttribute('data-id');
    if (node && !session.getState().selectedNodes.includes(node)) session.select([node]);
    if (edge) session.select([], [edge]);
    const at = { x: event.clientX, y: event.clientY };
    setRequest(edge ? { at, target: 'wire', edge } : { at, target: card ? 'nodes' : 'canvas' });
  }, [session]);
  const close = useCallback(() => setRequest(undefined), []);
  return { request, onContextMenu, close };
}
