// The input under the eyes of one unit: the pixels that it sees, framed, and beside them what would raise it.

import { useMemo, useState } from 'react';
import type { Region } from '../../../core/region.ts';
import type { NetworkPlan, PlanOp } from '../../../core/plan.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { cropAround } from '../crop.ts';
import { channelOf, gridOf, type GridShape } from '../grid-shape.ts';
import type { LensExample } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { channelMaps, mapTable } from '../map-files.ts';
import { MapScale } from '../map-scale.tsx';
import { numberText } from '../number-text.ts';
import { PixelGrid, type Cell, type PixelGridProps } from '../pixel-grid.tsx';
import { raisingScene } from './flow-files.ts';
import { raisingMap, strongestOf, useRaises } from './raises.ts';

/** A picture shows at most so many rows and columns. */
const mostCells = 64;
const none = { top: 0, bottom: 0, left: 0, right: 0 };

export interface InputFieldProps {
  readonly network: LensNetwork;
  readonly example: LensExample;
  /** What the unit sees of the input. */
  readonly field: Region | undefined;
  readonly op: PlanOp;
  /** Of the unit in the op's output. */
  readonly index: number;
}

export function InputField({ network, example, field, op, index }: InputFieldProps) {
  const { plan } = network;
  const grid = useMemo(() => gridOf(plan.inputShape), [plan]);
  const picture = useMemo(() => pictureOf(plan, grid, field), [plan, grid, field]);
  const text = fieldText(plan, field);
  return (
    <>
      <figure className="flow-part">
        <figcaption><span className="flow-title">Input pixels it sees</span></figcaption>
        <PixelGrid values={channelOf(example.input, grid, 0)} {...picture} label={`The input. ${text}`} />
        <p className="flow-note">{text}</p>
      </figure>
      <RaisingMap network={network} example={example} op={op} index={index} grid={grid} picture={picture} />
    </>
  );
}

type Picture = Pick<PixelGridProps, 'rows' | 'columns' | 'crop' | 'frame'>;

/** What lies around the field, which is framed in an image. */
function pictureOf(plan: NetworkPlan, [, rows, columns]: GridShape, field: Region | undefined): Picture {
  const [down, across] = plan.inputShape.length === 3 ? [field?.[1], field?.[2]] : [undefined, undefined];
  const around = { top: down?.[0] ?? 0, bottom: down?.[1] ?? rows, left: across?.[0] ?? 0, right: across?.[1] ?? columns };
  const crop = cropAround(rows, columns, around, mostCells, none);
  return { rows, columns, crop, ...(down && across && { frame: { rows: between(down), columns: between(across) } }) };
}

interface RaisingMapProps extends Omit<InputFieldProps, 'field'> {
  readonly grid: GridShape;
  readonly picture: Picture;
}

function RaisingMap({ network, example, op, index, grid, picture }: RaisingMapProps) {
  const { answer, failure } = useRaises(network, op, index, example);
  const [channel, setChannel] = useState<number>();
  const [pointed, setPointed] = useState<Cell & { readonly of: string }>();
  const [channels, , columns] = grid;
  const map = useMemo(() => answer && raisingMap(answer.gradient, grid, channel), [answer, grid, channel]);
  if (!map || !answer) return <figure className="flow-part"><figcaption>What raises it</figcaption><p className="flow-note" role="status">{failure ?? 'Asking the network'}</p></figure>;
  const unit = `${op.id} ${index}`;
  const { at, size } = strongestOf(map);
  const place = pointed?.of === unit ? pointed : { row: Math.floor(at / columns), column: at % columns };
  const value = map[place.row * columns + place.column] ?? NaN;
  const point = (cell: Cell) => setPointed({ ...cell, of: unit });
  return (
    <figure className="flow-part" data-stale={answer.op !== op || answer.index !== index || undefined}>
      <figcaption>
        <span className="flow-title" title="How much the unit’s value changes with each number of the input; a gradient, so of small changes.">What raises it</span>
        <PlotDownload
          name="What raises it" rows={() => mapTable(channelMaps(network.plan.inputShape, answer.gradient))}
          drawing={{ scene: (measure) => raisingScene(map, grid, size, measure) }}
        />
      </figcaption>
      <PixelGrid values={map} {...picture} palette="signed" range={[-size, size]} chosen={place} label="What would raise the unit, by pixel of the input" onChoose={point} onPoint={point} />
      <MapScale palette="signed" least={numberText(-size, 2)} greatest={`+${numberText(size, 2)}`} />
      <p className="flow-note" title={String(value)}>
        {failure ?? (size === 0 ? 'No small change of the input moves it.' : <>{placeText(network.plan, place, columns)}: <strong>{value > 0 && '+'}{numberText(value)}</strong></>)}
      </p>
      {channels > 1 && (
        <select className="select" aria-label="Channel of the input" value={channel ?? ''} onChange={({ target }) => setChannel(target.value === '' ? undefined : Number(target.value))}>
          <option value="">all channels together</option>
          {Array.from({ length: channels }, (_, c) => <option key={c} value={c}>channel {c}</option>)}
        </select>
      )}
    </figure>
  );
}

function placeText({ inputShape }: NetworkPlan, { row, column }: Cell, columns: number): string {
  return inputShape.length === 3 ? `row ${row}, column ${column}` : `feature ${row * columns + column}`;
}

/** The region in words; a unit that hangs on nothing is one under padding alone. */
function fieldText({ inputShape }: NetworkPlan, field: Region | undefined): string {
  if (!field) return 'It depends on no pixel.';
  const [first = [0, 0], rows = [0, 0], columns = [0, 0]] = field;
  if (inputShape.length !== 3) return `Features ${first[0]} to ${first[1] - 1}.`;
  return `${rows[1] - rows[0]}×${columns[1] - columns[0]} pixels: rows ${rows[0]} to ${rows[1] - 1}, columns ${columns[0]} to ${columns[1] - 1}.`;
}

function between([first, end]: readonly [number, number]): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
