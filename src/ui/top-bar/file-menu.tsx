// The menu behind the mark: documents in and out.

import { FilePlus, FolderOpen, LayoutTemplate, Save } from 'lucide-react';
import type { ReactElement } from 'react';
import { commands, type CommandId } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { useServices } from '../services.tsx';

const fileItems = [
  ['newDocument', FilePlus], ['open', FolderOpen], ['save', Save],
] as const satisfies readonly (readonly [CommandId, typeof Save])[];

export function FileMenu({ trigger }: { readonly trigger: ReactElement }) {
  const services = useServices();
  return (
    <Menu trigger={trigger} defaultOpen>
      {fileItems.map(([id, icon]) => {
        const { label, keys, run } = commands[id];
        const [key] = keys;
        return <MenuItem key={id} icon={icon} keys={key && formatKeys(key)} onSelect={() => run(services)}>{label}</MenuItem>;
      })}
      <MenuSeparator />
      <MenuItem icon={LayoutTemplate} onSelect={() => services.session.openDialog('templates')}>Templates…</MenuItem>
    </Menu>
  );
}
