// The kernels of one filter before training, now, and what changed, one input channel a row; blue below zero, orange above.

import { useMemo } from 'react';
import type { TrainingConfig } from '../../../core/training-config.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { HeatMap } from '../heat-map.tsx';
import { numberText } from '../number-text.ts';
import type { Range } from '../paint.ts';
import type { NodeValues } from '../use-node-values.ts';
import { kernelsScene, kernelsTable } from './flow-files.ts';
import { filterOf, kernelParts, weightsBefore, type KernelPart } from './kernels.ts';

/** Kernels beyond these would not be told apart. */
const mostKernels = 32;

export interface KernelsViewProps {
  readonly values: NodeValues;
  readonly config: TrainingConfig;
  readonly channel: number;
}

export function KernelsView({ values: { op, weights }, config, channel }: KernelsViewProps) {
  const before = useMemo(() => weightsBefore(op, config), [op, config]);
  const now = weights['weight'];
  if (!before || !now) return null;
  const filter = filterOf(op, before, now, channel, mostKernels);
  const { rows, columns, kernels } = filter;
  // Before and now share a scale; what changed has its own, however small.
  const reachOf = (names: readonly KernelPart[]): Range => {
    const most = Math.max(...kernels.flatMap((kernel) => names.map((name) => largest(kernel[name]))));
    return [-most, most];
  };
  const scales = { before: reachOf(['before', 'now']), now: reachOf(['before', 'now']), change: reachOf(['change']) };
  return (
    <figure className="flow-kernels" aria-label={`Kernels of output channel ${channel}`}>
      <figcaption>
        <span className="flow-title">Kernels of channel {channel}</span>
        <PlotDownload name={`Kernels of channel ${channel}`} drawing={{ scene: (measure) => kernelsScene(filter, scales, measure) }} rows={() => kernelsTable(filter)} />
      </figcaption>
      <div className="flow-kernels-list">
        <table>
          <thead>
            <tr>{kernelParts.map(({ id: part, title }) => <th key={part} scope="col">{title}<span className="flow-scale">±{numberText(scales[part][1], 2)}</span></th>)}</tr>
          </thead>
          <tbody>
            {kernels.map((kernel) => (
              <tr key={kernel.channel}>
                {kernelParts.map(({ id: part, title }) => (
                  <td key={part} title={`Input channel ${kernel.channel}: ${[...kernel[part]].map((value) => numberText(value, 3)).join(', ')}`}>
                    <HeatMap values={kernel[part]} rows={rows} columns={columns} palette="signed" range={scales[part]} label={`${title}, input channel ${kernel.channel}`} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
