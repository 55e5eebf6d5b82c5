// Batch and running statistics side by side, channel by channel: a dot for the mean, a bar for a standard deviation on
// both sides; filled for the batch, hollow and dashed for the running ones.

import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { linearTicks } from '../../charts/ticks.ts';
import { numberText } from '../number-text.ts';

export interface ChannelSummary {
  readonly batchMean: number;
  /** Divided by the number of values. */
  readonly batchVariance: number;
  readonly runningMean: number;
  readonly runningVariance: number;
}

export interface ChannelPlotProps {
  readonly channels: readonly ChannelSummary[];
  readonly chosen: number;
  readonly onChoose: (channel: number) => void;
}

const height = 150;
const left = 40;
const bottom = 18;
const top = 6;
/** A channel takes so much, less where there are many. */
const widest = 20;
const narrowest = 6;
const plotWidth = 300;

export function ChannelPlot({ channels, chosen, onChoose }: ChannelPlotProps) {
  const svg = useRef<SVGSVGElement>(null);
  const pitch = Math.max(narrowest, Math.min(widest, plotWidth / channels.length));
  const width = left + channels.length * pitch + 4;
  const ends = channels.flatMap(({ batchMean, batchVariance, runningMean, runningVariance }) =>
    [batchMean - Math.sqrt(batchVariance), batchMean + Math.sqrt(batchVariance), runningMean - Math.sqrt(runningVariance), runningMean + Math.sqrt(runningVariance)]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const y = (value: number) => top + ((high - value) / (high - low || 1)) * (height - top - bottom);
  const choose = (channel: number) => onChoose(Math.min(Math.max(channel, 0), channels.length - 1));
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => choose(Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - left) / pitch));
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: channels.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  const now = channels[chosen];
  return (
    <figure className="bn-plot">
      <figcaption>
        Mean ± deviation by channel
        <PlotDownload name="BatchNorm statistics" drawing={{ svg: () => svg.current, note: 'Filled: this batch. Hollow and dashed: running statistics.' }} rows={() => tableOf(channels)} />
      </figcaption>
      <div
        className="bn-channels" role="slider" tabIndex={0} aria-label="Channel" aria-valuemin={0} aria-valuemax={channels.length - 1} aria-valuenow={chosen}
        aria-valuetext={now && `channel ${chosen}: batch mean ${numberText(now.batchMean)}, running mean ${numberText(now.runningMean)}`} onKeyDown={onKeyDown}
      >
        <svg ref={svg} className="bn-svg" width={width} height={height} onPointerDown={onPointerDown} aria-hidden>
          <rect className="bn-chosen" x={left + chosen * pitch} y={top} width={pitch} height={height - top - bottom} />
          {linearTicks(low, high, 4).map((tick) => (
            <g key={tick}>
              <line className="bn-grid" x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
              <text className="bn-tick" x={left - 4} y={y(tick)} textAnchor="end" dominantBaseline="central">{numberText(tick, 3)}</text>
            </g>
          ))}
          {channels.map((channel, i) => <Channel key={i} {...channel} x={left + (i + 0.5) * pitch} gap={pitch / 5} y={y} />)}
          <text className="bn-tick" x={left} y={height - 4}>0</text>
          <text className="bn-tick" x={width - 4} y={height - 4} textAnchor="end">{channels.length - 1}</text>
        </svg>
      </div>
      <p className="bn-legend"><span className="bn-key" data-kind="batch" />this batch<span className="bn-key" data-kind="running" />running</p>
    </figure>
  );
}

interface ChannelProps extends ChannelSummary {
  readonly x: number;
  readonly gap: number;
  readonly y: (value: number) => number;
}

function Channel({ batchMean, batchVariance, runningMean, runningVariance, x, gap, y }: ChannelProps) {
  return (
    <>
      <Mark kind="batch" x={x - gap} mean={batchMean} deviation={Math.sqrt(batchVariance)} y={y} />
      <Mark kind="running" x={x + gap} mean={runningMean} deviation={Math.sqrt(runningVariance)} y={y} />
    </>
  );
}

interface MarkProps {
  readonly kind: 'batch' | 'running';
  readonly x: number;
  readonly mean: number;
  readonly deviation: number;
  readonly y: (value: number) => number;
}

/** Nothing where a run has gone to what is no number. */
function Mark({ kind, x, mean, deviation, y }: MarkProps) {
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) return null;
  return (
    <>
      <line className={`bn-${kind}`} x1={x} x2={x} y1={y(mean - deviation)} y2={y(mean + deviation)} />
      <circle className={`bn-${kind}-dot`} cx={x} cy={y(mean)} r={2.5} />
    </>
  );
}

function tableOf(channels: readonly ChannelSummary[]) {
  return [
    ['channel', 'batch mean', 'batch variance', 'running mean', 'running variance'],
    ...channels.map(({ batchMean, batchVariance, runningMean, runningVariance }, i) => [i, batchMean, batchVariance, runningMean, runningVariance]),
  ];
}
