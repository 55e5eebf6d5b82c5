// How far a run is: its bar, and phase, epoch, batch, throughput and time left as one line of text.

import { openDrawPanel, useCanDraw, useDrawPanelClosed } from '../draw/draw-panel.tsx';
import { useRun } from './run-store.ts';
import { etaText, phaseText, progressOf, rateText } from './run-text.ts';

export function RunProgress() {
  const run = useRun((state) => state);
  const canDraw = useCanDraw();
  const padClosed = useDrawPanelClosed();
  const { status, log, subject } = run;
  if (status === 'idle' || !subject) return null;
  const { lastBatch } = log;
  const { fraction } = log.phase;
  const loading = !lastBatch && fraction !== undefined && status !== 'ended';
  const value = loading ? fraction : progressOf(run);
  const facts = lastBatch && [
    `epoch ${lastBatch.epoch} of ${subject.config.epochs}`,
    `batch ${lastBatch.batch} of ${lastBatch.batchesPerEpoch}`,
    ...(status === 'running' ? [rateText(lastBatch.imagesPerSecond), `${etaText(lastBatch.etaMs)} left`] : []),
  ];
  return (
    <div className="run-progress" data-status={status}>
      <p className="run-progress-text">
        <span className="run-progress-phase">{phaseText(run)}</span>
        {facts?.map((fact, i) => <span key={i}>{fact}</span>)}
        {log.data && <span className="run-progress-data">{log.data.name}</span>}
        {canDraw && padClosed && <button type="button" className="run-progress-draw" onClick={openDrawPanel}>Draw a digit</button>}
      </p>
      <progress className="run-progress-bar" aria-label={loading ? 'Loading' : 'Training'} max={1} value={value} />
    </div>
  );
}
