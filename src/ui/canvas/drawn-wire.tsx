// The wire being drawn: it carries its shape along, and says why where a port will not take it.

import type { ConnectionLineComponentProps } from '@xyflow/react';
import { portKey, useConnecting } from './connecting.tsx';
import type { CardNode } from './flow-adapter.ts';
import { wirePath } from './wire-path.ts';

export function DrawnWire({ fromX, fromY, toX, toY, fromHandle, toNode, toHandle }: ConnectionLineComponentProps<CardNode>) {
  const forwards = fromHandle.type === 'source';
  const wire = useConnecting((connecting) => connecting);
  const { path } = forwards
    ? wirePath({ sourceX: fromX, sourceY: fromY, targetX: toX, targetY: toY })
    : wirePath({ sourceX: toX, sourceY: toY, targetX: fromX, targetY: fromY });
  const key = toNode && toHandle?.id && portKey(toNode.id, forwards ? 'input' : 'output', toHandle.id);
  const refusal = key ? wire?.verdicts.get(key) : undefined;
  const text = refusal || wire?.label;
  return (
    <g>
      <path className={refusal ? 'drawn-wire drawn-wire-refused' : 'drawn-wire'} d={path} />
      {text && (
        <foreignObject className="drawn-label-box" x={toX + 12} y={toY + 12} width={1} height={1}>
          <div className={refusal ? 'drawn-label drawn-label-refused' : 'drawn-label mono'}>{text}</div>
        </foreignObject>
      )}
    </g>
  );
}
