// The learning-rate finder: the loss over the learning rate as it grows, and a button that takes the rate suggested.

import { useEffect, useState } from 'react';
import { defaultRateRange, rateRangeAttrs, roundRate, type RateRange } from '../../core/learning-rate-curve.ts';
import { setTraining } from '../../editor/commands/set-training.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { useServices } from '../services.tsx';
import { RateChart } from './rate-chart.tsx';
import { NumberSetting } from './setting-field.tsx';
import { rateText } from './settings-text.ts';
import { useRateFinder, type RateFinderState } from './use-rate-finder.ts';
import './learning-rate-dialog.css';

const description = 'Trains one batch at each rate, from low to high. Good rates lie where the loss falls steeply. Your run is not touched.';

export function LearningRateDialog({ onClose }: { readonly onClose: () => void }) {
  const { documents } = useServices();
  const [range, setRange] = useState<RateRange>(defaultRateRange);
  const { start, stop, ...finder } = useRateFinder();
  // It is what the dialog was opened for.
  useEffect(() => void start(defaultRateRange), [start]);
  const suggested = finder.suggestion === undefined ? undefined : roundRate(finder.suggestion);
  const isRunning = finder.status === 'running';
  const use = (learningRate: number) => {
    documents.edit('Change the learning rate', (draft) => setTraining(draft, { optimizer: { ...draft.training.optimizer, learningRate } }));
    onClose();
  };
  const isRange = range.to > range.from;
  return (
    <Dialog title="Find a learning rate" description={description} width="large" onClose={onClose}>
      <div className="rate-finder">
        <div className="rate-finder-range">
          {(['from', 'to', 'steps'] as const).map((name) => (
            <NumberSetting key={name} spec={rateRangeAttrs[name]} value={range[name]} disabled={isRunning} onChange={(value) => setRange({ ...range, [name]: value })} />
          ))}
          {isRunning
            ? <Button onClick={stop}>Stop</Button>
            : <Button disabled={!isRange} onClick={() => void start(range)}>Try again</Button>}
        </div>
        {!isRange && <p className="field-message field-error" role="alert">Expected the highest rate above the lowest, {rateText(range.from)}; received {rateText(range.to)}.</p>}
        <div className="rate-finder-chart"><RateChart points={finder.points} suggestion={finder.suggestion} range={range} /></div>
        <progress className="run-progress-bar" aria-label="Rates tried" max={range.steps} value={finder.status === 'done' ? range.steps : finder.points.length} />
        <div className="rate-finder-end">
          <p role="status">{statusText(finder, range)}</p>
          {suggested !== undefined && <Button variant="primary" onClick={() => use(suggested)}>Use {rateText(suggested)}</Button>}
        </div>
      </div>
    </Dialog>
  );
}

function statusText({ status, points, phase, suggestion, failure, fromRun }: RateFinderState, { steps }: RateRange): string {
  const last = points.at(-1);
  switch (status) {
    case 'idle': return last ? `Stopped after ${points.length} rates.` : '';
    case 'running': return phase || (last ? `Rate ${points.length} of ${steps}: ${rateText(last.learningRate)}` : 'Preparing');
    case 'failed': return failure ?? '';
    case 'done':
      if (suggestion === undefined) return 'The loss falls at none of these rates.';
      return `The loss falls steepest at ${rateText(roundRate(suggestion))}${fromRun ? ', from the weights that your run has now' : ', from initial weights'}.`;
  }
}
