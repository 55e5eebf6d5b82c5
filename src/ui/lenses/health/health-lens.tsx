// Health on the wires: what is wrong with how the network learns, with remedies; the same numbers over time and in a table.

import { useMemo } from 'react';
import { nodeLabel } from '../../../core/graph.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { Switch } from '../../controls/switch.tsx';
import { formatShare } from '../../format.ts';
import { useServices, useSession } from '../../services.tsx';
import type { LensNetwork } from '../lens-network.ts';
import { numberText } from '../number-text.ts';
import { DiagnosisList } from './diagnosis-list.tsx';
import { HealthFeed } from './health-feed.tsx';
import { useHealthHistory } from './health-history.ts';
import { deadSeries, gradientSeries, updateSeries } from './health-series.ts';
import { HealthTable } from './health-table.tsx';
import { useDiagnoses } from './use-diagnoses.ts';
import './health.css';

const lens = 'health';
const updatesText = {
  measured: 'updates are those of one step',
  computed: 'updates are computed: learning rate · |gradient| / |weights|',
  unknown: 'updates are measured while it trains',
} as const;

export function HealthLens({ network }: { readonly network: LensNetwork }) {
  const { session } = useServices();
  const isOn = useSession((state) => state.overlays.includes(lens));
  const looked = useDiagnoses(network);
  const failure = useHealthHistory((state) => state.failure);
  return (
    <div className="health">
      {/* The overlay of the canvas looks at runs itself. */}
      {!(isOn && (network.name === 'run' || network.past)) && <HealthFeed network={network} />}
      <div className="lens-bar">
        <Switch label="On the canvas" checked={isOn} onChange={(checked) => session.switchOverlay(lens, checked)} />
        {looked && (
          <span className="lens-note health-note">
            Step {looked.latest.step.toLocaleString('en-US')}, {looked.latest.examples} training examples, loss {numberText(looked.latest.loss)}; {updatesText[looked.latest.updates]}
          </span>
        )}
      </div>
      {failure !== undefined && <p className="lens-problem" role="alert">{failure}</p>}
      {looked
        ? (
            <>
              <DiagnosisList diagnoses={looked.diagnoses} canMend={!network.isOutdated} />
              <Charts network={network} points={looked.points} />
              <HealthTable network={network} health={looked.latest} />
            </>
          )
        : failure === undefined && <p className="lens-note" role="status">Looking at the network</p>}
    </div>
  );
}

const shared = { xName: 'steps', group: 'health', formatX: (step: number) => `Step ${Math.round(step).toLocaleString('en-US')}` } as const;
const shortText = (value: number) => numberText(value, 2);
const shareTick = (value: number) => `${Number((100 * value).toPrecision(6))}%`;

function Charts({ network: { plan, graph }, points }: { readonly network: LensNetwork; readonly points: NonNullable<ReturnType<typeof useDiagnoses>>['points'] }) {
  const { gradients, updates, dead } = useMemo(() => {
    const layers = plan.ops.filter(({ kind }) => kind === 'Conv2d' || kind === 'Linear').map(({ id }) => id);
    const activations = plan.ops.filter(({ kind }) => kind === 'ReLU' || kind === 'Sigmoid' || kind === 'Tanh').map(({ id }) => id);
    const nameOf = (id: string) => nodeLabel(graph, id);
    return { gradients: gradientSeries(points, layers, nameOf), updates: updateSeries(points, layers, nameOf), dead: deadSeries(points, activations, nameOf) };
  }, [plan, graph, points]);
  return (
    <div className="health-charts">
      <LineChart {...shared} title="Gradient norm" series={gradients} startsLog formatY={shortText} formatTick={shortText} empty="The first look draws the first point." />
      <LineChart {...shared} title="Update ratio" series={updates} startsLog formatY={shortText} formatTick={shortText} empty="Measured while the network trains." />
      <LineChart {...shared} title="Dead, saturated" series={dead} offersLog={false} yDomain={unit} formatY={formatShare} formatTick={shareTick} empty="The network has no ReLU, Sigmoid or Tanh." />
    </div>
  );
}

const unit = [0, 1] as const;
