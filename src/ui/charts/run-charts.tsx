// The charts of a run side by side: loss and accuracy, with smoothing for both, and the learning rate where it is asked for.
// Loaded when there is a run.

import { memo, useCallback, useMemo } from 'react';
import { create } from 'zustand';
import type { RunLog } from '../../training/run-log.ts';
import { lossText, percentText } from '../training/run-text.ts';
import { rateText } from '../training/settings-text.ts';
import { LineChart } from './line-chart.tsx';
import { rateSeries, rateTable, runSeries, runTable, sidesOf } from './run-series.ts';
import './run-charts.css';

/** How charts are shown; kept while the page is open. */
const useChartSettings = create<{ readonly smoothing: number; readonly showsRate: boolean }>(() => ({ smoothing: 0.9, showsRate: false }));

/** Loss, accuracy and learning rate of a run; drawn anew only for another log. */
export default memo(RunCharts);

const shared = { xName: 'epochs', group: 'run', empty: 'The first batch draws the first point.' } as const;

function RunCharts({ log }: { readonly log: RunLog }) {
  const { smoothing, showsRate } = useChartSettings();
  const loss = useMemo(() => runSeries(log, 'loss', smoothing), [log, smoothing]);
  const accuracy = useMemo(() => runSeries(log, 'accuracy', smoothing), [log, smoothing]);
  const rate = useMemo(() => (showsRate ? rateSeries(log) : []), [log, showsRate]);
  // Where there are numbers to predict, nothing is right or wrong.
  const hasAccuracy = log.data?.classNames.length !== 0;
  const smoothingControl = <Smoothing value={smoothing} onChange={(value) => useChartSettings.setState({ smoothing: value })} />;
  const rateControl = <button type="button" className="chart-toggle" aria-pressed={showsRate} onClick={() => useChartSettings.setState({ showsRate: !showsRate })}>Learning rate</button>;
  const batches = log.lastBatch?.batchesPerEpoch ?? 1;
  // One side of a comparison may go on alone.
  const end = Math.max(...sidesOf(log).map((side) => side.log.lastBatch?.step ?? 1), 1) / batches;
  const xDomain = useMemo(() => [0, end] as const, [end]);
  const formatX = useCallback((epoch: number) => `Epoch ${epoch.toFixed(2)}, step ${Math.round(epoch * batches).toLocaleString('en-US')}`, [batches]);
  return (
    <div className="run-charts" data-rate={showsRate || undefined}>
      <LineChart
        {...shared} title="Loss" xDomain={xDomain} series={loss} formatX={formatX} formatY={lossText}
        controls={hasAccuracy ? rateControl : <>{smoothingControl}{rateControl}</>} rows={() => runTable(log, 'loss', smoothing)}
      />
      {hasAccuracy && (
        <LineChart
          {...shared} title="Accuracy" xDomain={xDomain} series={accuracy} formatX={formatX} formatY={percentText} formatTick={percentTick} offersLog={false}
          controls={smoothingControl} rows={() => runTable(log, 'accuracy', smoothing)}
        />
      )}
      {showsRate && (
        <LineChart
          {...shared} title="Learning rate" xDomain={xDomain} series={rate} formatX={formatX} formatY={rateText} formatTick={rateText} rows={() => rateTable(log)}
        />
      )}
    </div>
  );
}

function percentTick(value: number): string {
  return `${Number((100 * value).toPrecision(6))} %`;
}

function Smoothing({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <label className="chart-smoothing" title="Smoothing of the training curves">
      <span>Smoothing</span>
      <input type="range" min={0} max={0.99} step={0.01} value={value} onChange={({ target }) => onChange(target.valueAsNumber)} />
    </label>
  );
}
