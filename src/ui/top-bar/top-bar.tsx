// The bar at the top: the document, its history, files, export, and the run.

import {
  FilePlus, FolderOpen, Keyboard, LayoutTemplate, Monitor, Moon, PanelBottom, PanelLeft, PanelRight, Redo2, Save, Settings2, Sun, Undo2,
} from 'lucide-react';
import { Suspense } from 'react';
import type { PanelName } from '../../editor/session-store.ts';
import { commands, type CommandId } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { Menu, MenuItem, MenuRadioGroup, MenuSeparator } from '../controls/menu.tsx';
import { lazyComponent } from '../lazy-component.ts';
import { usePanels } from '../panels.ts';
import { useDocument, useServices, useSession } from '../services.tsx';
import { TrainControls } from '../training/train-controls.tsx';
import { DocumentName } from './document-name.tsx';
import { ExportMenu } from './export-menu.tsx';
import './top-bar.css';

const EngineBadge = lazyComponent(() => import('../training/engine-badge.tsx'), 'EngineBadge');

export function TopBar() {
  const canUndo = useDocument((state) => state.past.at(-1)?.label);
  const canRedo = useDocument((state) => state.future.at(-1)?.label);
  return (
    <header className="top-bar">
      <div className="top-bar-part">
        <FileMenu />
        <DocumentName />
        <div className="top-bar-pair">
          <HistoryButton id="undo" label={canUndo} />
          <HistoryButton id="redo" label={canRedo} />
        </div>
      </div>
      <div className="top-bar-part">
        <TemplatesButton />
        <ExportMenu />
        <ViewMenu />
      </div>
      <div className="top-bar-part top-bar-end">
        <Suspense><EngineBadge /></Suspense>
        <TrainControls />
      </div>
    </header>
  );
}

function HistoryButton({ id, label }: { id: 'undo' | 'redo'; label: string | undefined }) {
  const services = useServices();
  const { run, keys, label: verb } = commands[id];
  return (
    <IconButton
      icon={id === 'undo' ? Undo2 : Redo2}
      label={verb}
      keys={formatKeys(keys[0])}
      disabled={label === undefined}
      title={label === undefined ? undefined : `${verb}: ${label}`}
      onClick={() => run(services)}
    />
  );
}

function TemplatesButton() {
  const { session } = useServices();
  return <Button variant="quiet" icon={LayoutTemplate} onClick={() => session.openDialog('templates')}>Templates</Button>;
}

const fileItems = [
  ['newDocument', FilePlus], ['open', FolderOpen], ['save', Save],
] as const satisfies readonly (readonly [CommandId, typeof Save])[];

function FileMenu() {
  const services = useServices();
  return (
    <Menu trigger={<button type="button" className="brand" aria-label="File menu"><Mark /></button>}>
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

/** The mark: sheets of channels, as on the cards. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden>
      <rect className="brand-sheet brand-back" x="9.5" y="2.5" width="12" height="12" rx="3" />
      <rect className="brand-sheet brand-middle" x="6" y="6" width="12" height="12" rx="3" />
      <rect className="brand-sheet" x="2.5" y="9.5" width="12" height="12" rx="3" />
    </svg>
  );
}

const panelItems = [
  ['palette', PanelLeft], ['inspector', PanelRight], ['dock', PanelBottom],
] as const satisfies readonly (readonly [PanelName, typeof PanelLeft])[];

const themes = [
  { value: 'light', label: 'Light', icon: Sun }, { value: 'dark', label: 'Dark', icon: Moon }, { value: 'system', label: 'As the system', icon: Monitor },
] as const;

function ViewMenu() {
  const services = useServices();
  const { session } = services;
  const theme = useSession((state) => state.theme);
  const { open, toggle } = usePanels();
  return (
    <Menu trigger={<IconButton icon={Settings2} label="View" />}>
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
