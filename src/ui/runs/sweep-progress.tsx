// How far a sweep is, how long it will take, its best trial so far, and how to skip one or stop it.

import { useStore } from 'zustand';
import { bestTrial, sweepEtaMs } from '../../runs/sweep.ts';
import { Button } from '../controls/button.tsx';
import { useRun } from '../training/run-store.ts';
import { etaText, lossText, percentText, progressOf } from '../training/run-text.ts';
import { runsOfSweep } from './sweep-store.ts';
import { useRuns, useRunsStore, useSweepStore } from './use-runs.ts';
import './run-dialogs.css';

export function SweepProgress() {
  const sweep = useSweepStore();
  const runs = useRunsStore();
  const { status, id, trials, index, doneMs } = useStore(sweep);
  const records = useRuns((state) => state.records);
  const share = useRun(progressOf);
  const etaMs = useRun((state) => state.log.lastBatch?.etaMs);
  if (status === 'idle') return null;
  const kept = runsOfSweep(records, id);
  const best = bestTrial(kept.map((record) => ({ label: record.group?.label ?? '', name: record.name, results: record.results })));
  const isRunning = status === 'running';
  const eta = isRunning ? sweepEtaMs(doneMs, etaMs, trials.length - index - 1) : undefined;
  const figure = best?.results.best ?? best?.results.training;
  return (
    <div className="sweep-progress" role="group" aria-label="Sweep">
      <span role="status">
        {isRunning ? `Trial ${Math.min(index + 1, trials.length)} of ${trials.length}` : `Sweep over: ${index} of ${trials.length} trials`}
        {eta !== undefined && `, ${etaText(eta)} left`}
      </span>
      {isRunning && <progress aria-label="Trials" max={trials.length} value={Math.min(index + share, trials.length)} />}
      {best && figure && (
        <span className="sweep-best">
          Best: {best.label}, {Number.isFinite(figure.accuracy) ? percentText(figure.accuracy) : `loss ${lossText(figure.loss)}`}
        </span>
      )}
      {kept.length > 0 && <Button variant="quiet" onClick={() => runs.select(kept.map((record) => record.id))}>Choose its runs</Button>}
      {isRunning && <Button variant="quiet" onClick={sweep.skip}>Skip this trial</Button>}
      {isRunning && <Button variant="quiet" onClick={sweep.stop}>Stop the sweep</Button>}
    </div>
  );
}
