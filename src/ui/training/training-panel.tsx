// The Training tab of the dock: settings, how the run goes, what it has to say, and its charts.

import { lazy, Suspense } from 'react';
import { RunNotices } from './run-notices.tsx';
import { RunProgress } from './run-progress.tsx';
import { useIsGoing, useRun } from './run-store.ts';
import { TrainingSettings } from './training-settings.tsx';
import { useThrottled } from './use-throttled.ts';
import './training-panel.css';

const RunCharts = lazy(() => import('../charts/run-charts.tsx'));

export function TrainingPanel() {
  return (
    <div className="training-panel">
      <div className="training-side"><TrainingSettings /></div>
      <div className="training-main">
        <RunProgress />
        <RunNotices />
        <div className="training-charts"><Charts /></div>
      </div>
    </div>
  );
}

/** Charts take longer to draw than numbers, and the eye does not miss what they leave out. */
const chartPeriodMs = 250;

function Charts() {
  const log = useThrottled(useRun((state) => state.log), chartPeriodMs);
  const isGoing = useIsGoing();
  if (log.lastBatch) return <Suspense fallback={null}><RunCharts log={log} /></Suspense>;
  return (
    <p className="training-empty">
      {isGoing ? 'The first batch draws the first point.' : 'Train draws loss and accuracy here, batch by batch, and marks how well unseen images go after every epoch.'}
    </p>
  );
}
