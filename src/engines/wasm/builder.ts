// What lowerings write a program with: values, weights, tables and kernel calls. Values get their addresses when all calls
// are known; weights, gradients and tables have theirs from the start.

import type { PlanOp } from '../../core/plan.ts';
import { findLoops, imagesOfBlock } from './blocking.ts';
import { kernelSignatures, type KernelArgs, type KernelName } from './kernel-signatures.ts';
import { placeValues, type FixedAreas, type Lifetime, type Value } from './memory-layout.ts';
import type { Arg, Call, Loop, Program, Quantity } from './program.ts';
import type { WeightPlaces } from './weight-places.ts';

/** What a lowering passes to a kernel: a number, an open quantity, or a value (its address, `offset` floats on). */
export type Operand = Arg | Value | { readonly value: Value; readonly offset: number };

/** `times · quantity + plus`, left open until a batch comes. */
export function open(of: Quantity, times = 1, plus = 0): Arg {
  return { of, times, plus };
}

/** The examples of this thread times `times`: rows, elements. */
export const images = (times = 1): Arg => open('images', times);

/** For kernels that add up over images: 0 in the first block of a loop, where they begin. */
export const again: Arg = open('block');

/** Sums that all threads share: each writes its own, after a barrier each reads all. */
export interface ThreadSums {
  readonly own: Arg;
  readonly all: number;
  readonly stride: number;
}

/** What is the same for all programs of a session. */
export interface Stage {
  readonly fixed: FixedAreas;
  readonly threads: number;
  /** The most examples one thread gets. */
  readonly imagesPerThread: number;
  readonly weights: WeightPlaces;
  /** Address of the barrier's control words. */
  readonly barrier: number;
  /** Address of the number of the optimiser step, int32. */
  readonly step: number;
  /** The run's seed. */
  readonly seed: number;
  /** Tables to be written to memory before the first run. */
  readonly tables: { readonly address: number; readonly data: Int32Array }[];
}

/** A program whose values have their places. */
export interface Placed {
  readonly program: Program;
  /** Bytes of one thread's arena. */
  readonly stride: number;
  /** Addresses of the kept values on thread 0; those of thread t lie t·stride on. */
  readonly addresses: ReadonlyMap<Value, number>;
}

type SymbolicCall = Omit<Call, 'args' | 'bytes'> & { readonly operands: readonly Operand[] };

export class ProgramBuilder {
  readonly stage: Stage;
  readonly mode: 'train' | 'evaluate';
  readonly #calls: SymbolicCall[] = [];
  readonly #kept = new Set<Value>();
  #ops: readonly string[] = [];
  #pass: Call['pass'] = 'forward';
  readonly #updates: (() => void)[] = [];

  constructor(stage: Stage, mode: 'train' | 'evaluate') {
    this.stage = stage;
    this.mode = mode;
  }

  /** Names the ops that the next calls belong to. */
  begin(ops: readonly string[], pass: Call['pass']): void {
    this.#ops = ops;
    this.#pass = pass;
  }

  /** A new value of `floatsPerImage` for each of the thread's examples. */
  value(floatsPerImage: number): Value {
    return { floats: floatsPerImage * this.stage.imagesPerThread, perImage: floatsPerImage };
  }

  /** Memory of the thread's own, whose content nobody needs outside the calls that name it. */
  scratch(floats: number): Value {
    return { floats: Math.max(1, floats) };
  }

  /** Keeps a value until the program ends, so that it can be read out. */
  keep(value: Value): void {
    this.#kept.add(value);
  }

  sums(bytes: number): ThreadSums {
    const stride = Math.ceil(bytes / 64) * 64;
    const all = this.stage.fixed.take(stride * this.stage.threads);
    return { own: open('thread', stride, all), all, stride };
  }

  /** Address of a table of int32. */
  table(data: readonly number[]): number {
    const address = this.stage.fixed.take(4 * Math.max(1, data.length));
    this.stage.tables.push({ address, data: Int32Array.from(data) });
    return address;
  }

  call<K extends KernelName>(kernel: K, args: KernelArgs<K, Operand>, flops = 0): void {
    const byName: Readonly<Record<string, Operand>> = args;
    const operands = kernelSignatures[kernel].map((name) => byName[name] as Operand);
    this.#calls.push({ ops: this.#ops, pass: this.#pass, kernel, operands, flops });
  }

  /** Has `emit` add its calls when the step is sure to be taken: once the loss is known, before the weights move. */
  whenUpdating(emit: () => void): void {
    this.#updates.push(emit);
  }

  /** Emits what waited for the update. */
  emitUpdates(): void {
    for (const emit of this.#updates) emit();
  }

  /** All threads meet; what each wrote before, all can read after. */
  barrier(): void {
    this.call('barrier', { control: this.stage.barrier, threads: open('threads') });
  }

  /**
   * Ends the program: finds what runs block by block, and gives every value its place in the arenas that start at `arena`,
   * thread after thread. With `apart` no two values ever share memory: a test compares what calls read then.
   */
  finish(arena: number, { apart = false } = {}): Placed {
    const { ordered, loops: ranges } = findLoops(this.#calls);
    const loops = ranges.map((range): Loop => ({ ...range, images: imagesOfBlock(valuesOf(ordered.slice(range.first, range.end)), this.stage.imagesPerThread) }));
    const all = this.#lifetimes(ordered, loops);
    const lifetimes = apart ? all.map(({ value }): Lifetime => ({ value, first: 0, last: ordered.length })) : all;
    const { offsets, bytes } = placeValues(lifetimes);
    const inPart = new Set(lifetimes.filter(({ floats }) => floats !== undefined).map(({ value }) => value));
    const resolve = (operand: Operand): Arg => {
      if (typeof operand === 'number' || 'of' in operand) return operand;
      const [value, offset] = 'value' in operand ? [operand.value, operand.offset] : [operand, 0];
      return {
        ...{ of: 'thread', times: bytes, plus: arena + (offsets.get(value) ?? 0) + 4 * offset },
        ...(value.perImage !== undefined && !inPart.has(value) && { step: 4 * value.perImage }),
      };
    };
    const calls = ordered.map(({ ops, pass, kernel, operands, flops }): Call => ({ ops, pass, kernel, args: operands.map(resolve), flops, bytes: bytesOf(operands) }));
    const addresses = new Map([...this.#kept].map((value) => [value, arena + (offsets.get(value) ?? 0)]));
    return { program: { calls, loops }, stride: bytes, addresses };
  }

  /**
   * What a loop makes and uses up needs memory for one block, from its first to its last call in the loop. Other values of
   * a loop live all through it: the first block's calls must not write where the next block's will read.
   */
  #lifetimes(calls: readonly SymbolicCall[], loops: readonly Loop[]): Lifetime[] {
    const spans = new Map<Value, { first: number; last: number }>();
    calls.forEach((call, i) => {
      for (const value of valuesOf([call])) {
        const span = spans.get(value);
        if (span) span.last = i;
        else spans.set(value, { first: i, last: i });
      }
    });
    for (const value of this.#kept) {
      const span = spans.get(value);
      if (span) span.last = calls.length;
    }
    const loopAt = (call: number): Loop | undefined => loops.find(({ first, end }) => first <= call && call < end);
    return [...spans].map(([value, { first, last }]): Lifetime => {
      const [from, to] = [loopAt(first), loopAt(last)];
      if (from && from === to) return value.perImage === undefined ? { value, first, last } : { value, floats: value.perImage * from.images, first, last };
      return { value, first: from?.first ?? first, last: to ? to.end - 1 : last };
    });
  }
}

function valuesOf(calls: readonly SymbolicCall[]): Set<Value> {
  return new Set(calls.flatMap(({ operands }) => operands.flatMap((operand) => valueOf(operand) ?? [])));
}

/** The value that an operand points into. */
function valueOf(operand: Operand): Value | undefined {
  if (typeof operand === 'number' || 'of' in operand) return undefined;
  return 'value' in operand ? operand.value : operand;
}

function bytesOf(operands: readonly Operand[]): number {
  const values = new Set(operands.map(valueOf));
  return [...values].reduce((sum, value) => sum + 4 * (value?.floats ?? 0), 0);
}

/** True where training moves some parameter of the op. */
export function learns(op: PlanOp): boolean {
  return !op.frozen && op.weights.some((weight) => weight.role === 'parameter');
}
