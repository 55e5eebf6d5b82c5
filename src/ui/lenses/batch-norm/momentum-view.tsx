// What momentum does: the running mean and variance of one channel over batches of the training data, for several
// momenta, from the same batch statistics and the same beginning.

import { useCallback, useMemo, useState } from 'react';
import type { PlanOp } from '../../../core/plan.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { comparedLook, type LineSeries } from '../../charts/line-series.ts';
import { Button } from '../../controls/button.tsx';
import type { LensNetwork } from '../lens-network.ts';
import { numberText } from '../number-text.ts';
import { useAnswer } from '../use-answer.ts';
import { followRunning, type BatchStatistics } from './batch-statistics.ts';
import { dependsOnMode, readBatch } from './use-batch.ts';

const batches = 40;
const momenta = [0.01, 0.1, 0.5] as const;

export interface MomentumViewProps {
  readonly network: LensNetwork;
  readonly op: PlanOp;
  readonly size: number;
  readonly channel: number;
}

/** Nothing is read until it is asked for. */
export function MomentumView({ network, op, size, channel }: MomentumViewProps) {
  const { client, name, data, plan, version } = network;
  const [asked, setAsked] = useState<{ readonly op: PlanOp; readonly size: number; readonly version: number }>();
  const [done, setDone] = useState(0);
  const ask = useCallback(async (signal: AbortSignal) => {
    const statistics: BatchStatistics[] = [];
    if (!asked) return { statistics, of: asked };
    for (let number = 0; number < batches; number++) {
      setDone(number);
      const choice = { op: asked.op, number, size: asked.size, mode: dependsOnMode(plan, asked.op) ? 'train' : 'evaluate' } as const;
      statistics.push((await readBatch({ client, name, data }, choice, signal)).statistics);
    }
    return { statistics, of: asked };
  }, [client, name, data, plan, asked]);
  const { answer, failure } = useAnswer(asked ? ask : undefined);
  const statistics = answer?.of && answer.of === asked && asked.op === op && asked.size === size ? answer.statistics : undefined;
  const means = useMemo(() => statistics && seriesOf(statistics.map(({ means: all }) => all[channel] ?? NaN), 0), [statistics, channel]);
  const variances = useMemo(() => statistics && seriesOf(statistics.map(({ unbiased }) => unbiased[channel] ?? NaN), 1), [statistics, channel]);
  const isReading = asked !== undefined && answer?.of !== asked && !failure;
  return (
    <section className="bn-momentum" aria-label="What momentum does">
      <div className="lens-bar">
        <Button disabled={isReading} onClick={() => setAsked({ op, size, version })}>Follow {batches} batches</Button>
        <span className="bn-note" role="status">
          {isReading ? `Batch ${done + 1} of ${batches}` : failure ?? 'running = (1 - momentum) · running + momentum · batch, from mean 0 and variance 1, with the weights as they are.'}
        </span>
      </div>
      {means && variances && (
        <div className="bn-charts">
          <LineChart title={`Running mean of channel ${channel}`} series={means} xName="batches" formatY={numberText} formatTick={tickText} offersLog={false} empty="" />
          <LineChart title={`Running variance of channel ${channel}`} series={variances} xName="batches" formatY={numberText} formatTick={tickText} startsLog empty="" />
        </div>
      )}
    </section>
  );
}

/** A line for each momentum, behind them the batches themselves. */
function seriesOf(values: readonly number[], start: number): LineSeries[] {
  const xs = values.map((_, i) => i + 1);
  return [
    { name: 'batch', colour: '--chart-crosshair', xs, ys: values, faint: true, dotted: true },
    ...momenta.map((momentum, i): LineSeries => ({
      name: `momentum ${momentum}`, ...comparedLook(i), xs: [0, ...xs], ys: [start, ...followRunning(values, momentum, start)],
    })),
  ];
}

function tickText(value: number): string {
  return numberText(value, 3);
}
