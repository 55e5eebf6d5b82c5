// How the values of one channel are spread before and after the normalisation.

import { useRef } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { numberText } from '../number-text.ts';
import { rangeOf } from '../paint.ts';
import { histogram, spreadOf } from './batch-statistics.ts';

const bins = 32;
const width = 180;
const height = 100;

export interface HistogramProps {
  readonly title: string;
  readonly values: Float32Array;
}

/** Bars from the least to the greatest value, with mean and deviation in words. */
export function Histogram({ title, values }: HistogramProps) {
  const svg = useRef<SVGSVGElement>(null);
  const range = rangeOf(values);
  const counts = histogram(values, bins, range);
  const most = Math.max(1, ...counts);
  const bar = width / bins;
  const binWidth = (range[1] - range[0]) / bins;
  const { mean, deviation } = spreadOf(values);
  const text = `mean ${numberText(mean, 3)}, deviation ${numberText(deviation, 3)}`;
  return (
    <figure className="bn-plot" aria-label={title}>
      <figcaption>
        {title}
        <PlotDownload
          name={title} drawing={{ svg: () => svg.current, note: text }}
          rows={() => [['from', 'to', 'count'], ...counts.map((count, i) => [range[0] + i * binWidth, range[0] + (i + 1) * binWidth, count])]}
        />
      </figcaption>
      <svg ref={svg} className="bn-svg" width={width} height={height + 16} aria-hidden>
        {counts.map((count, i) => <rect key={i} className="bn-bar" x={i * bar} y={height - (height * count) / most} width={bar} height={(height * count) / most} />)}
        <line className="bn-grid" x1={0} x2={width} y1={height} y2={height} />
        <text className="bn-tick" x={0} y={height + 12}>{numberText(range[0], 3)}</text>
        <text className="bn-tick" x={width} y={height + 12} textAnchor="end">{numberText(range[1], 3)}</text>
      </svg>
      <p className="bn-note">{text}</p>
    </figure>
  );
}
