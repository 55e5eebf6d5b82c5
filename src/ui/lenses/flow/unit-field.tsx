// The maps of one node, one of them larger with a chosen unit, and the pixels of the input that the unit depends on.

import { useMemo } from 'react';
import { elementAt, traceBack } from '../../../core/region.ts';
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
import { hasKernels } from './kernels.ts';
import { KernelsView } from './kernels-view.tsx';

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
        <figcaption>{label}{channels > 1 && `, channel ${channel}`}</figcaption>
        <PixelGrid values={map} rows={rows} columns={columns} range={range} crop={crop} chosen={unit} label={`Units of ${label}, channel ${channel}`} onChoose={chooseUnit} />
        <p className="unit-value" title={String(output[index])}>{numberText(output[index] ?? NaN)}</p>
      </figure>
      <InputField network={network} example={example} field={field} />
      {hasKernels(op) && <KernelsView values={values} config={config} channel={channel} />}
    </div>
  );
}

interface InputFieldProps {
  readonly network: LensNetwork;
  readonly example: LensExample;
  /** What the unit sees of the input. */
  readonly field: readonly (readonly [number, number])[] | undefined;
}

function InputField({ network: { plan }, example, field }: InputFieldProps) {
  const grid = gridOf(plan.inputShape);
  const [, rows, columns] = grid;
  const isImage = plan.inputShape.length === 3;
  const [from, to] = isImage ? [field?.[1], field?.[2]] : [undefined, undefined];
  const values = channelOf(example.input, grid, 0);
  const around = { top: from?.[0] ?? 0, bottom: from?.[1] ?? rows, left: to?.[0] ?? 0, right: to?.[1] ?? columns };
  const crop = cropAround(rows, columns, around, mostCells, none);
  const text = fieldText(field, isImage);
  return (
    <figure className="flow-part">
      <figcaption>Input pixels it sees</figcaption>
      <PixelGrid
        values={values} rows={rows} columns={columns} crop={crop} label={`The input. ${text}`}
        {...(from && to && { frame: { rows: between(from), columns: between(to) } })}
      />
      <p className="flow-note">{text}</p>
    </figure>
  );
}

/** The region in words; a unit that hangs on nothing is one under padding alone. */
function fieldText(field: InputFieldProps['field'], isImage: boolean): string {
  if (!field) return 'It depends on no pixel.';
  const [first = [0, 0], rows = [0, 0], columns = [0, 0]] = field;
  if (!isImage) return `Features ${first[0]} to ${first[1] - 1}.`;
  return `${rows[1] - rows[0]}×${columns[1] - columns[0]} pixels: rows ${rows[0]} to ${rows[1] - 1}, columns ${columns[0]} to ${columns[1] - 1}.`;
}

function between([first, end]: readonly [number, number]): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
