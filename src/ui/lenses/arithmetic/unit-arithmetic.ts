// How one output element of a convolution, a pooling or a Linear layer came about: the window on every input channel,
// the products and the sum, in numbers.

import type { Combination, LayerRegistry } from '../../../core/layer-kind.ts';
import type { NetworkPlan, PlanOp } from '../../../core/plan.ts';
import { seenThrough } from '../../../core/region.ts';
import { elementCount, type Shape } from '../../../core/shape.ts';
import { gridOf, type GridShape, type Unit } from '../grid-shape.ts';

/** What an op that can be taken apart works on. */
export interface UnitOp {
  readonly op: PlanOp;
  readonly combination: Combination;
  /** Its input as an image; that of a Linear behind a Flatten is the image that was flattened. */
  readonly inputGrid: GridShape;
  readonly outputGrid: GridShape;
}

/** What one input channel adds. The arrays run over the window, row after row. */
export interface ChannelWork {
  readonly channel: number;
  /** Padding is 0, and minus infinity under a maximum. */
  readonly inputs: readonly number[];
  readonly inside: readonly boolean[];
  /** Of a weighted sum. */
  readonly weights?: readonly number[];
  readonly products?: readonly number[];
  /** Sum of the products or of the inputs; the greatest input under a maximum. */
  readonly result: number;
}

export interface UnitWork {
  readonly combination: Combination;
  /** Rows and columns of the input grid under the window; those below 0 or beyond the end are padding. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** One a channel that the unit sees, in order. */
  readonly channels: readonly ChannelWork[];
  readonly bias?: number;
  /** What a mean divides by. */
  readonly divisor?: number;
  /** Where the maximum lies. */
  readonly winner?: { readonly row: number; readonly column: number };
  readonly total: number;
}

/** The ops of a plan that can be taken apart, in its order. */
export function unitOps(plan: NetworkPlan, layers: LayerRegistry): readonly UnitOp[] {
  return plan.ops.flatMap((op) => {
    const combination = layers.get(op.kind)?.combines?.(op.attrs);
    const [inputShape] = op.inputShapes;
    if (!combination || !inputShape) return [];
    return [{ op, combination, inputGrid: gridOf(imageBehind(plan, op) ?? inputShape), outputGrid: gridOf(op.outputShape) }];
  });
}

/** The image whose elements in order are the op's features. */
function imageBehind(plan: NetworkPlan, op: PlanOp): Shape | undefined {
  let source = plan.ops.find(({ id }) => id === op.inputs[0]);
  while (source) {
    const { kind, inputs: [before], inputShapes: [shape = []], outputShape } = source;
    if (kind === 'Flatten' && shape.length === 3) return shape;
    // What works feature by feature keeps their order.
    if (outputShape.length !== 1 || elementCount(shape) !== elementCount(outputShape) || source.weights.some((weight) => weight.shape.length > 1)) return undefined;
    source = plan.ops.find(({ id }) => id === before);
  }
  return undefined;
}

export interface Tensors {
  /** The op's input for one example. */
  readonly input: Float32Array;
  readonly weight?: Float32Array;
  readonly bias?: Float32Array;
}

/** Takes one output element apart. Sums are of doubles, so they agree with an engine's up to its rounding. */
export function workOut({ op, combination, inputGrid, outputGrid }: UnitOp, layers: LayerRegistry, unit: Unit, tensors: Tensors): UnitWork {
  const [, inRows, inColumns] = inputGrid;
  const isImage = op.outputShape.length === 3;
  const flat = unit.row * outputGrid[2] + unit.column;
  const { channels, rows, columns } = isImage ? windowOf(op, layers, unit) : allOf(inputGrid);
  const filter = isImage ? unit.channel : flat;
  const area = rows.length * columns.length;

  const work = channels.map((channel, position): ChannelWork => {
    const inside: boolean[] = [];
    const inputs: number[] = [];
    for (const row of rows) {
      for (const column of columns) {
        const isInside = row >= 0 && row < inRows && column >= 0 && column < inColumns;
        inside.push(isInside);
        const padding = combination === 'maximum' ? -Infinity : 0;
        inputs.push(isInside ? tensors.input[(channel * inRows + row) * inColumns + column] ?? NaN : padding);
      }
    }
    if (combination === 'maximum') return { channel, inputs, inside, result: inputs.reduce(greater, -Infinity) };
    if (combination !== 'weighted sum') return { channel, inputs, inside, result: sum(inputs) };
    const first = (filter * channels.length + position) * area;
    const weights = inputs.map((_, i) => tensors.weight?.[first + i] ?? NaN);
    const products = inputs.map((input, i) => input * (weights[i] ?? NaN));
    return { channel, inputs, inside, weights, products, result: sum(products) };
  });
  return { combination, rows, columns, channels: work, ...conclude(combination, work, rows, columns, tensors.bias?.[filter]) };
}

function conclude(
  combination: Combination, work: readonly ChannelWork[], rows: readonly number[], columns: readonly number[], bias: number | undefined,
): Pick<UnitWork, 'total' | 'bias' | 'divisor' | 'winner'> {
  const [first] = work;
  if (combination === 'weighted sum') return { total: sum(work.map(({ result }) => result)) + (bias ?? 0), ...(bias !== undefined && { bias }) };
  if (!first) return { total: NaN };
  if (combination === 'maximum') {
    const at = first.inputs.indexOf(first.result);
    const [row, column] = [rows[Math.floor(at / columns.length)], columns[at % columns.length]];
    return { total: first.result, ...(at >= 0 && row !== undefined && column !== undefined && { winner: { row, column } }) };
  }
  const divisor = combination === 'mean' ? first.inputs.length : first.inside.filter(Boolean).length;
  return { total: first.result / divisor, divisor };
}

interface Window {
  readonly channels: readonly number[];
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** What the unit sees, with the gaps that a dilation leaves. */
function windowOf(op: PlanOp, layers: LayerRegistry, { channel, row, column }: Unit): Window {
  const kind = layers.get(op.kind);
  const [seen] = kind ? seenThrough(op, kind, [[channel, channel + 1], [row, row + 1], [column, column + 1]]) : [];
  const reach = kind?.reach?.({ attrs: op.attrs, inputs: op.inputShapes, ports: [], output: op.outputShape });
  const [byRow, byColumn] = reach?.type === 'window' ? reach.dilation : [1, 1];
  return { channels: steps(seen?.[0], 1), rows: steps(seen?.[1], byRow), columns: steps(seen?.[2], byColumn) };
}

function allOf([channels, rows, columns]: GridShape): Window {
  return { channels: steps([0, channels], 1), rows: steps([0, rows], 1), columns: steps([0, columns], 1) };
}

function steps([first, end]: readonly [number, number] = [0, 0], by: number): number[] {
  return Array.from({ length: Math.ceil((end - first) / by) }, (_, i) => first + i * by);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN is greater than everything, as in PyTorch's pooling. */
function greater(a: number, b: number): number {
  return Number.isNaN(a) || a >= b ? a : b;
}

/** The unit `by` places further, row after row and channel after channel, round and round. */
export function stepUnit([channels, rows, columns]: GridShape, { channel, row, column }: Unit, by: number): Unit {
  const count = channels * rows * columns;
  const index = (((channel * rows + row) * columns + column + by) % count + count) % count;
  return { channel: Math.floor(index / (rows * columns)), row: Math.floor(index / columns) % rows, column: index % columns };
}
