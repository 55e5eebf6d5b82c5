// The charts of a run side by side: loss and accuracy, with smoothing for both. Loaded when there is a run.

import { memo, useCallback, useMemo } from 'react';
import { create } from 'zustand';
import type { RunLog } from '../../training/run-log.ts';
import { lossText, percentText } from '../training/run-text.ts';
import { LineChart } from './line-chart.tsx';
import { runSeries, runTable } from './run-series.ts';
import './run-charts.css';

/** How charts are shown; kept while the page is open. */
const useChartSettings = create<{ readonly smoothing: number }>(() => ({ smoothing: 0.9 }));

/** Loss and accuracy of a run; drawn anew only for another log. */
export default memo(RunCharts);

const shared = { xName: 'epochs', group: 'run', empty: 'The first batch draws the first point.' } as const;

function RunCharts({ log }: { readonly log: RunLog }) {
  const { smoothing } = useChartSettings();
  const loss = useMemo(() => runSeries(log, 'loss', smoothing), [log, smoothing]);
  const accuracy = useMemo(() => runSeries(log, 'accuracy', smoothing), [log, smoothing]);
  // Where there are numbers to predict, nothing is right or wrong.
  const hasAccuracy = log.data?.classNames.length !== 0;
  const smoothingControl = <Smoothing value={smoothing} onChange={(value) => useChartSettings.setState({ smoothing: value })} />;
  const batches = log.lastBatch?.batchesPerEpoch ?? 1;
  const end = Math.max(log.lastBatch?.step ?? 1, 1) / batches;
  const xDomain = useMemo(() => [0, end] as const, [end]);
  const formatX = useCallback((epoch: number) => `Epoch ${epoch.toFixed(2)}, step ${Math.round(epoch * batches).toLocaleString('en-US')}`, [batches]);
  return (
    <div className="run-charts">
      <LineChart
        {...shared} title="Loss" xDomain={xDomain} series={loss} formatX={formatX} formatY={lossText}
        controls={hasAccuracy ? undefined : smoothingControl} rows={() => runTable(log, 'loss', smoothing)}
      />
      {hasAccuracy && (
        <LineChart
          {...shared} title="Accuracy" xDomain={xDomain} series={accuracy} formatX={formatX} formatY={percentText} formatTick={percentTick} offersLog={false}
          controls={smoothingControl} rows={() => runTable(log, 'accuracy', smoothing)}
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
