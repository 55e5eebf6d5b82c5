// BatchNorm: the statistics of a batch beside the running ones, values before and after by either, and what momentum does.

import { memo, useMemo } from 'react';
import { create } from 'zustand';
import type { PlanOp } from '../../../core/plan.ts';
import { Switch } from '../../controls/switch.tsx';
import type { LensNetwork } from '../lens-network.ts';
import { NodePicker, useNodeChoice } from '../node-choice.tsx';
import { numberText } from '../number-text.ts';
import { channelValues, normalise } from './batch-statistics.ts';
import { ChannelPlot } from './channel-plot.tsx';
import { Histogram } from './histograms.tsx';
import { MomentumView } from './momentum-view.tsx';
import { batchSizes, dependsOnMode, useBatch, type LookedAtBatch } from './use-batch.ts';
import './batch-norm.css';

const lens = 'batch-norm';

/** What is looked at; kept while the page is open. `size` is the run's own until one is chosen. */
const useChoice = create<{ readonly channel: number; readonly number: number; readonly size?: number; readonly isTraining: boolean }>(
  () => ({ channel: 0, number: 0, isTraining: true }),
);

export function BatchNormLens({ network }: { readonly network: LensNetwork }) {
  const { plan, config, data } = network;
  const ops = useMemo(() => plan.ops.filter(({ kind }) => kind === 'BatchNorm1d' || kind === 'BatchNorm2d'), [plan]);
  const ids = useMemo(() => ops.map(({ id }) => id), [ops]);
  const id = useNodeChoice(lens, ids);
  const op = ops.find((candidate) => candidate.id === id);
  const sizes = op ? batchSizes(plan, op, data.trainingCount, config.batchSize) : [];
  const { number, size: wantedSize = config.batchSize, isTraining } = useChoice();
  const size = sizes.findLast((offered) => offered <= wantedSize) ?? sizes[0] ?? 0;
  // Where the mode changes nothing, evaluation takes batches of any size.
  const mode = op && dependsOnMode(plan, op) && isTraining ? 'train' : 'evaluate';
  const { answer: batch, failure } = useBatch(network, { op: size > 0 ? op : undefined, number, size, mode });
  if (!op) return <p className="tab-empty">The network has no BatchNorm. Put one between a convolution and its activation: this shows what it measures and how it normalises.</p>;
  if (size === 0) return <p className="tab-empty">There are too few training examples for a batch, or their values are too many.</p>;
  const batches = Math.ceil(data.trainingCount / size);
  return (
    <div className="batch-norm">
      <div className="lens-bar">
        <NodePicker lens={lens} network={network} ids={ids} value={op.id} />
        <label className="bn-field">
          Batch
          <input
            className="input lens-number" type="number" min={0} max={batches - 1} value={Math.min(number, batches - 1)}
            onChange={({ target }) => { if (target.validity.valid && target.value !== '') useChoice.setState({ number: target.valueAsNumber }); }}
          />
        </label>
        <label className="bn-field">
          of
          <select className="select" value={size} onChange={({ target }) => useChoice.setState({ size: Number(target.value) })} aria-label="Batch size">
            {sizes.map((offered) => <option key={offered} value={offered}>{offered} examples</option>)}
          </select>
        </label>
      </div>
      {failure && <p className="lens-problem" role="alert">{failure}</p>}
      {batch?.op === op
        ? <BatchView network={network} batch={batch} />
        : !failure && <p className="lens-note" role="status">Reading the batch</p>}
    </div>
  );
}

/** Sorts many numbers, so it is drawn anew for another batch or network alone. */
const BatchView = memo(function BatchView({ network, batch }: { readonly network: LensNetwork; readonly batch: LookedAtBatch }) {
  const { op, size, mode, statistics, weights, input } = batch;
  const { channel: wanted, isTraining } = useChoice();
  const { channels, channel, now, normalisations } = describe(op, batch, wanted);
  const before = channelValues(input, size, op.inputShapes[0] ?? [], channel);
  if (!now) return null;
  const after = { training: normalise(before, normalisations.training), evaluation: normalise(before, normalisations.evaluation) };
  const gap = after.training.reduce((most, value, i) => Math.max(most, Math.abs(value - (after.evaluation[i] ?? NaN))), 0);
  return (
    <>
      <div className="bn-parts">
        <ChannelPlot channels={channels} chosen={channel} onChoose={(chosen) => useChoice.setState({ channel: chosen })} />
        <table className="bn-table">
          <caption>Channel {channel}</caption>
          <thead><tr><th scope="col">statistic</th><th scope="col">batch</th><th scope="col">running</th></tr></thead>
          <tbody>
            <Row name="mean" values={[now.batchMean, now.runningMean]} />
            <Row name="variance" values={[now.batchVariance, now.runningVariance]} />
            <Row name="unbiased" values={[statistics.unbiased[channel]]} />
            <Row name="weight (γ)" values={[weights['weight'] ? normalisations.training.weight : undefined]} />
            <Row name="bias (β)" values={[weights['bias'] ? normalisations.training.bias : undefined]} />
          </tbody>
        </table>
        <Histogram title="Before" values={before} />
        <div>
          <Histogram title={isTraining ? 'After, in training' : 'After, in evaluation'} values={isTraining ? after.training : after.evaluation} />
          <Switch label="Training mode" checked={isTraining} onChange={(checked) => useChoice.setState({ isTraining: checked })} />
        </div>
      </div>
      <p className="bn-note">
        {op.frozen
          ? `This layer is frozen: training normalises by the running statistics too, not by this batch’s ${statistics.count.toLocaleString('en-US')} values a channel.`
          : `Training normalises by this batch’s ${statistics.count.toLocaleString('en-US')} values a channel, evaluation by the running statistics; for this channel and input their outputs differ by ${numberText(gap, 3)} at most.`}
        {dependsOnMode(network.plan, op) && (mode === 'train'
          ? ' What comes in is what training sees: a BatchNorm before uses the batch’s statistics, and Dropout drops.'
          : ' What comes in is what evaluation sees: a BatchNorm before uses its running statistics, and nothing is dropped.')}
      </p>
      <MomentumView network={network} op={op} size={size} channel={channel} />
    </>
  );
});

function Row({ name, values }: { readonly name: string; readonly values: readonly (number | undefined)[] }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((value, i) => <td key={i} title={value === undefined ? undefined : String(value)}>{value === undefined ? 'none' : numberText(value)}</td>)}
    </tr>
  );
}

/** Every channel's statistics, and by what the chosen one is normalised. */
function describe({ attrs, frozen }: PlanOp, { statistics: { means, variances }, weights }: LookedAtBatch, wanted: number) {
  const [mean, variance] = [weights['running_mean'], weights['running_var']];
  const channels = Array.from(means, (batchMean, i) => ({ batchMean, batchVariance: variances[i] ?? NaN, runningMean: mean?.[i] ?? NaN, runningVariance: variance?.[i] ?? NaN }));
  const channel = Math.min(wanted, channels.length - 1);
  const now = channels[channel];
  const rest = { eps: Number(attrs['eps']), weight: weights['weight']?.[channel] ?? 1, bias: weights['bias']?.[channel] ?? 0 };
  const evaluation = { mean: now?.runningMean ?? NaN, variance: now?.runningVariance ?? NaN, ...rest };
  const training = frozen ? evaluation : { mean: now?.batchMean ?? NaN, variance: now?.batchVariance ?? NaN, ...rest };
  return { channels, channel, now, normalisations: { training, evaluation } };
}
