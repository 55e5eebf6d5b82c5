// The bar at the top: the document, its history, files, export, and the run.

import {
  ChevronDown, Download, FilePlus, FolderOpen, GraduationCap, LayoutTemplate, Redo2, Save, Settings2, Undo2,
  type LucideIcon,
} from 'lucide-react';
import { Suspense } from 'react';
import { commands, type CommandId } from '../commands/commands.ts';
import { formatKeys } from '../commands/keys.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { Deferred } from '../controls/deferred.tsx';
import { lazyComponent } from '../lazy-component.ts';
import { useDocument, useServices } from '../services.tsx';
import { TrainControls } from '../training/train-controls.tsx';
import { DocumentName } from './document-name.tsx';
import './top-bar.css';

const ExportMenu = lazyComponent(() => import('./export-menu.tsx'), 'ExportMenu');
const DocumentsMenu = lazyComponent(() => import('../library/documents-menu.tsx'), 'DocumentsMenu');
const ViewMenu = lazyComponent(() => import('./view-menu.tsx'), 'ViewMenu');
const EngineBadge = lazyComponent(() => import('../training/engine-badge.tsx'), 'EngineBadge');

export function TopBar() {
  const canUndo = useDocument((state) => state.past.at(-1)?.label);
  const canRedo = useDocument((state) => state.future.at(-1)?.label);
  return (
    <header className="top-bar">
      <div className="top-bar-part">
        <Mark />
        <DocumentName />
        <Deferred button={<IconButton icon={ChevronDown} label="Documents" />} menu={DocumentsMenu} />
        <div className="top-bar-pair">
          <CommandButton id="newDocument" icon={FilePlus} />
          <CommandButton id="open" icon={FolderOpen} />
          <CommandButton id="save" icon={Save} />
        </div>
        <div className="top-bar-pair">
          <HistoryButton id="undo" label={canUndo} />
          <HistoryButton id="redo" label={canRedo} />
        </div>
      </div>
      <div className="top-bar-part">
        <TemplatesButton />
        <CourseButton />
        <Deferred button={<Button variant="quiet" icon={Download}>Export</Button>} menu={ExportMenu} />
        <Deferred button={<IconButton icon={Settings2} label="View" />} menu={ViewMenu} />
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

function CommandButton({ id, icon }: { readonly id: CommandId; readonly icon: LucideIcon }) {
  const services = useServices();
  const { label, keys: [key], run } = commands[id];
  return <IconButton icon={icon} label={label} keys={key && formatKeys(key)} onClick={() => run(services)} />;
}

function TemplatesButton() {
  const { session } = useServices();
  return <Button variant="quiet" icon={LayoutTemplate} onClick={() => session.openDialog('templates')}>Templates</Button>;
}

function CourseButton() {
  const { session } = useServices();
  return <Button variant="quiet" icon={GraduationCap} onClick={() => session.openDialog('course')}>Course</Button>;
}

/** The mark: sheets of channels, as on the cards. */
function Mark() {
  return (
    <svg className="brand" viewBox="0 0 24 24" aria-hidden>
      <rect className="brand-sheet brand-back" x="9.5" y="2.5" width="12" height="12" rx="3" />
      <rect className="brand-sheet brand-middle" x="6" y="6" width="12" height="12" rx="3" />
      <rect className="brand-sheet" x="2.5" y="9.5" width="12" height="12" rx="3" />
    </svg>
  );
}
