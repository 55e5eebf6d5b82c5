// The bottom dock: training, runs, lenses, summary, plan, problems.

import { ChevronDown, ChevronUp } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { Suspense } from 'react';
import type { DockTab } from '../../editor/session-store.ts';
import { useOverlays } from '../canvas/overlay-store.ts';
import { IconButton } from '../controls/button.tsx';
import { lazyComponent } from '../lazy-component.ts';
import { useProblems, useServices, useSession } from '../services.tsx';
import { useRun } from '../training/run-store.ts';
import './dock.css';

const TrainingPanel = lazyComponent(() => import('../training/training-panel.tsx'), 'TrainingPanel');
const RunsTab = lazyComponent(() => import('../runs/runs-tab.tsx'), 'RunsTab');
const OverlayHost = lazyComponent(() => import('../lenses/overlay-host.tsx'), 'OverlayHost');
const LensesTab = lazyComponent(() => import('../lenses/lenses-tab.tsx'), 'LensesTab');
const SummaryTab = lazyComponent(() => import('./summary-tab.tsx'), 'SummaryTab');
const PlanTab = lazyComponent(() => import('./plan-tab.tsx'), 'PlanTab');
const ProblemsTab = lazyComponent(() => import('./problems-tab.tsx'), 'ProblemsTab');

export interface DockProps {
  /** False where only the tabs are to be seen. */
  readonly open: boolean;
  readonly onToggle: () => void;
}

export function Dock({ open, onToggle }: DockProps) {
  const { session } = useServices();
  const tab = useSession((state) => state.dockTab);
  const problems = useProblems();
  // Before the first run, and before a lens was opened, overlays have nothing to show.
  const hasRun = useRun((state) => state.subject !== undefined);
  const mayOpen = useOverlays((state) => state.mayOpen);
  const hasOverlay = useSession((state) => state.overlays.length > 0) && (hasRun || mayOpen);
  const hasErrors = problems.some((problem) => problem.severity === 'error');
  return (
    <Tabs.Root className="dock" value={open ? tab : ''} onValueChange={(value) => session.showTab(value as DockTab)}>
      <div className="dock-header">
        <Tabs.List className="dock-tabs" aria-label="Dock">
          <Tabs.Trigger className="dock-tab" value="training">Training</Tabs.Trigger>
          <Tabs.Trigger className="dock-tab" value="runs">Runs</Tabs.Trigger>
          <Tabs.Trigger className="dock-tab" value="lenses">Lenses</Tabs.Trigger>
          <Tabs.Trigger className="dock-tab" value="summary">Summary</Tabs.Trigger>
          <Tabs.Trigger className="dock-tab" value="plan">Plan</Tabs.Trigger>
          <Tabs.Trigger className="dock-tab" value="problems">
            Problems
            {problems.length > 0 && <span className="dock-count" data-errors={hasErrors || undefined}>{problems.length}</span>}
          </Tabs.Trigger>
        </Tabs.List>
        <IconButton icon={open ? ChevronDown : ChevronUp} label={open ? 'Hide the dock' : 'Show the dock'} side="left" onClick={onToggle} />
      </div>
      {hasOverlay && <Suspense><OverlayHost /></Suspense>}
      <Tabs.Content className="dock-content" value="training"><Suspense><TrainingPanel /></Suspense></Tabs.Content>
      <Tabs.Content className="dock-content" value="runs"><Suspense><RunsTab /></Suspense></Tabs.Content>
      <Tabs.Content className="dock-content" value="lenses"><Suspense><LensesTab /></Suspense></Tabs.Content>
      <Tabs.Content className="dock-content" value="summary"><Suspense><SummaryTab /></Suspense></Tabs.Content>
      <Tabs.Content className="dock-content" value="plan"><Suspense><PlanTab /></Suspense></Tabs.Content>
      <Tabs.Content className="dock-content" value="problems"><Suspense><ProblemsTab problems={problems} /></Suspense></Tabs.Content>
    </Tabs.Root>
  );
}
