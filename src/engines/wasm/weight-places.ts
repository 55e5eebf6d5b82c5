// Where weights lie in the engine's memory, and how they go there from PyTorch's layout and back.

import type { NetworkPlan, PlanOp } from '../../core/plan.ts';
import type { Shape } from '../../core/shape.ts';
import { elementCount, formatShape, sameShape } from '../../core/shape.ts';
import { weightKey, type WeightSet, type WeightTensor } from '../../core/weights.ts';
import { learns } from './builder.ts';
import type { FixedAreas } from './memory-layout.ts';

/** Width of a panel of a weight matrix; see kernels/gemm.ts. */
export const panelWidth = 8;

/** How one weight tensor lies in memory. */
export interface WeightOrder {
  /** Floats it takes, padding included; the padding is zero and stays so. */
  readonly floats: number;
  /** Position of PyTorch's element `i`. */
  readonly place: (i: number) => number;
}

/** The tensor as it is, with room for a vector of eight at the end. */
export function plainOrder(shape: Shape): WeightOrder {
  return { floats: Math.ceil(elementCount(shape) / panelWidth) * panelWidth + panelWidth, place: (i) => i };
}

/**
 * A matrix [outputs][inputs] of each group in panels of eight outputs: [group][outputs / 8][inputs][8]. `row` says which
 * row of the panels PyTorch's input index `i` is.
 */
export function panelOrder(groups: number, outputs: number, inputs: number, row: (i: number) => number): WeightOrder {
  const panels = Math.ceil(outputs / panelWidth);
  return {
    floats: groups * panels * inputs * panelWidth,
    place(i) {
      const output = Math.floor(i / inputs);
      const within = output % outputs;
      const panel = Math.floor(output / outputs) * panels + Math.floor(within / panelWidth);
      return (panel * inputs + row(i % inputs)) * panelWidth + (within % panelWidth);
    },
  };
}

interface Place {
  readonly key: string;
  readonly shape: Shape;
  readonly address: number;
  readonly order: WeightOrder;
  /** Address of thread 0's gradient, where it is trained. */
  readonly gradient?: number;
}

/** Orders of an op's weights by name, as its lowering has them; plain where it says nothing. */
export type OrdersOf = (op: PlanOp) => Readonly<Record<string, WeightOrder>>;

/** All weights of a plan. Those that training moves lie together, so that the optimiser takes them in one go. */
export class WeightPlaces {
  readonly #places = new Map<string, Place>();
  /** Trained floats, padding included: a multiple of four. */
  readonly trainedFloats: number;
  readonly trained: number;
  /** Thread 0's gradients; those of thread t lie t times `gradientStride` bytes on. */
  readonly gradients: number;
  readonly gradientStride: number;

  constructor(plan: NetworkPlan, ordersOf: OrdersOf, fixed: FixedAreas, threads: number) {
    const all = plan.ops.flatMap((op) => {
      const orders = ordersOf(op);
      return op.weights.map((spec) => ({
        key: weightKey(op.id, spec.name),
        shape: spec.shape,
        order: orders[spec.name] ?? plainOrder(spec.shape),
        trained: learns(op) && spec.role === 'parameter',
      }));
    });
    this.trainedFloats = all.reduce((sum, { trained, order }) => sum + (trained ? order.floats : 0), 0);
    this.trained = fixed.take(4 * this.trainedFloats);
    this.gradientStride = Math.ceil((4 * this.trainedFloats) / 64) * 64;
    this.gradients = fixed.take(this.gradientStride * threads);
    let next = 0;
    for (const { key, shape, order, trained } of all) {
      if (trained) {
        this.#places.set(key, { key, shape, order, address: this.trained + 4 * next, gradient: this.gradients + 4 * next });
        next += order.floats;
      } else {
        this.#places.set(key, { key, shape, order, address: fixed.take(4 * order.floats) });
      }
    }
  }

  /** Address of a weight, or 0 where the op has none of this name. */
  address(op: PlanOp, name: string): number {
    return this.#places.get(weightKey(op.id, name))?.address ?? 0;
  }

  /** Address of thread 0's gradient of a weight, or undefined where it is not trained. */
  gradient(op: PlanOp, name: string): number | undefined {
    return this.#places.get(weightKey(op.id, name))?.gradient;
  }

  /** Sets weights and gradients to zero: their padding, which is read with them, stays so. */
  clear(memory: Float32Array, threads: number): void {
    for (const { address, order } of this.#places.values()) memory.fill(0, address / 4, address / 4 + order.floats);
    memory.fill(0, this.gradients / 4, (this.gradients + this.gradientStride * threads) / 4);
  }

  /** Writes the given weights to memory. Throws, before any is written, where a key is unknown or a shape does not fit. */
  write(memory: Float32Array, weights: WeightSet): void {
    const entries = Object.entries(weights).map(([key, tensor]) => {
      const place = this.#places.get(key);
      if (!place) throw new Error(`the network has no weight "${key}"`);
      if (!sameShape(tensor.shape, place.shape) || tensor.data.length !== elementCount(place.shape)) {
        throw new Error(`weight "${key}" expects shape ${formatShape(place.shape)}, received ${formatShape(tensor.shape)} with ${tensor.data.length} numbers`);
      }
      return { place, data: tensor.data };
    });
    for (const { place, data } of entries) store(memory, place, place.address, data);
  }

  /** Copies all weights out of memory, in PyTorch's layout. */
  read(memory: Float32Array): WeightSet {
    return collect(memory, this.#places.values(), ({ address }) => address);
  }

  /** Writes what lies like the trained weights but from `start`: an optimiser's memory of some of them, which must be trained. */
  writeTrained(memory: Float32Array, start: number, tensors: WeightSet): void {
    for (const [key, { data }] of Object.entries(tensors)) {
      const place = this.#places.get(key);
      if (place) store(memory, place, start + place.address - this.trained, data);
    }
  }

  /** Copies out what lies like the trained weights but from `start`: an optimiser's memory, or one thread's gradients. */
  readTrained(memory: Float32Array, start: number): WeightSet {
    const trained = [...this.#places.values()].filter(({ gradient }) => gradient !== undefined);
    return collect(memory, trained, ({ address }) => start + address - this.trained);
  }

  /** The trained weights' gradients: those of all threads added up. */
  readGradients(memory: Float32Array, threads: number): WeightSet {
    const [total, ...others] = Array.from({ length: threads }, (_, t) => this.readTrained(memory, this.gradients + t * this.gradientStride));
    for (const [key, { data }] of Object.entries(total ?? {})) {
      for (const other of others) other[key]?.data.forEach((value, i) => { data[i] = (data[i] as number) + value; });
    }
    return total ?? {};
  }

  /** Throws where `weights` lacks one of the plan's. */
  requireAll(weights: WeightSet): void {
    for (const key of this.#places.keys()) {
      if (!Object.hasOwn(weights, key)) throw new Error(`weight "${key}" is missing`);
    }
  }
}

/** Writes a tensor in PyTorch's layout to `address`. */
function store(memory: Float32Array, { order }: Place, address: number, data: Float32Array): void {
  const base = address / 4;
  for (let i = 0; i < data.length; i++) memory[base + order.place(i)] = data[i] as number;
}

/** Copies tensors out, in PyTorch's layout. */
function collect(memory: Float32Array, places: Iterable<Place>, addressOf: (place: Place) => number): WeightSet {
  const tensors: Record<string, WeightTensor> = {};
  for (const place of places) {
    const { key, shape, order } = place;
    const base = addressOf(place) / 4;
    const data = new Float32Array(elementCount(shape));
    for (let i = 0; i < data.length; i++) data[i] = memory[base + order.place(i)] as number;
    tensors[key] = { shape, data };
  }
  return tensors;
}
