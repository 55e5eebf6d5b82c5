// The menu of how the page looks: theme, panels, keys.

import { Keyboard, Monitor, Moon, PanelBottom, PanelLeft, PanelRight, Sun } from 'lucide-react';
import type { ReactElement } from 'react';
import type { PanelName } from '../../editor/session-store.ts';
import { formatKeys } from '../commands/keys.ts';
import { Menu, MenuItem, MenuRadioGroup, MenuSeparator } from '../controls/menu.tsx';
import { usePanels } from '../panels.ts';
import { useServices, useSession } from '../services.tsx';

const panelItems = [
  ['palette', PanelLeft], ['inspector', PanelRight], ['dock', PanelBottom],
] as const satisfies readonly (readonly [PanelName, typeof PanelLeft])[];

const themes = [
  { value: 'light', label: 'Light', icon: Sun }, { value: 'dark', label: 'Dark', icon: Moon }, { value: 'system', label: 'As the system', icon: Monitor },
] as const;

export function ViewMenu({ trigger }: { readonly trigger: ReactElement }) {
  const services = useServices();
  const { session } = services;
  const theme = useSession((state) => state.theme);
  const { open, toggle } = usePanels();
  return (
    <Menu trigger={trigger} defaultOpen>
      <MenuRadioGroup label="Theme" value={theme} options={themes} onChange={(value) => session.setState({ theme: value })} />
      <MenuSeparator />
      {panelItems.map(([panel, icon]) => (
        <MenuItem key={panel} icon={icon} onSelect={() => toggle(panel)}>{open[panel] ? `Hide the ${panel}` : `Show the ${panel}`}</MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={Keyboard} keys={formatKeys('?')} onSelect={() => session.openDialog('shortcuts')}>Keyboard shortcuts</MenuItem>
    </Menu>
  );
}
