// All keys, and what the pointer does.

import { commandList, type CommandGroup } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { trainKeys } from '../training/train-controls.tsx';
import { Dialog } from '../controls/dialog.tsx';
import './shortcuts-dialog.css';

const groups: readonly CommandGroup[] = ['Edit', 'Nodes', 'Canvas', 'File', 'Help'];

const gestures = [
  ['Drag the canvas, or middle button', 'Pan'], ['Wheel', 'Zoom'], ['Shift+drag', 'Select a box'], ['Ctrl+click, Shift+click', 'Add to the selection'],
  ['Esc while the button is held', 'Take the gesture back'],
  ['Double-click the canvas', 'Add a layer there'], ['Drop a wire on the canvas', 'Add what fits'], ['Drop a node on a wire', 'Insert it'],
  ['Drag a wire’s end off', 'Disconnect'],
] as const;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" width="large" onClose={onClose}>
      <div className="shortcuts">
        {groups.map((group) => (
          <Group key={group} title={group} rows={rowsOf(group)} />
        ))}
        <Group title="Training" rows={[['Train, pause or resume', [formatKeys(trainKeys)]], ...rowsOf('Training')]} />
        <Group title="Pointer" rows={gestures.map(([gesture, effect]) => [effect, [gesture]])} />
      </div>
    </Dialog>
  );
}

function Group({ title, rows }: { title: string; rows: readonly (readonly [string, readonly string[]])[] }) {
  return (
    <section className="shortcut-group" aria-label={title}>
      <h3 className="shortcut-title">{title}</h3>
      <dl>
        {rows.map(([label, keys]) => (
          <div key={label} className="shortcut">
            <dt>{label}</dt>
            <dd>{keys.map((key) => <kbd key={key} className="key">{key}</kbd>)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The group's commands with their keys; those of one name share a row. */
function rowsOf(group: CommandGroup): [string, string[]][] {
  const rows = new Map<string, string[]>();
  for (const { label, keys, group: own } of commandList) {
    if (own === group && keys.length > 0) rows.set(label, [...(rows.get(label) ?? []), ...keys.map((key) => formatKeys(key))]);
  }
  return [...rows];
}
