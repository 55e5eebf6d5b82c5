// Is the network right as often as it is sure? A reliability diagram, its numbers, and the expected calibration error.

import { useMemo, useRef, type Ref } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import type { Table } from '../../charts/table.ts';
import { None } from '../../dock/report.tsx';
import { exactCount, formatShare } from '../../format.ts';
import type { Predictions } from '../../../training/protocol.ts';
import { calibrationBins, expectedCalibrationError, type CalibrationBin } from './calibration.ts';
import './calibration-view.css';

const binCount = 10;

export function CalibrationView({ predictions }: { readonly predictions: Predictions }) {
  const bins = useMemo(() => calibrationBins(predictions, binCount), [predictions]);
  const diagram = useRef<SVGSVGElement>(null);
  const error = expectedCalibrationError(bins);
  if (error === undefined) return <p className="predictions-empty">The outputs are no probabilities, so there is nothing to compare with how often they are right.</p>;
  return (
    <div className="calibration">
      <figure className="calibration-figure" aria-label="Reliability diagram">
        <Diagram bins={bins} ref={diagram} />
      </figure>
      <div className="calibration-words">
        <p className="calibration-error">
          <strong>Expected calibration error {formatShare(error)}</strong>
          <PlotDownload name="Calibration" drawing={{ svg: () => diagram.current, note: `Expected calibration error ${formatShare(error)}. ${readingOf(bins)} Bars: how often it is right. Dots on the diagonal would be as sure as right.` }} rows={() => tableOf(bins)} />
        </p>
        <p className="calibration-reading">{readingOf(bins)}</p>
        <table className="report-table calibration-table" aria-label="Bins of the reliability diagram">
          <thead>
            <tr><th scope="col">Sure</th><th scope="col" className="number">Examples</th><th scope="col" className="number">Mean sureness</th><th scope="col" className="number">Right</th></tr>
          </thead>
          <tbody>
            {bins.filter(({ count }) => count > 0).map(({ low, high, count, confidence, accuracy }) => (
              <tr key={low}>
                <th scope="row">{Math.round(100 * low)} to {Math.round(100 * high)} %</th>
                <td className="number">{exactCount(count)}</td>
                <td className="number">{confidence === undefined ? <None /> : formatShare(confidence)}</td>
                <td className="number">{accuracy === undefined ? <None /> : formatShare(accuracy)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Whether the network is too sure or not sure enough, over all. */
function readingOf(bins: readonly CalibrationBin[]): string {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const lean = bins.reduce((sum, { count, confidence = 0, accuracy = 0 }) => sum + (count / total) * (confidence - accuracy), 0);
  if (Math.abs(lean) < 0.005) return 'It is as sure as it is right.';
  const points = (100 * Math.abs(lean)).toFixed(1);
  return lean > 0 ? `It is surer than it is right, by ${points} points on average.` : `It is right more often than it is sure, by ${points} points on average.`;
}

function tableOf(bins: readonly CalibrationBin[]): Table {
  return [['from', 'to', 'examples', 'mean sureness', 'right'], ...bins.map(({ low, high, count, confidence, accuracy }) => [low, high, count, confidence, accuracy])];
}

const side = 100;
const pad = { left: 16, bottom: 12, top: 3, right: 3 };

/** Bars are how often the network is right; dots where it would be if it were as sure as that; the line is both alike. */
function Diagram({ bins, ref }: { readonly bins: readonly CalibrationBin[]; readonly ref: Ref<SVGSVGElement> }) {
  const x = (share: number) => pad.left + share * side;
  const y = (share: number) => pad.top + (1 - share) * side;
  const most = bins.reduce((a, { count }) => Math.max(a, count), 1);
  return (
    <svg ref={ref} className="calibration-diagram" viewBox={`0 0 ${pad.left + side + pad.right} ${pad.top + side + pad.bottom}`} role="img" aria-label="Share of right answers over the network’s sureness; the diagonal is a network that is as sure as it is right">
      {[0, 0.5, 1].map((share) => (
        <g key={share} className="calibration-axis">
          <line x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} />
          <text x={x(0) - 2} y={y(share)} textAnchor="end" dominantBaseline="central">{100 * share}</text>
          <text x={x(share)} y={y(0) + 8} textAnchor={share === 1 ? 'end' : 'middle'}>{100 * share}{share === 1 ? ' % sure' : ''}</text>
        </g>
      ))}
      {bins.map(({ low, high, count, accuracy = 0, confidence }) => confidence !== undefined && (
        <g key={low}>
          <rect className="calibration-bar" x={x(low) + 0.5} width={x(high) - x(low) - 1} y={y(accuracy)} height={y(0) - y(accuracy)} fillOpacity={0.35 + 0.65 * Math.sqrt(count / most)} />
          <rect className="calibration-gap" x={x(low) + 0.5} width={x(high) - x(low) - 1} y={Math.min(y(accuracy), y(confidence))} height={Math.abs(y(accuracy) - y(confidence))} />
        </g>
      ))}
      <line className="calibration-diagonal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {bins.map(({ low, accuracy, confidence }) => accuracy !== undefined && confidence !== undefined && <circle key={low} className="calibration-dot" cx={x(confidence)} cy={y(accuracy)} r={1.6} />)}
    </svg>
  );
}
