// A few feature maps of every layer that has some, for one input.

import { useCallback, useEffect, useMemo } from 'react';
import { nodeLabel } from '../../../core/graph.ts';
import type { PlanOp } from '../../../core/plan.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { sheetScene } from '../../charts/sheet-scene.ts';
import { HeatMap } from '../heat-map.tsx';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { channelMaps, mapPixels, mapTable } from '../map-files.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer } from '../use-paced-answer.ts';

/** More maps of a layer than these would not be looked at here. */
const shownMaps = 8;

const pace = createPace(shares.featureStrip);

export interface FeatureStripProps {
  readonly network: LensNetwork;
  /** As the network takes it. */
  readonly input: Float32Array;
}

export function FeatureStrip({ network, input }: FeatureStripProps) {
  const { client, name, plan, graph, version } = network;
  const ops = useMemo(() => plan.ops.filter(({ id, outputShape }) => id !== plan.inputId && outputShape.length === 3), [plan]);
  const ask = useCallback(
    async (signal: AbortSignal) => ({ version, values: await client.call('inspect', { network: name, inputs: input, count: 1, ops: ops.map(({ id }) => id) }, { signal }) }),
    [client, name, input, ops, version],
  );
  const { answer, failure, askNow } = usePacedAnswer(ops.length > 0 ? ask : undefined, pace, useIsTraining(name));
  // Another drawing is shown at once.
  useEffect(askNow, [askNow, name, input]);
  if (failure) return <p>{failure}</p>;
  const layers = ops.flatMap(({ id, outputShape }) => {
    const values = answer?.values.get(id)?.data;
    return values ? [{ name: nodeLabel(graph, id), maps: channelMaps(outputShape, values), rows: outputShape[1] ?? 1 }] : [];
  });
  return (
    <>
      <p className="feature-caption">
        Feature maps
        <PlotDownload
          name="Feature maps" rows={() => mapTable(layers.flatMap(({ name, maps }) => maps.map((map) => ({ ...map, name: `${name}, ${map.name}` }))))}
          drawing={{
            scene: (measure) => sheetScene({
              groups: layers.map(({ name, maps, rows }) => ({ name, tiles: maps.map(({ values, columns }) => ({ pixels: mapPixels(values, rows, columns) })) })),
              size: 56, perRow: 16, note: 'Each map from its least value, black, to its greatest, white.', measure,
            }),
          }}
        />
      </p>
      <ul className="feature-strip" aria-label="Feature maps">
        {ops.map((op) => <Layer key={op.id} op={op} label={nodeLabel(graph, op.id)} values={answer?.values.get(op.id)?.data} />)}
      </ul>
    </>
  );
}

function Layer({ op: { outputShape }, label, values }: { readonly op: PlanOp; readonly label: string; readonly values: Float32Array | undefined }) {
  const [channels = 0, rows = 0, columns = 0] = outputShape;
  const shown = Math.min(channels, shownMaps);
  return (
    <li className="feature-layer">
      <span className="feature-name" title={label}>{label}</span>
      {values && Array.from({ length: shown }, (_, channel) => (
        <span key={channel} className="feature-map">
          <HeatMap values={values.subarray(channel * rows * columns, (channel + 1) * rows * columns)} rows={rows} columns={columns} label={`${label}, channel ${channel}`} />
        </span>
      ))}
      {channels > shown && <span className="feature-more" title={`and ${channels - shown} more channels`}>+{channels - shown}</span>}
    </li>
  );
}
