// One output element taken apart: where its window lies, the numbers of one input channel, the sums of all, the output.

import { useMemo, useState } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { useServices } from '../../services.tsx';
import { cropAround, type Crop } from '../crop.ts';
import { channelOf, type GridShape, type Unit } from '../grid-shape.ts';
import { equalsSign, numberText } from '../number-text.ts';
import { rangeOf, type Range } from '../paint.ts';
import { PixelGrid } from '../pixel-grid.tsx';
import type { NodeValues } from '../use-node-values.ts';
import { NumberTable, tableTexts } from './number-table.tsx';
import { unitScene, unitTable, type FramedMap } from './unit-scene.ts';
import { UnitSteps } from './unit-steps.tsx';
import { workOut, type ChannelWork, type UnitOp, type UnitWork } from './unit-arithmetic.ts';
import { channelText, totalText } from './unit-text.ts';

/** A picture shows at most so many rows and columns; around the window where there are more. */
const mostCells = 32;
/** Input channels are shown side by side, at most so many. */
const mostChannels = 64;

export interface UnitViewProps {
  readonly unitOp: UnitOp;
  readonly values: NodeValues;
  readonly unit: Unit;
  /** The node's name. */
  readonly label: string;
  readonly onChoose: (unit: Unit) => void;
}

export function UnitView({ unitOp, values, unit, label, onChoose }: UnitViewProps) {
  const { layers } = useServices();
  const { inputGrid, outputGrid } = unitOp;
  const { input, output, weights: { weight, bias } } = values;
  const work = useMemo(
    () => workOut(unitOp, layers, unit, { input, ...(weight && { weight }), ...(bias && { bias }) }),
    [unitOp, layers, unit, input, weight, bias],
  );
  const margins = useMemo(() => marginsOf(unitOp, layers, values), [unitOp, layers, values]);
  const crop = cropAround(inputGrid[1], inputGrid[2], boundsOf(work), mostCells, margins);
  const outCrop = cropAround(outputGrid[1], outputGrid[2], { top: unit.row, bottom: unit.row + 1, left: unit.column, right: unit.column + 1 }, mostCells, none);
  const [wanted, setChannel] = useState(0);
  const chosen = work.channels.find(({ channel }) => channel === wanted) ?? work.channels[0];
  const inRange = useMemo(() => rangeOf(input), [input]);
  const outMap = channelOf(output, outputGrid, unit.channel);
  const value = outMap[unit.row * outputGrid[2] + unit.column] ?? NaN;
  if (!chosen) return null;
  const inputMap: FramedMap = {
    title: `Input${inputGrid[0] > 1 ? `, channel ${chosen.channel}` : ''}`, values: channelOf(input, inputGrid, chosen.channel),
    rows: inputGrid[1], columns: inputGrid[2], range: inRange, crop, frame: work,
  };
  const outputMap: FramedMap = {
    title: `Output${outputGrid[0] > 1 ? `, channel ${unit.channel}` : ''}`, values: outMap, rows: outputGrid[1], columns: outputGrid[2], crop: outCrop,
    frame: { rows: [unit.row], columns: [unit.column] },
  };
  return (
    <div className="unit">
      <div className="unit-parts">
        <figure className="unit-part">
          <figcaption>{inputMap.title}</figcaption>
          <PixelGrid
            {...inputMap} padding={work.combination === 'maximum' ? -Infinity : 0} mark={work.winner}
            label={`Input channel ${chosen.channel} of ${label}; window at rows ${spanText(work.rows)}, columns ${spanText(work.columns)}`}
          />
        </figure>
        <figure className="unit-part unit-output">
          <figcaption>
            {outputMap.title}
            <PlotDownload
              name={`Channel ${unit.channel}, row ${unit.row}, column ${unit.column} of ${label}`} rows={() => unitTable(work)}
              drawing={{ scene: (measure) => unitScene({ work, chosen, input: inputMap, output: outputMap, measure }) }}
            />
          </figcaption>
          <PixelGrid
            values={outMap} rows={outputGrid[1]} columns={outputGrid[2]} crop={outCrop} chosen={unit}
            label={`Output channel ${unit.channel} of ${label}`} onChoose={(cell) => onChoose({ channel: unit.channel, ...cell })}
          />
          <div className="unit-chosen"><UnitSteps grid={outputGrid} unit={unit} isFeature={unitOp.op.outputShape.length === 1} value={value} onChange={onChoose} /></div>
        </figure>
        <Numbers work={work} chosen={chosen} />
      </div>
      {(work.channels.length > 1 || work.bias !== undefined) && (
        <ChannelSums work={work} chosen={chosen} input={input} grid={inputGrid} range={inRange} crop={crop} onChoose={setChannel} />
      )}
      <p className="unit-text">{work.channels.length > 1 && `Channel ${chosen.channel}: `}{channelText(work, chosen)}</p>
      {work.channels.length <= mostChannels && totalText(work) && <p className="unit-text">{work.channels.length > 1 && 'All channels: '}{totalText(work)}</p>}
    </div>
  );
}

/** Window, kernel and products of a weighted sum; otherwise the window alone. */
function Numbers({ work, chosen }: { readonly work: UnitWork; readonly chosen: ChannelWork }) {
  const columns = work.columns.length;
  const { inputs, weights, products, inside } = chosen;
  if (inputs.length > mostCells * mostCells) return <p className="unit-numbers lens-note">The window has {inputs.length} numbers, too many to list.</p>;
  const winner = work.combination === 'maximum' ? inputs.indexOf(chosen.result) : undefined;
  return (
    <div className="unit-numbers" role="group" aria-label="Numbers">
      <NumberTable label="Window" values={inputs} columns={columns} outside={inside} {...(winner !== undefined && { winner })} />
      {weights && <div className="unit-operand"><span className="unit-sign">×</span><NumberTable label="Kernel" values={weights} columns={columns} /></div>}
      {products && <div className="unit-operand"><span className="unit-sign">{productSign(chosen)}</span><NumberTable label="Products" values={products} columns={columns} signed /></div>}
    </div>
  );
}

/** "=" where every product that is shown is that of the factors that are. */
function productSign({ inputs, weights = [], products = [] }: ChannelWork): '=' | '≈' {
  const [left, right, texts] = [tableTexts(inputs), tableTexts(weights), tableTexts(products)];
  return texts.every((text, i) => equalsSign(Number(left[i]) * Number(right[i]), text) === '=') ? '=' : '≈';
}

interface ChannelSumsProps {
  readonly work: UnitWork;
  readonly chosen: ChannelWork;
  readonly input: Float32Array;
  readonly grid: GridShape;
  readonly range: Range;
  readonly crop: Crop;
  readonly onChoose: (channel: number) => void;
}

/** The sum of every channel with its window, plus the bias, is the output. */
function ChannelSums({ work, chosen, input, grid, range, crop, onChoose }: ChannelSumsProps) {
  const rest = work.channels.slice(mostChannels);
  return (
    <div className="unit-sums" role="group" aria-label="Sums of the input channels">
      {work.channels.length > 1 && work.channels.slice(0, mostChannels).map(({ channel, result }, i) => (
        <button
          key={channel} type="button" className="unit-sum" aria-pressed={channel === chosen.channel}
          aria-label={`Input channel ${channel}: ${numberText(result)}`} title={`Input channel ${channel}: ${result}`} onClick={() => onChoose(channel)}
        >
          <PixelGrid values={channelOf(input, grid, channel)} rows={grid[1]} columns={grid[2]} range={range} crop={crop} frame={work} isThumbnail label={`Channel ${channel}`} />
          <span>{i > 0 && '+ '}{numberText(result, 3)}</span>
        </button>
      ))}
      {rest.length > 0 && <span className="unit-term">+ {rest.length} more: {numberText(rest.reduce((sum, { result }) => sum + result, 0))}</span>}
      {work.channels.length === 1 && <span className="unit-term">sum {numberText(chosen.result)}</span>}
      {work.bias !== undefined && <span className="unit-term" title={String(work.bias)}>+ bias {numberText(work.bias)}</span>}
      <span className="unit-term unit-total" title={String(work.total)}>{sumSign(work)} {numberText(work.total)}</span>
    </div>
  );
}

/** Whether the sums that are shown add up to the total that is. */
function sumSign({ channels, bias, total }: UnitWork): '=' | '≈' {
  const shown = (value: number) => Number(numberText(value));
  return equalsSign(channels.reduce((sum, { result }) => sum + shown(result), shown(bias ?? 0)), numberText(total));
}

const none: Crop = { top: 0, bottom: 0, left: 0, right: 0 };

function boundsOf({ rows, columns }: UnitWork): Crop {
  return { top: rows[0] ?? 0, bottom: (rows.at(-1) ?? 0) + 1, left: columns[0] ?? 0, right: (columns.at(-1) ?? 0) + 1 };
}

/** How far the first and the last window reach over the edges. */
function marginsOf(unitOp: UnitOp, layers: Parameters<typeof workOut>[1], { input }: NodeValues): Crop {
  const { outputGrid: [, rows, columns], inputGrid } = unitOp;
  const first = boundsOf(workOut(unitOp, layers, { channel: 0, row: 0, column: 0 }, { input }));
  const last = boundsOf(workOut(unitOp, layers, { channel: 0, row: rows - 1, column: columns - 1 }, { input }));
  return { top: Math.max(0, -first.top), left: Math.max(0, -first.left), bottom: Math.max(0, last.bottom - inputGrid[1]), right: Math.max(0, last.right - inputGrid[2]) };
}

function spanText(positions: readonly number[]): string {
  return positions.length === 1 ? String(positions[0]) : `${positions[0]} to ${positions.at(-1)}`;
}
