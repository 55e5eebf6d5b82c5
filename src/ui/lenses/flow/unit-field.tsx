// The maps of one node, one of them larger with a chosen unit, and the input under that unit's eyes.

import { useMemo } from 'react';
import { elementAt, traceBack } from '../../../core/region.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { useServices } from '../../services.tsx';
import { cropAround } from '../crop.ts';
import { channelOf, clampUnit, gridOf } from '../grid-shape.ts';
import { HeatMap } from '../heat-map.tsx';
import type { LensExample } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { numberText } from '../number-text.ts';
import { rangeOf } from '../paint.ts';
import { PixelGrid } from '../pixel-grid.tsx';
import { chooseUnit, useUnitChoice } from '../unit-choice.ts';
import type { NodeValues } from '../use-node-values.ts';
import { InputField } from './input-field.tsx';
import { hasKernels } from './kernels.ts';
import { KernelsView } from './kernels-view.tsx';
import { mapsScene, mapsTable } from './flow-files.ts';

/** Maps beyond these would not be told apart. */
const mostMaps = 128;
/** A picture shows at most so many rows and columns. */
const mostCells = 64;
const none = { top: 0, bottom: 0, left: 0, right: 0 };

export interface UnitFieldProps {
  readonly network: LensNetwork;
  readonly values: NodeValues;
  readonly example: LensExample;
  /** The node's name. */
  readonly label: string;
}

export function UnitField({ network, values, example, label }: UnitFieldProps) {
  const { layers } = useServices();
  const { plan, config } = network;
  const { op, output } = values;
  const grid = useMemo(() => gridOf(op.outputShape), [op]);
  const [channels, rows, columns] = grid;
  const unit = clampUnit(grid, useUnitChoice());
  const { channel } = unit;
  const index = (channel * rows + unit.row) * columns + unit.column;
  const range = useMemo(() => rangeOf(output), [output]);
  const field = useMemo(
    () => traceBack(plan, layers, op.id, elementAt(op.outputShape, index)).get(plan.inputId),
    [plan, layers, op, index],
  );
  const map = channelOf(output, grid, channel);
  const crop = cropAround(rows, columns, { top: unit.row, bottom: unit.row + 1, left: unit.column, right: unit.column + 1 }, mostCells, none);
  return (
    <div className="flow-parts">
      {channels > 1 && (
        <div className="flow-maps" role="group" aria-label={`Maps of ${label}`}>
          {Array.from({ length: Math.min(channels, mostMaps) }, (_, i) => (
            <button key={i} type="button" className="flow-map" aria-pressed={i === channel} aria-label={`Channel ${i}`} title={`Channel ${i}`} onClick={() => chooseUnit({ channel: i })}>
              <HeatMap values={channelOf(output, grid, i)} rows={rows} columns={columns} range={range} />
            </button>
          ))}
          {channels > mostMaps && <p className="lens-note">and {channels - mostMaps} more</p>}
        </div>
      )}
      <figure className="flow-part">
        <figcaption>
          <span className="flow-title">{label}{channels > 1 && `, channel ${channel}`}</span>
          <PlotDownload name={`Maps of ${label}`} drawing={{ scene: (measure) => mapsScene(output, grid, measure) }} rows={() => mapsTable(output, grid)} />
        </figcaption>
        <PixelGrid values={map} rows={rows} columns={columns} range={range} crop={crop} chosen={unit} label={`Units of ${label}, channel ${channel}`} onChoose={chooseUnit} />
        <p className="unit-value" title={String(output[index])}>{numberText(output[index] ?? NaN)}</p>
      </figure>
      <InputField network={network} example={example} field={field} op={op} index={index} />
      {hasKernels(op) && <KernelsView values={values} config={config} channel={channel} />}
    </div>
  );
}
