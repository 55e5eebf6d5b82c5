// The menu under the right mouse button: of a node, of a wire, or of the canvas.

import { ContextMenu } from 'radix-ui';
import { useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { commands, type CommandId } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { useServices } from '../services.tsx';
import '../controls/menu.css';

type Target = 'nodes' | 'wire' | 'canvas';

const sections: Readonly<Record<Target, readonly (readonly CommandId[])[]>> = {
  nodes: [['addLayer'], ['cut', 'copy', 'duplicate'], ['bypass', 'freeze'], ['fitSelection'], ['deleteAndReconnect', 'delete']],
  wire: [['delete']],
  canvas: [['addLayer'], ['paste', 'pasteWithInputs', 'selectAll'], ['arrange', 'fitAll']],
};

export interface CanvasMenuProps {
  readonly onInsert: (edge: string, client: { x: number; y: number }) => void;
  readonly children: ReactNode;
}

export function CanvasMenu({ onInsert, children }: CanvasMenuProps) {
  const services = useServices();
  const [target, setTarget] = useState<Target>('canvas');
  const at = useRef({ x: 0, y: 0 });

  /** Right-clicking something that is not selected selects it. */
  const aim = (event: MouseEvent) => {
    at.current = { x: event.clientX, y: event.clientY };
    const element = event.target instanceof Element ? event.target : undefined;
    const node = element?.closest('.react-flow__node, .react-flow__nodesselection');
    const edge = element?.closest('.react-flow__edge')?.getAttribute('data-id');
    const { session } = services;
    const id = node?.getAttribute('data-id');
    if (id && !session.getState().selectedNodes.includes(id)) session.select([id]);
    if (edge) session.select([], [edge]);
    setTarget(node ? 'nodes' : edge ? 'wire' : 'canvas');
  };

  const insert = () => {
    const [edge] = services.session.getState().selectedEdges;
    if (edge !== undefined) onInsert(edge, at.current);
  };

  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={aim}>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={(event) => event.preventDefault()}>
          {target === 'wire' && <Item label="Insert a layer…" onSelect={insert} />}
          {sections[target].map((ids, i) => (
            <ContextMenu.Group key={ids.join()}>
              {i > 0 && <ContextMenu.Separator className="menu-separator" />}
              {ids.map((id) => <CommandItem key={id} id={id} />)}
            </ContextMenu.Group>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function CommandItem({ id }: { id: CommandId }) {
  const services = useServices();
  const { label, keys, run, ...command } = commands[id];
  const disabled = 'isEnabled' in command && !command.isEnabled(services);
  return <Item label={label} keys={keys[0]} disabled={disabled} onSelect={() => run(services)} />;
}

interface ItemProps {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

/** Runs after the menu has closed, so that what it opens keeps the focus. */
function Item({ label, keys, disabled = false, onSelect }: ItemProps) {
  return (
    <ContextMenu.Item className="menu-item" disabled={disabled} onSelect={() => setTimeout(onSelect)}>
      <span className="menu-text">{label}</span>
      {keys !== undefined && <kbd className="menu-keys">{formatKeys(keys)}</kbd>}
    </ContextMenu.Item>
  );
}
