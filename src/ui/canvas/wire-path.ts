// The path of a wire: a bezier forwards, and a carriage return where the next card lies in a row below.

import { getBezierPath, getSmoothStepPath, Position } from '@xyflow/react';

export interface WireEnds {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
}

const turn = 24;

/** SVG path and the middle of it, from an output on the right of a card to an input on the left of another. */
export function wirePath(ends: WireEnds): { path: string; x: number; y: number } {
  const around = { ...ends, sourcePosition: Position.Right, targetPosition: Position.Left };
  const [path, x, y] = ends.targetX >= ends.sourceX
    ? getBezierPath({ ...around, curvature: 0.3 })
    : getSmoothStepPath({ ...around, borderRadius: turn, offset: turn });
  return { path, x, y };
}
