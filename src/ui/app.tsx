// The page: top bar, palette, canvas, inspector and dock, and what floats above them.

import { PanelRightOpen } from 'lucide-react';
import { Suspense, useEffect, type DragEvent } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { PanelName } from '../editor/session-store.ts';
import { openFile } from './actions/files.ts';
import { selectedNodes } from './actions/selection.ts';
import { Canvas } from './canvas/canvas.tsx';
import { useShortcuts } from './commands/use-shortcuts.ts';
import { IconButton } from './controls/button.tsx';
import { TooltipProvider } from './controls/tooltip.tsx';
import { useDroppedOwnFiles } from './data/use-dropped-own-files.ts';
import { Dock } from './dock/dock.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { lazyComponent } from './lazy-component.ts';
import { useOpenedWeights } from './lenses/opened-weights.ts';
import { Toasts } from './notices/toasts.tsx';
import { Palette } from './palette/palette.tsx';
import { usePanels } from './panels.ts';
import { useServices, useSession } from './services.tsx';
import { useInputKind } from './theme/use-input-kind.ts';
import { useTheme } from './theme/use-theme.ts';
import { useRun } from './training/run-store.ts';
import { TopBar } from './top-bar/top-bar.tsx';
import './theme/tokens.css';
import './theme/base.css';
import './controls/field.css';
import './controls/key.css';
import './app.css';

const DrawPanel = lazyComponent(() => import('./draw/draw-panel.tsx'), 'DrawPanel');
const OpenedBanner = lazyComponent(() => import('./runs/opened-banner.tsx'), 'OpenedBanner');
const TemplatesDialog = lazyComponent(() => import('./dialogs/templates-dialog.tsx'), 'TemplatesDialog');
const ShortcutsDialog = lazyComponent(() => import('./dialogs/shortcuts-dialog.tsx'), 'ShortcutsDialog');
const CompareDialog = lazyComponent(() => import('./runs/compare-dialog.tsx'), 'CompareDialog');
const SweepDialog = lazyComponent(() => import('./runs/sweep-dialog.tsx'), 'SweepDialog');
const CourseDialog = lazyComponent(() => import('./lessons/course-dialog.tsx'), 'CourseDialog');
const FindDialog = lazyComponent(() => import('./dialogs/find-dialog.tsx'), 'FindDialog');
const YourDataDialog = lazyComponent(() => import('./data/your-data-dialog.tsx'), 'YourDataDialog');

const dialogs = { templates: TemplatesDialog, shortcuts: ShortcutsDialog, find: FindDialog, compare: CompareDialog, sweep: SweepDialog, data: YourDataDialog, course: CourseDialog };

/** Panels never shrink below these, in CSS pixels. */
const least = { palette: 180, inspector: 260, dock: 120, canvas: 200 };

export function App() {
  useTheme();
  useInputKind();
  useShortcuts();
  useDroppedOwnFiles();
  const services = useServices();
  const onDragOver = (event: DragEvent) => {
    if (event.dataTransfer.types.includes('Files')) event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (!file || event.defaultPrevented) return;
    event.preventDefault();
    void openFile(services, file);
  };
  return (
    <TooltipProvider delayDuration={500}>
      <div className="app" onDragOver={onDragOver} onDrop={onDrop}>
        <TopBar />
        <Workspace />
        <CurrentDialog />
        <Toasts />
      </div>
    </TooltipProvider>
  );
}

function Workspace() {
  const services = useServices();
  const { open, toggle } = usePanels();
  const sizes = services.session.getState().sizes;
  const hasOpened = useOpenedWeights((state) => state.opened !== undefined);
  const hasLearnt = useRun(({ log }) => log.epochs.length > 0) || hasOpened;
  useKeepSelectionInView(open);
  return (
    <main className="workspace">
      {!open.palette && <div className="palette-rail"><Palette narrow onToggle={() => toggle('palette')} /></div>}
      <Group className="workspace-columns" orientation="horizontal" key={`${open.palette} ${open.inspector}`}>
        {open.palette && (
          <>
            <SidePanel name="palette" size={sizes.palette}><Palette narrow={false} onToggle={() => toggle('palette')} /></SidePanel>
            <Edge onDoubleClick={() => toggle('palette')} />
          </>
        )}
        <Panel id="middle" minSize={least.canvas}>
          <Group orientation="vertical" key={String(open.dock)}>
            <Panel id="canvas" minSize={least.canvas}>
              <div className="canvas-frame">
                <ErrorBoundary part="The canvas"><Canvas /></ErrorBoundary>
                {hasOpened && <Suspense><OpenedBanner /></Suspense>}
                {!open.inspector && (
                  <div className="inspector-opener">
                    <IconButton icon={PanelRightOpen} label="Show the inspector" side="left" onClick={() => toggle('inspector')} />
                  </div>
                )}
                {hasLearnt && !open.inspector && <Suspense><DrawPanel place="corner" /></Suspense>}
              </div>
            </Panel>
            {open.dock && (
              <>
                <Edge onDoubleClick={() => toggle('dock')} />
                <SidePanel name="dock" size={sizes.dock}>
                  <ErrorBoundary part="The dock"><Dock open onToggle={() => toggle('dock')} /></ErrorBoundary>
                </SidePanel>
              </>
            )}
          </Group>
        </Panel>
        {open.inspector && (
          <>
            <Edge onDoubleClick={() => toggle('inspector')} />
            <SidePanel name="inspector" size={sizes.inspector}>
              <div className="inspector-column">
                <ErrorBoundary part="The inspector"><Inspector /></ErrorBoundary>
                {hasLearnt && <Suspense><DrawPanel place="column" /></Suspense>}
              </div>
            </SidePanel>
          </>
        )}
      </Group>
      {!open.dock && <div className="dock-rail"><Dock open={false} onToggle={() => toggle('dock')} /></div>}
    </main>
  );
}

/** A panel that keeps its size in pixels and remembers it. */
function SidePanel({ name, size, children }: { name: PanelName; size: number; children: React.ReactNode }) {
  const { session } = useServices();
  return (
    <Panel
      id={name}
      defaultSize={size}
      minSize={least[name]}
      maxSize="60%"
      groupResizeBehavior="preserve-pixel-size"
      onResize={({ inPixels }) => session.setState((state) => ({ sizes: { ...state.sizes, [name]: Math.round(inPixels) } }))}
    >
      {children}
    </Panel>
  );
}

function Edge({ onDoubleClick }: { onDoubleClick: () => void }) {
  return <Separator className="edge" disableDoubleClick onDoubleClick={onDoubleClick} />;
}

/** A panel that opens takes room from the canvas; the selected node must not be left outside. */
function useKeepSelectionInView(open: Readonly<Record<PanelName, boolean>>): void {
  const services = useServices();
  useEffect(() => {
    const [id] = selectedNodes(services);
    if (id !== undefined) services.canvas.current?.reveal(id);
  }, [open.palette, open.inspector, open.dock, services]);
}

function CurrentDialog() {
  const { session } = useServices();
  const name = useSession((state) => state.dialog);
  if (!name) return null;
  const Dialog = dialogs[name];
  return <Suspense><Dialog onClose={() => session.openDialog(undefined)} /></Suspense>;
}
