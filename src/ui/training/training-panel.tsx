// The Training tab of the dock: settings, how the run goes, what it has to say, and its charts.

import { lazy, Suspense } from 'react';
import { RunNotices } from './run-notices.tsx';
import { RunProgress } from './run-progress.tsx';
import { useRun } from './run-store.ts';
import { TrainingSettings } from './training-settings.tsx';
import './training-panel.css';

const RunCharts = lazy(() => import('../charts/run-charts.tsx'));

export function TrainingPanel() {
  const log = useRun((state) => state.log);
  const isGoing = useRun((state) => state.status === 'running' || state.status === 'paused');
  return (
    <div className="training-panel">
      <div className="training-side"><TrainingSettings /></div>
      <div className="training-main">
        <RunProgress />
        <RunNotices />
        <div className="training-charts">
          {log.lastBatch
            ? <Suspense fallback={null}><RunCharts log={log} /></Suspense>
            : <p className="training-empty">{isGoing ? 'The first batch draws the first point.' : 'Train draws loss and accuracy here, batch by batch, and marks how well unseen images go after every epoch.'}</p>}
        </div>
      </div>
    </div>
  );
}
