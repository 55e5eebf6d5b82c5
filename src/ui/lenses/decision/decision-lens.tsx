// The Decision lens: the function that a network of one input draws, or the regions of one of two, with the examples, and how
// they move while it trains.

import { useCallback, useMemo } from 'react';
import { elementCount } from '../../../core/shape.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { comparedLook, type LineSeries } from '../../charts/line-series.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { createPace, usePacedAnswer } from '../use-paced-answer.ts';
import { curvesOf, decisionsOf, line, type Decision, type Span } from './decision.ts';
import { linePoints, look, side, type Seen } from './look.ts';
import { RegionPlot } from './region-plot.tsx';
import './decision-lens.css';

export function DecisionLens({ network }: { readonly network: LensNetwork }) {
  const size = elementCount(network.plan.inputShape);
  if (size > 2) return <p className="tab-empty">This lens draws what networks of one or two input numbers decide; this one takes {size.toLocaleString('en-US')}. Predictions shows what it makes of its examples.</p>;
  return <Decisions network={network} />;
}

const pace = createPace();

function Decisions({ network }: { readonly network: LensNetwork }) {
  const ask = useCallback((signal: AbortSignal) => look(network, signal), [network]);
  const { answer, failure } = usePacedAnswer(ask, pace, useIsTraining(network.name));
  if (!answer) return <p className="tab-empty" role="status">{failure ?? 'Asking the network.'}</p>;
  return (
    <div className="decision">
      {failure && <p role="alert">{failure}</p>}
      {answer.spans.length === 1 ? <Curve network={network} seen={answer} /> : <Regions network={network} seen={answer} />}
    </div>
  );
}

function Curve({ network: { config, data }, seen: { examples, spans, outputs } }: { readonly network: LensNetwork; readonly seen: Seen }) {
  const [span = [-1, 1]] = spans;
  const xs = line(span, linePoints);
  const curves = curvesOf(config.loss, outputs, linePoints, data.classNames);
  const order = [...examples.inputs.keys()].sort((a, b) => (examples.inputs[a] as number) - (examples.inputs[b] as number));
  const value = (i: number) => (data.classNames.length === 0 ? examples.targets?.[i] : examples.labels[i]) ?? NaN;
  const series: LineSeries[] = [
    ...curves.map(({ name, ys }, index): LineSeries => ({ name, xs, ys, ...comparedLook(index) })),
    ...(data.classNames.length > 2 ? [] : [{ name: 'examples', xs: order.map((i) => examples.inputs[i] as number), ys: order.map(value), colour: '--chart-2', dotted: true, faint: true } satisfies LineSeries]),
  ];
  return (
    <div className="decision-curve">
      <LineChart title="Function" series={series} xName="input" formatY={shortNumber} formatX={shortNumber} group="decision" offersLog={false} empty="The network has not answered yet." />
    </div>
  );
}

function Regions({ network: { config, data }, seen: { examples, spans, outputs, own } }: { readonly network: LensNetwork; readonly seen: Seen }) {
  const regions = useMemo(
    () => ({ decisions: decisionsOf(config.loss, outputs, side * side), side, spans: spans as [Span, Span], inputs: examples.inputs, labels: examples.labels, classNames: data.classNames }),
    [config.loss, outputs, spans, examples, data.classNames],
  );
  const right = rightShare(decisionsOf(config.loss, own, examples.labels.length), examples.labels);
  return (
    <>
      <RegionPlot regions={regions} />
      <p className="decision-note" role="status">
        {(100 * right).toFixed(1)} % of the {examples.labels.length.toLocaleString('en-US')} training points shown are told right. The stronger the colour, the surer.
      </p>
    </>
  );
}

function rightShare(decisions: readonly Decision[], labels: Int32Array): number {
  return decisions.filter(({ classIndex }, i) => classIndex === labels[i]).length / labels.length;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
