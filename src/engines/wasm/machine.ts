// A session's memory and threads: lays out the plan, compiles its programs, starts the threads and runs programs on them.

import type { DifferentiateRequest } from '../../core/derivatives.ts';
import { takesTargets } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { elementCount, type Shape } from '../../core/shape.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import type { Placed } from './builder.ts';
import { addressOf, compilePlan, type CompiledPlan } from './compiled-plan.ts';
import { stepWord } from './control-words.ts';
import { Crew, instantiate } from './crew.ts';
import type { KernelVariant, WasmEnvironment } from './environment.ts';
import { compileDifferentiation, compileInspection, ExtraPrograms, type ExtraProgram } from './extra-programs.ts';
import type { Fusion } from './fusions.ts';
import { InTurnProgram } from './in-turn.ts';
import type { Kernels } from './kernel-signatures.ts';
import { resultStride } from './layout.ts';
import { createStart, growTo, pageBytes, pagesFor, viewsOf, writeTables, type Views } from './memory.ts';
import type { Value } from './memory-layout.ts';
import { fillMemory } from './optimizer-memory.ts';
import { BoundProgram, shareOf, type ThreadSetup } from './program.ts';
import { computesAlike, isRechecked } from './recheck.ts';
import { memoryForThreads, startThreads } from './start-threads.ts';

/** What is set aside for the kernels' own data, so that a plan's layout is known before they are loaded. */
const kernelBytes = 65536;

export const trainProgram = 0;
export const evaluateProgram = 1;
/** Programs that are loaded later have the numbers from here. */
const firstExtraProgram = 2;

export interface MachineOptions {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly environment: WasmEnvironment;
  readonly threads: number;
  readonly relaxed: boolean;
  /** All where absent. */
  readonly fusions?: readonly Fusion[] | undefined;
  /** Called once where the threads cannot be trusted any more, with the reason, a clause. */
  readonly onFault?: ((reason: string) => void) | undefined;
}


/** What a pass forward and back is asked for. */
export type DifferentiationWanted = Pick<DifferentiateRequest, 'mode' | 'ops' | 'weights'>;

/** Where a pass back starts: at an op, from numbers for each of its outputs as they lie in memory. */
export interface DifferentiationStart {
  readonly op: string;
  readonly numbers: Float32Array;
}

/** Numbers as they lie in memory, for each op asked for, and gradients of the weights in PyTorch's layout. */
export interface Differentiated {
  readonly values: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  readonly weightGradients: WeightSet;
}

export class Machine {
  readonly compiled: CompiledPlan;
  readonly threads: number;
  readonly #plan: NetworkPlan;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  readonly #crew: Crew;
  readonly #fusions: readonly Fusion[] | undefined;
  readonly #extras: ExtraPrograms;
  #bytes: Views;
  readonly #recheckEvery: number | undefined;
  #inTurn: InTurnProgram | undefined;
  readonly #setup: ThreadSetup;
  /** Used again in every step, so that a step makes no objects. */
  readonly #starts = { inputs: createStart<Float32Array>(), labels: createStart<Int32Array>(), targets: createStart<Float32Array>() };
  readonly #results = { loss: 0, correct: 0 };
  readonly #inputSize: number;
  readonly #outputSize: number;

  private constructor(
    { plan, fusions: chosen, environment: { recheckEvery } }: MachineOptions, compiled: CompiledPlan,
    memory: WebAssembly.Memory, kernels: Kernels, setup: ThreadSetup, crew: Crew,
  ) {
    this.#recheckEvery = recheckEvery;
    this.#setup = setup;
    this.#plan = plan;
    this.#fusions = chosen;
    this.#extras = new ExtraPrograms(compiled.end);
    this.compiled = compiled;
    this.threads = compiled.layout.stage.threads;
    this.#memory = memory;
    this.#kernels = kernels;
    this.#crew = crew;
    this.#bytes = viewsOf(memory);
    this.#inputSize = elementCount(plan.inputShape);
    this.#outputSize = elementCount(plan.outputShape);
  }

  static async start(options: MachineOptions): Promise<Machine> {
    const { plan, config, environment, threads, relaxed, fusions: chosen } = options;
    const variant: KernelVariant = { relaxed, shared: threads > 1 };
    const module = await environment.loadKernels(variant);
    const memory = variant.shared ? memoryForThreads() : new WebAssembly.Memory({ initial: 1 });
    const kernels = await instantiate(module, memory);
    if (kernels.heapBase() > kernelBytes) throw new Error(`the kernels have ${kernels.heapBase()} bytes of data, and ${kernelBytes} are set aside`);
    const compiled = compilePlan(plan, config, threads, kernelBytes, chosen);
    growTo(memory, compiled.end);
    const { layout } = compiled;
    writeTables(memory, layout.stage);
    const floats = new Float32Array(memory.buffer);
    layout.stage.weights.clear(floats, threads);
    fillMemory(floats, layout);
    const setup: ThreadSetup = {
      threads, programs: [compiled.training.program, compiled.evaluation.program],
      control: layout.desk.control, scratch: layout.scratch, scratchStride: layout.scratchStride,
    };
    const starts = Array.from({ length: threads - 1 }, (_, i) => ({ module, memory, thread: i + 1, setup }));
    const crew = new Crew(kernels, memory, setup, await startThreads(environment, starts), options.onFault);
    return new Machine(options, compiled, memory, kernels, setup, crew);
  }

  get floats(): Float32Array {
    return this.#views().floats;
  }

  /** Puts a batch where the programs look for it. */
  load(inputs: Float32Array, labels: Int32Array | undefined, count: number, targets?: Float32Array): void {
    const { inputs: to, labels: labelsTo, targets: targetsTo } = this.compiled.layout.desk;
    const { floats, ints } = this.#views();
    floats.set(this.#starts.inputs(inputs, count * this.#inputSize), to / 4);
    if (labels) ints.set(this.#starts.labels(labels, count), labelsTo / 4);
    else ints.fill(0, labelsTo / 4, labelsTo / 4 + count);
    if (targets && takesTargets(this.compiled.layout.loss)) floats.set(this.#starts.targets(targets, count * this.#outputSize), targetsTo / 4);
  }

  /** Puts the step's number and what the optimiser reads before it runs. */
  setStep(step: number, settings: ArrayLike<number>): void {
    const { control, settings: to } = this.compiled.layout.desk;
    const { floats, ints } = this.#views();
    ints[control / 4 + stepWord] = step;
    floats.set(settings, to / 4);
  }

  run(program: number, batch: number): void {
    this.#crew.run(program, batch);
  }

  /** Runs step `step`; now and then twice, on all threads and on one. Throws an EngineFault where the two differ. */
  train(step: number, batch: number): void {
    if (!isRechecked(step, this.threads, this.#recheckEvery)) return this.run(trainProgram, batch);
    const view = { ints: this.#views().ints, results: () => ({ ...this.results() }) };
    const onAll = () => this.run(trainProgram, batch);
    if (computesAlike(this.compiled.layout, view, onAll, () => this.runInTurn(batch))) return undefined;
    throw this.#crew.fail(new Error(`step ${step}, computed on ${this.threads} threads and on one, gave two results`));
  }

  /** Runs the training program of all threads on this one, which gives the same numbers. */
  runInTurn(batch: number): void {
    this.#inTurn ??= new InTurnProgram(this.compiled.training.program, this.#kernels, this.#setup);
    this.#inTurn.run(batch);
  }

  /** Summed loss and hits of the batch that ran last; overwritten by the next call. */
  results(): { readonly loss: number; readonly correct: number } {
    const { doubles, ints } = this.#views();
    let loss = 0;
    let correct = 0;
    for (let t = 0; t < this.threads; t++) {
      const address = this.compiled.layout.desk.results + t * resultStride;
      loss += doubles[address / 8] as number;
      correct += ints[address / 4 + 2] as number;
    }
    this.#results.loss = loss;
    this.#results.correct = correct;
    return this.#results;
  }

  /** Copies the network's output for `count` examples, as they lie in memory, to `out`. */
  readOutput(count: number, size: number, out: Float32Array): void {
    const { output, evaluation } = this.compiled;
    for (let t = 0; t < this.threads; t++) {
      const { first, images } = shareOf(count, t, this.threads);
      const from = (output + t * evaluation.stride) / 4;
      out.set(this.floats.subarray(from, from + images * size), first * size);
    }
  }

  /** Runs the training program on this thread, alone in the crew, and keeps each call's milliseconds where they are the fewest yet. */
  profile(batch: number, fastest: Float64Array): void {
    const { program } = this.compiled.training;
    const spent = new Float64Array(program.calls.length);
    new BoundProgram(program, this.#kernels, 0, 1).profile(batch, spent);
    spent.forEach((ms, i) => { fastest[i] = Math.min(fastest[i] ?? Infinity, ms); });
  }

  /** Runs the ops up to `ids` in evaluation mode on this thread alone; returns their values as they lie in memory. */
  inspect(inputs: Float32Array, count: number, ids: readonly string[]): Float32Array[] {
    const { program: { lowered, placed } } = this.#extras.get(
      JSON.stringify(['inspect', ids]), (start) => compileInspection(this.#plan, this.compiled.layout, start, ids), (program) => this.#prepare(program),
    );
    this.load(inputs, undefined, count);
    new BoundProgram(placed.program, this.#kernels, 0, 1).run(count);
    return ids.map((id) => {
      const from = addressOf(lowered, placed, id) / 4;
      return this.floats.slice(from, from + count * elementCount(this.#shapeOf(id)));
    });
  }

  /** Runs a pass forward and back on what has been loaded, from `start` or else from the loss. */
  differentiate(count: number, wanted: DifferentiationWanted, start?: DifferentiationStart): Differentiated {
    const { ops, weights: withWeights } = wanted;
    const { layout } = this.compiled;
    const asked = { ...wanted, ...(start && { from: start.op }) };
    const { program: { lowered, placed, startAddress }, slot } = this.#extras.get(
      JSON.stringify(asked), (first) => compileDifferentiation(this.#plan, layout, first, asked, this.#fusions), (program, at) => this.#teach(program, at),
    );
    if (start) this.floats.set(start.numbers.subarray(0, count * elementCount(this.#shapeOf(start.op))), startAddress / 4);
    this.run(firstExtraProgram + slot, count);
    const read = (value: Value | undefined, id: string) => this.#gather(placed, value, count, elementCount(this.#shapeOf(id)));
    const values = ops.map((id) => read(lowered.values.get(id), id));
    const gradients = ops.map((id) => read(lowered.gradients.get(lowered.values.get(id) as Value), id));
    return { values, gradients, weightGradients: withWeights ? layout.stage.weights.readGradients(this.floats, this.threads) : {} };
  }

  /** All threads' examples of a value that was kept; zero where nothing computes it. */
  #gather({ addresses, stride }: Placed, value: Value | undefined, count: number, size: number): Float32Array {
    const out = new Float32Array(count * size);
    const address = value && addresses.get(value);
    if (address === undefined) return out;
    for (let t = 0; t < this.threads; t++) {
      const { first, images } = shareOf(count, t, this.threads);
      const from = (address + t * stride) / 4;
      out.set(this.floats.subarray(from, from + images * size), first * size);
    }
    return out;
  }

  /** The most examples that `inspect` takes at a time. */
  get inspectionBatch(): number { return this.compiled.layout.stage.imagesPerThread; }

  dispose(): void { this.#crew.dispose(); }

  /** Makes room for a program and writes its tables. */
  #prepare({ end, stage }: ExtraProgram): void {
    growTo(this.#memory, end);
    writeTables(this.#memory, stage);
  }

  /** Prepares a program and has all threads load it, by a text behind it that is needed only for that. */
  #teach(program: ExtraProgram, slot: number): void {
    const text = new TextEncoder().encode(JSON.stringify(program.placed.program));
    this.#prepare({ ...program, end: program.end + text.length });
    this.#crew.load(firstExtraProgram + slot, text, program.end);
  }

  #shapeOf(id: string): Shape {
    return this.#plan.ops.find((op) => op.id === id)?.outputShape ?? [];
  }

  #views(): Views {
    if (this.#bytes.floats.buffer !== this.#memory.buffer) this.#bytes = viewsOf(this.#memory);
    return this.#bytes;
  }
}

/** Bytes of memory that a session of this plan has once it is open. */
export function sessionBytes(plan: NetworkPlan, config: TrainingConfig, threads: number, chosen?: readonly Fusion[]): number {
  return pageBytes * pagesFor(compilePlan(plan, config, threads, kernelBytes, chosen).end);
}
