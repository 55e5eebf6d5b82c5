// Layers dragged from the palette onto the canvas, or onto a wire.

import { useReactFlow } from '@xyflow/react';
import { useMemo, type DragEvent } from 'react';
import { inputPortNames } from '../../core/layer-kind.ts';
import { cardHeight, cardWidth } from '../../editor/card.ts';
import { addLayerAt } from '../actions/add-layer.ts';
import { useServices } from '../services.tsx';
import { wireAt } from './wire-at.ts';

/** Data type of a dragged layer kind. */
export const layerKindType = 'application/x-convloom-layer';

export interface DropHandlers {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** Handlers for the canvas; `setReceiving` is told of the wire under the pointer. */
export function usePaletteDrop(setReceiving: (edge: string | undefined) => void): DropHandlers {
  const services = useServices();
  const flow = useReactFlow();
  return useMemo(() => ({
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer.types.includes(layerKindType)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setReceiving(wireAt({ x: event.clientX, y: event.clientY }));
    },
    onDragLeave: () => setReceiving(undefined),
    onDrop(event: DragEvent) {
      const kind = services.layers.get(event.dataTransfer.getData(layerKindType));
      if (!kind) return;
      event.preventDefault();
      setReceiving(undefined);
      const client = { x: event.clientX, y: event.clientY };
      const { x, y } = flow.screenToFlowPosition(client, { snapToGrid: false });
      const passes = kind.outputs.length > 0 && inputPortNames(kind, []).length > 0;
      const wire = passes ? wireAt(client) : undefined;
      addLayerAt(services, {
        kind: kind.kind, position: { x: x - cardWidth / 2, y: y - cardHeight(1) / 2 }, ...(wire !== undefined && { onEdge: wire }),
      });
      services.canvas.current?.focus();
    },
  }), [flow, services, setReceiving]);
}
