// Zoom, fit and arrange, in the corner of the canvas.

import { Panel, useStore } from '@xyflow/react';
import { Maximize, Minus, Plus, Workflow } from 'lucide-react';
import { IconButton } from '../controls/button.tsx';
import { commands, type CommandId } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { useServices } from '../services.tsx';

const buttons = [
  ['zoomOut', Minus], ['zoomIn', Plus], ['fitAll', Maximize], ['arrange', Workflow],
] as const satisfies readonly (readonly [CommandId, typeof Minus])[];

export function CanvasControls() {
  const services = useServices();
  const zoom = useStore(({ transform }) => Math.round(100 * transform[2]));
  return (
    <Panel position="bottom-left" className="canvas-controls" role="toolbar" aria-label="View">
      {buttons.map(([id, icon]) => {
        const { label, keys, run } = commands[id];
        return (
          <IconButton key={id} icon={icon} label={label} keys={formatKeys(keys[0])} side="top" onClick={() => run(services)} />
        );
      })}
      <span className="canvas-zoom" aria-label="Zoom">{zoom}%</span>
    </Panel>
  );
}
