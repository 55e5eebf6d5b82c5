// The kernels of one filter before training, now, and what changed; blue below zero, orange above.

import { useMemo } from 'react';
import type { TrainingConfig } from '../../../core/training-config.ts';
import { HeatMap } from '../heat-map.tsx';
import { numberText } from '../number-text.ts';
import type { Range } from '../paint.ts';
import type { NodeValues } from '../use-node-values.ts';
import { filterOf, weightsBefore, type Kernel } from './kernels.ts';

/** Kernels beyond these would not be told apart. */
const mostKernels = 32;
const parts = [['Before', 'before'], ['Now', 'now'], ['Change', 'change']] as const;

export interface KernelsViewProps {
  readonly values: NodeValues;
  readonly config: TrainingConfig;
  readonly channel: number;
}

export function KernelsView({ values: { op, weights }, config, channel }: KernelsViewProps) {
  const before = useMemo(() => weightsBefore(op, config), [op, config]);
  const now = weights['weight'];
  if (!before || !now) return null;
  const { rows, columns, kernels } = filterOf(op, before, now, channel, mostKernels);
  // Before and now share a scale; what changed has its own, however small.
  const reachOf = (names: readonly (keyof Pick<Kernel, 'before' | 'now' | 'change'>)[]): Range => {
    const most = Math.max(...kernels.flatMap((kernel) => names.map((name) => largest(kernel[name]))));
    return [-most, most];
  };
  const scales = { before: reachOf(['before', 'now']), now: reachOf(['before', 'now']), change: reachOf(['change']) };
  return (
    <figure className="flow-kernels" aria-label={`Kernels of output channel ${channel}`}>
      <figcaption>Kernels of channel {channel}</figcaption>
      <table>
        <tbody>
          {parts.map(([title, part]) => (
            <tr key={part}>
              <th scope="row">{title}<span className="flow-scale">±{numberText(scales[part][1], 2)}</span></th>
              {kernels.map((kernel) => (
                <td key={kernel.channel} title={`Input channel ${kernel.channel}: ${[...kernel[part]].map((value) => numberText(value, 3)).join(', ')}`}>
                  <HeatMap values={kernel[part]} rows={rows} columns={columns} palette="signed" range={scales[part]} label={`${title}, input channel ${kernel.channel}`} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
