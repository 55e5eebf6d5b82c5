// One pass forward and back without a step: what is asked of an engine, what comes back, and what is the same for all of them:
// the checks, and larger batches taken in turns.

import { isBinary, targetsObstacle, type LossType } from './losses.ts';
import { upstreamOf, type NetworkPlan } from './plan.ts';
import { elementCount, type Shape } from './shape.ts';
import { weightKey, type WeightSet, type WeightTensor } from './weights.ts';

export interface DifferentiateRequest {
  /** Channels first, example after example; may be longer than `count` needs. */
  readonly inputs: Float32Array;
  readonly count: number;
  /** `train`: BatchNorm takes the batch's statistics, and Dropout drops what the next step would drop. */
  readonly mode: 'train' | 'evaluate';
  readonly from: DerivativeStart;
  /** Ids of the ops whose values and gradients are wanted. */
  readonly ops: readonly string[];
  /** Whether gradients by the trained weights are wanted. */
  readonly weights: boolean;
}

/** What to differentiate. */
export type DerivativeStart = LossStart | OutputsStart;

/** The mean loss of the batch. */
export interface LossStart {
  readonly loss: true;
  readonly labels: Int32Array;
  readonly targets?: Float32Array;
}

/** The sum of an op's outputs, each weighted by a number. */
export interface OutputsStart {
  /** The weights, in the op's shape for each example, channels first. */
  readonly outputs: Float32Array;
  /** The network's output unless given. What is computed from this op alone gets gradients of zero. */
  readonly op?: string;
}

/** Values and gradients have the op's shape for each example, channels first. */
export interface Derivatives {
  /** Where it was differentiated. */
  readonly loss?: number;
  readonly values: ReadonlyMap<string, WeightTensor>;
  /** By the op's value: the sum over all that read it. */
  readonly gradients: ReadonlyMap<string, WeightTensor>;
  /** By every trained parameter, in PyTorch's layout; empty unless asked for. */
  readonly weightGradients: WeightSet;
}

/** What a session must know of its plan and settings to take a request. */
interface Setting {
  readonly plan: NetworkPlan;
  readonly loss: LossType;
  readonly batchSize: number;
}

/**
 * Has `pass` take the request, in turns of at most a batch where it is larger. Throws one sentence where the request does not
 * fit, and in training, where statistics are the whole batch's, where it is larger than a batch.
 */
export async function differentiateInTurns(
  request: DifferentiateRequest, setting: Setting, pass: (part: DifferentiateRequest) => Promise<Derivatives>,
): Promise<Derivatives> {
  check(request, setting);
  return withoutUnreached(await inTurns(request, setting, pass), request, setting.plan);
}

/** The shape of what `from` weighs. */
export function startShape({ op }: OutputsStart, { ops, outputShape }: NetworkPlan): Shape {
  return op === undefined ? outputShape : ops.find(({ id }) => id === op)?.outputShape ?? [];
}

/** An engine may leave anything as the gradients of weights that no pass has gone through. */
function withoutUnreached(found: Derivatives, { from }: DifferentiateRequest, plan: NetworkPlan): Derivatives {
  if ('loss' in from || from.op === undefined) return found;
  const reached = upstreamOf(plan, [from.op]);
  for (const { id, weights } of plan.ops) {
    if (!reached.has(id)) for (const { name } of weights) found.weightGradients[weightKey(id, name)]?.data.fill(0);
  }
  return found;
}

async function inTurns(request: DifferentiateRequest, setting: Setting, pass: (part: DifferentiateRequest) => Promise<Derivatives>): Promise<Derivatives> {
  const { count } = request;
  if (count <= setting.batchSize) return pass(request);
  const parts: { readonly share: number; readonly found: Derivatives }[] = [];
  for (let first = 0; first < count; first += setting.batchSize) {
    const some = Math.min(setting.batchSize, count - first);
    const found = await pass(partOf(request, setting.plan, first, some));
    // A turn's loss is its own mean; the gradient of the outputs is the same in any company.
    parts.push({ share: 'loss' in request.from ? some / count : 1, found });
  }
  return join(parts);
}

function check({ inputs, count, mode, from, ops }: DifferentiateRequest, { plan, loss, batchSize }: Setting): void {
  const unknown = ops.find((id) => !plan.ops.some((op) => op.id === id));
  if (unknown !== undefined) throw new Error(`the network has no op "${unknown}" to differentiate by`);
  const expected = count * elementCount(plan.inputShape);
  if (!(count >= 1) || inputs.length < expected) throw new Error(`a batch of ${count} expects ${expected} input numbers, received ${inputs.length}`);
  if (mode === 'train' && count > batchSize) throw new Error(`a training batch has at most ${batchSize} examples, received ${count}`);
  if ('outputs' in from) {
    if (from.op !== undefined && !plan.ops.some(({ id }) => id === from.op)) throw new Error(`the network has no op "${from.op}" to differentiate`);
    const weighed = count * elementCount(startShape(from, plan));
    if (from.outputs.length < weighed) throw new Error(`the gradient of ${count} outputs expects ${weighed} numbers, received ${from.outputs.length}`);
    return;
  }
  const outputs = elementCount(plan.outputShape);
  const obstacle = targetsObstacle(loss, from.targets, count, outputs);
  if (obstacle !== undefined) throw new Error(obstacle);
  const classes = isBinary(loss, outputs) ? 2 : outputs;
  if (from.labels.length < count) throw new Error(`a batch of ${count} expects ${count} labels, received ${from.labels.length}`);
  const wrong = from.labels.subarray(0, count).findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) throw new Error(`label ${from.labels[wrong]} of example ${wrong} is not one of the ${classes} classes of the network's output`);
}

function partOf(request: DifferentiateRequest, plan: NetworkPlan, first: number, count: number): DifferentiateRequest {
  const slice = (values: Float32Array, shape: Shape) => values.subarray(first * elementCount(shape), (first + count) * elementCount(shape));
  const { inputs, from } = request;
  return {
    ...request, count, inputs: slice(inputs, plan.inputShape),
    from: 'outputs' in from
      ? { ...from, outputs: slice(from.outputs, startShape(from, plan)) }
      : { loss: true, labels: from.labels.subarray(first, first + count), ...(from.targets && { targets: slice(from.targets, plan.outputShape) }) },
  };
}

/** Examples one after another, means and sums over all of them. */
function join(parts: readonly { readonly share: number; readonly found: Derivatives }[]): Derivatives {
  const first = parts[0]?.found;
  const concat = (tensors: readonly WeightTensor[]): WeightTensor => {
    const data = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.data.length, 0));
    let at = 0;
    for (const tensor of tensors) {
      data.set(tensor.data, at);
      at += tensor.data.length;
    }
    return { shape: tensors[0]?.shape ?? [], data };
  };
  const scaled = ({ shape, data }: WeightTensor, share: number): WeightTensor => ({ shape, data: share === 1 ? data : data.map((value) => value * share) });
  const sum = (key: string): WeightTensor => {
    const tensors = parts.map(({ share, found }) => scaled(found.weightGradients[key] as WeightTensor, share));
    const [start, ...rest] = tensors as [WeightTensor, ...WeightTensor[]];
    const data = start.data.slice();
    for (const tensor of rest) tensor.data.forEach((value, i) => { data[i] = (data[i] as number) + value; });
    return { shape: start.shape, data };
  };
  const ids = [...first?.values.keys() ?? []];
  return {
    ...(first?.loss !== undefined && { loss: parts.reduce((mean, { share, found }) => mean + share * (found.loss ?? NaN), 0) }),
    values: new Map(ids.map((id) => [id, concat(parts.map(({ found }) => found.values.get(id) as WeightTensor))])),
    gradients: new Map(ids.map((id) => [id, concat(parts.map(({ share, found }) => scaled(found.gradients.get(id) as WeightTensor, share)))])),
    weightGradients: Object.fromEntries(Object.keys(first?.weightGradients ?? {}).map((key) => [key, sum(key)])),
  };
}
