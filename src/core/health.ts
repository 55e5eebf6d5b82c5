// How well signals and gradients pass through a network: statistics of one batch, for each op and each parameter tensor. Pure;
// what they mean is said by diagnoses.ts.

import type { Derivatives } from './derivatives.ts';
import type { NetworkPlan, PlanOp } from './plan.ts';
import { elementCount } from './shape.ts';
import { weightKey, type WeightSet, type WeightTensor } from './weights.ts';

/** Statistics of one op's output over all examples of the batch. */
export interface OpHealth {
  readonly op: string;
  readonly mean: number;
  /** Divided by the number of values. */
  readonly deviation: number;
  /** Share of values that are zero. */
  readonly zeros: number;
  /** Of a ReLU: share of units that are zero for every example. A unit is a feature, or a channel with all its places. */
  readonly dead?: number;
  /** Of a Sigmoid or Tanh: share of values within 2 % of the range from one of its ends. */
  readonly saturated?: number;
  /** Euclidean norm of the gradient of the batch's mean loss by this output. */
  readonly gradientNorm: number;
}

/** One trained tensor. */
export interface TensorHealth {
  /** As in a state_dict: "conv1.weight". */
  readonly key: string;
  readonly op: string;
  readonly weightNorm: number;
  readonly gradientNorm: number;
  /** |Δw| / |w| of one step; absent where no step was seen and none can be told. */
  readonly updateRatio?: number;
  /** True where all units of a Conv2d or Linear have the same weights: they then learn the same for ever. */
  readonly identicalUnits: boolean;
}

export interface Health {
  /** Steps taken when it was looked at. */
  readonly step: number;
  readonly examples: number;
  readonly loss: number;
  /** In the plan's order. */
  readonly ops: readonly OpHealth[];
  readonly tensors: readonly TensorHealth[];
  /** Whether a step was seen, or computed by the formula of plain SGD (learning rate · |gradient| / |w|), or neither. */
  readonly updates: 'measured' | 'computed' | 'unknown';
}

/** The share of a bounded activation's range that counts as its end. */
const endShare = 0.02;

/** Of every op, for the values and gradients that `differentiate` gave for `count` examples. */
export function opHealth({ ops }: NetworkPlan, { values, gradients }: Derivatives, count: number): OpHealth[] {
  return ops.flatMap((op) => {
    const value = values.get(op.id);
    return value ? [statisticsOf(op, value.data, gradients.get(op.id)?.data ?? new Float32Array(), count)] : [];
  });
}

function statisticsOf(op: PlanOp, value: Float32Array, gradient: Float32Array, count: number): OpHealth {
  const { mean, deviation, zeros } = momentsOf(value);
  return {
    op: op.id, mean, deviation, zeros,
    ...(op.kind === 'ReLU' && { dead: deadShare(value, count, op.outputShape[0] ?? 1) }),
    ...(op.kind === 'Sigmoid' && { saturated: shareOutside(value, endShare, 1 - endShare) }),
    ...(op.kind === 'Tanh' && { saturated: shareOutside(value, -1 + 2 * endShare, 1 - 2 * endShare) }),
    gradientNorm: normOf(gradient),
  };
}

/** About the first value, so that a large mean does not drown the spread. */
function momentsOf(values: Float32Array): Pick<OpHealth, 'mean' | 'deviation' | 'zeros'> {
  const shift = values[0] ?? 0;
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const off = value - shift;
    sum += off;
    squares += off * off;
    if (value === 0) zeros++;
  }
  const off = sum / values.length;
  return { mean: shift + off, deviation: Math.sqrt(Math.max(0, squares / values.length - off * off)), zeros: zeros / values.length };
}

function deadShare(values: Float32Array, count: number, units: number): number {
  const places = values.length / count / units;
  let dead = 0;
  for (let unit = 0; unit < units; unit++) if (isSilent(values, count, units, places, unit)) dead++;
  return dead / units;
}

function isSilent(values: Float32Array, count: number, units: number, places: number, unit: number): boolean {
  for (let example = 0; example < count; example++) {
    const first = (example * units + unit) * places;
    for (let i = first; i < first + places; i++) if (values[i] !== 0) return false;
  }
  return true;
}

function shareOutside(values: Float32Array, low: number, high: number): number {
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low || value > high) outside++;
  }
  return outside / values.length;
}

/** Euclidean. */
export function normOf(values: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] as number) ** 2;
  return Math.sqrt(squares);
}

/** Where updates come from: the weights `steps` steps before, or the learning rate of plain SGD and its weight decay. */
export type UpdateSource =
  | { readonly before: WeightSet; readonly steps: number }
  | { readonly learningRate: number; readonly weightDecay: number }
  | undefined;

/** Of every trained tensor that there is a gradient of. */
export function tensorHealth({ ops }: NetworkPlan, weights: WeightSet, gradients: WeightSet, source: UpdateSource): TensorHealth[] {
  return ops.flatMap((op) => op.weights.flatMap(({ name }) => {
    const key = weightKey(op.id, name);
    const tensor = weights[key];
    const gradient = gradients[key];
    if (!tensor || !gradient) return [];
    const weightNorm = normOf(tensor.data);
    const update = source && updateNorm(key, tensor, gradient, source);
    return [{
      key, op: op.id, weightNorm, gradientNorm: normOf(gradient.data),
      // What starts at zero, such as the bias of a BatchNorm, has no ratio at first.
      ...(update !== undefined && weightNorm > 0 && { updateRatio: update / weightNorm }),
      identicalUnits: name === 'weight' && hasIdenticalUnits(op, weights),
    }];
  }));
}

/** Of one step. */
function updateNorm(key: string, { data }: WeightTensor, gradient: WeightTensor, source: NonNullable<UpdateSource>): number | undefined {
  if ('before' in source) {
    const before = source.before[key]?.data;
    return before && before.length === data.length ? normOf(data.map((value, i) => value - (before[i] as number))) / source.steps : undefined;
  }
  const { learningRate, weightDecay } = source;
  return learningRate * normOf(weightDecay === 0 ? gradient.data : gradient.data.map((value, i) => value + weightDecay * (data[i] as number)));
}

function hasIdenticalUnits({ id, kind, outputShape: [units = 1] }: PlanOp, weights: WeightSet): boolean {
  if ((kind !== 'Conv2d' && kind !== 'Linear') || units < 2) return false;
  const same = ({ shape: [rows = 1], data }: WeightTensor): boolean => {
    const size = data.length / rows;
    for (let i = size; i < data.length; i++) if (data[i] !== data[i - size]) return false;
    return true;
  };
  const weight = weights[weightKey(id, 'weight')];
  const bias = weights[weightKey(id, 'bias')];
  return weight !== undefined && same(weight) && (!bias || same(bias));
}

/** How many examples a look at a network takes: of a batch, no more than 64, and no more than a few million values. */
export function healthExamples({ ops }: NetworkPlan, batchSize: number, available: number): number {
  const values = ops.reduce((sum, { outputShape }) => sum + elementCount(outputShape), 0);
  // BatchNorm needs two.
  return Math.max(1, Math.min(batchSize, available, 64, Math.max(2, Math.floor(mostValues / values))));
}

const mostValues = 4e6;
