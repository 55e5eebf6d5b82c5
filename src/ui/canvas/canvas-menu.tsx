// The menu under the right mouse button: of a node, of a wire, or of the canvas.

import { Fragment } from 'react';
import type { Position } from '../../core/document.ts';
import { commands, type CommandId } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { useServices } from '../services.tsx';
import './canvas-menu.css';

export interface CanvasMenuRequest {
  /** In client pixels. */
  readonly at: Position;
  readonly target: 'nodes' | 'wire' | 'canvas';
  /** For `wire`. */
  readonly edge?: string;
}

const sections: Readonly<Record<CanvasMenuRequest['target'], readonly (readonly CommandId[])[]>> = {
  nodes: [['addLayer'], ['cut', 'copy', 'duplicate'], ['bypass', 'freeze'], ['fitSelection'], ['deleteAndReconnect', 'delete']],
  wire: [['delete']],
  canvas: [['addLayer'], ['paste', 'pasteWithInputs', 'selectAll'], ['arrange', 'fitAll']],
};

export interface CanvasMenuProps {
  readonly request: CanvasMenuRequest;
  readonly onInsert: (edge: string, at: Position) => void;
  readonly onClose: () => void;
}

export function CanvasMenu({ request: { at, target, edge }, onInsert, onClose }: CanvasMenuProps) {
  const services = useServices();
  return (
    <Menu
      open
      onClose={onClose}
      trigger={<span className="canvas-menu-anchor" style={{ left: at.x, top: at.y }} aria-hidden />}
    >
      {edge !== undefined && <MenuItem onSelect={() => onInsert(edge, at)}>Insert a layer…</MenuItem>}
      {sections[target].map((ids, i) => (
        <Fragment key={ids.join()}>
          {i > 0 && <MenuSeparator />}
          {ids.map((id) => {
            const { label, keys, run, ...command } = commands[id];
            const [key] = keys;
            const disabled = 'isEnabled' in command && !command.isEnabled(services);
            return <MenuItem key={id} keys={key && formatKeys(key)} disabled={disabled} onSelect={() => run(services)}>{label}</MenuItem>;
          })}
        </Fragment>
      ))}
    </Menu>
  );
}
