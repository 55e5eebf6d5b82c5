// The page: top bar, palette, canvas, inspector and dock, and what floats above them.

import { PanelRightOpen } from 'lucide-react';
import { Suspense, useEffect, type DragEvent } from 'react';
import { Group, Panel } from 'react-resizable-panels';
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
import { Banners } from './notices/banner.tsx';
import { Toasts } from './notices/toasts.tsx';
import { Palette } from './palette/palette.tsx';
import { usePanels } from './panels.ts';
import { useDesk, useServices, useSession } from './services.tsx';
import { Edge, least, SidePanel, usePanelSizes, useSidePanels } from './side-panel.tsx';
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
const ResumeOffer = lazyComponent(() => import('./training/resume-offer.tsx'), 'ResumeOffer');
const OpenedBanner = lazyComponent(() => import('./runs/opened-banner.tsx'), 'OpenedBanner');
const TemplatesDialog = lazyComponent(() => import('./dialogs/templates-dialog.tsx'), 'TemplatesDialog');
const ShortcutsDialog = lazyComponent(() => import('./dialogs/shortcuts-dialog.tsx'), 'ShortcutsDialog');
const CompareDialog = lazyComponent(() => import('./runs/compare-dialog.tsx'), 'CompareDialog');
const SweepDialog = lazyComponent(() => import('./runs/sweep-dialog.tsx'), 'SweepDialog');
const CourseDialog = lazyComponent(() => import('./lessons/course-dialog.tsx'), 'CourseDialog');
const FindDialog = lazyComponent(() => import('./dialogs/find-dialog.tsx'), 'FindDialog');
const VersionsDialog = lazyComponent(() => import('./library/versions-dialog.tsx'), 'VersionsDialog');
const ReaderBanner = lazyComponent(() => import('./library/reader-banner.tsx'), 'ReaderBanner');
const YourDataDialog = lazyComponent(() => import('./data/your-data-dialog.tsx'), 'YourDataDialog');

const dialogs = {
  templates: TemplatesDialog, shortcuts: ShortcutsDialog, find: FindDialog, compare: CompareDialog, sweep: SweepDialog,
  data: YourDataDialog, course: CourseDialog, versions: VersionsDialog,
};

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
  const { open, toggle } = usePanels();
  const panels = useSidePanels();
  const sizes = usePanelSizes();
  const isReader = useDesk((state) => state.role === 'reader');
  const hasOpened = useOpenedWeights((state) => state.opened !== undefined);
  const hasLearnt = useRun(({ log }) => log.epochs.length > 0) || hasOpened;
  useKeepInView(open, sizes.dock);
  return (
    <main className="workspace">
      {!open.palette && <div className="palette-rail"><Palette narrow onToggle={() => toggle('palette')} /></div>}
      <Group className="workspace-columns" orientation="horizontal" onLayoutChanged={panels.noteColumns}>
        {open.palette && (
          <>
            <SidePanel name="palette" size={sizes.palette} handle={panels.palette}><Palette narrow={false} onToggle={() => toggle('palette')} /></SidePanel>
            <Edge onDoubleClick={() => toggle('palette')} />
          </>
        )}
        <Panel id="middle" minSize={least.canvas}>
          <Group orientation="vertical" onLayoutChanged={panels.noteDock}>
            <Panel id="canvas" minSize={least.canvas}>
              <div className="canvas-frame">
                <ErrorBoundary part="The canvas"><Canvas /></ErrorBoundary>
                <Banners>
                  <Suspense><ResumeOffer /></Suspense>
                  {hasOpened && <Suspense><OpenedBanner /></Suspense>}
                </Banners>
                {isReader && <Suspense><ReaderBanner /></Suspense>}
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
                <SidePanel name="dock" size={sizes.dock} handle={panels.dock}>
                  <ErrorBoundary part="The dock"><Dock open onToggle={() => toggle('dock')} /></ErrorBoundary>
                </SidePanel>
              </>
            )}
          </Group>
        </Panel>
        {open.inspector && (
          <>
            <Edge onDoubleClick={() => toggle('inspector')} />
            <SidePanel name="inspector" size={sizes.inspector} handle={panels.inspector}>
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

/** A panel that opens or grows takes room from the canvas: what was in view, and the selected node, must not be left outside. */
function useKeepInView(open: Readonly<Record<PanelName, boolean>>, dockHeight: number): void {
  const services = useServices();
  useEffect(() => services.canvas.current?.keepInView(selectedNodes(services)[0]), [open.palette, open.inspector, open.dock, dockHeight, services]);
}

function CurrentDialog() {
  const { session } = useServices();
  const name = useSession((state) => state.dialog);
  if (!name) return null;
  const Dialog = dialogs[name];
  return <Suspense><Dialog onClose={() => session.openDialog(undefined)} /></Suspense>;
}
