// The charts of a run side by side: loss and accuracy, with smoothing for both. Loaded when there is a run.

import { memo, useMemo, type CSSProperties, type ReactNode } from 'react';
import { create } from 'zustand';
import type { RunLog } from '../../training/run-log.ts';
import { lossText, percentText } from '../training/run-text.ts';
import { chartRows, lastOf, type ChartRow, type Measure } from './chart-rows.ts';
import { RunChart } from './run-chart.tsx';
import './run-charts.css';

/** How charts are shown; kept while the page is open. */
const useChartSettings = create<{ readonly smoothing: number; readonly logLoss: boolean }>(() => ({ smoothing: 0.9, logLoss: false }));

/** Loss and accuracy of a run; drawn anew only for another log. */
export default memo(RunCharts);

function RunCharts({ log }: { readonly log: RunLog }) {
  const { smoothing, logLoss } = useChartSettings();
  const loss = useMemo(() => chartRows(log, 'loss', smoothing), [log, smoothing]);
  const accuracy = useMemo(() => chartRows(log, 'accuracy', smoothing), [log, smoothing]);
  // Where there are numbers to predict, nothing is right or wrong.
  const hasAccuracy = log.data?.classNames.length !== 0;
  const smoothingControl = <Smoothing value={smoothing} onChange={(value) => useChartSettings.setState({ smoothing: value })} />;
  return (
    <div className="run-charts">
      <Figure
        measure="loss" title="Loss" rows={loss} format={lossText}
        control={(
          <>
            {!hasAccuracy && smoothingControl}
            <button type="button" className="chart-toggle" aria-pressed={logLoss} onClick={() => useChartSettings.setState({ logLoss: !logLoss })}>
              Log scale
            </button>
          </>
        )}
      >
        <RunChart measure="loss" rows={loss} logarithmic={logLoss} format={lossText} formatTick={String} />
      </Figure>
      {hasAccuracy && (
        <Figure measure="accuracy" title="Accuracy" rows={accuracy} format={percentText} control={smoothingControl}>
          <RunChart measure="accuracy" rows={accuracy} format={percentText} formatTick={(value) => `${Number((100 * value).toPrecision(6))} %`} />
        </Figure>
      )}
    </div>
  );
}

interface FigureProps {
  readonly measure: Measure;
  readonly title: string;
  readonly rows: readonly ChartRow[];
  readonly format: (value: number) => string;
  readonly control: ReactNode;
  readonly children: ReactNode;
}

function Figure({ measure, title, rows, format, control, children }: FigureProps) {
  const training = lastOf(rows, 'smooth');
  const validation = lastOf(rows, 'validation');
  return (
    <figure className="run-chart" aria-label={title} style={{ '--chart-line': `var(--chart-${measure})` } as CSSProperties}>
      <figcaption className="run-chart-caption">
        <span className="run-chart-title">{title}</span>
        {training && <span className="run-chart-value" title="Training, smoothed">{format(training.value)}<span className="visually-hidden"> training</span></span>}
        {validation && <span className="run-chart-value run-chart-validation" title="Validation">{format(validation.value)}<span className="visually-hidden"> validation</span></span>}
        <span className="run-chart-control">{control}</span>
      </figcaption>
      <div className="run-chart-plot">{children}</div>
    </figure>
  );
}

function Smoothing({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <label className="chart-smoothing" title="Smoothing of the training curves">
      <span>Smoothing</span>
      <input type="range" min={0} max={0.99} step={0.01} value={value} onChange={({ target }) => onChange(target.valueAsNumber)} />
    </label>
  );
}
