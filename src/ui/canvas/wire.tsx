// A wire between two cards, with the shape it carries.

import { BaseEdge, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { WireEdge } from './flow-adapter.ts';
import { useWireOverlay } from './overlay-store.ts';
import { wirePath } from './wire-path.ts';
import './wire.css';

/** Width of one character of a label, in canvas pixels. */
const characterWidth = 6.1;

export const Wire = memo(function Wire({ id, data, ...ends }: EdgeProps<WireEdge>) {
  const { path, x, y } = wirePath(ends, data?.lane);
  const overlay = useWireOverlay(id);
  const label = overlay?.label ?? data?.label ?? '';
  const fits = Math.abs(ends.targetX - ends.sourceX) > label.length * characterWidth + 4;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={['wire', data?.faulty && 'wire-faulty', overlay && `wire-${overlay.tone}`].filter(Boolean).join(' ')}
        style={{ strokeWidth: data?.width }}
        interactionWidth={20}
      />
      {label && (
        <text className={fits ? 'wire-label' : 'wire-label wire-label-tight'} x={x} y={y} dy={-7}>
          {label}
        </text>
      )}
    </>
  );
});
