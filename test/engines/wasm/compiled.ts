// Every program that a session of a plan may run, with the memory that it begins on, for tests that look at programs.

import { takesTargets } from '../../../src/core/losses.ts';
import type { NetworkPlan } from '../../../src/core/plan.ts';
import { elementCount } from '../../../src/core/shape.ts';
import type { TrainingConfig } from '../../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../../src/core/weights.ts';
import type { Placed, Stage } from '../../../src/engines/wasm/builder.ts';
import { lowerEvaluation, lowerTraining, type Lowered } from '../../../src/engines/wasm/compile.ts';
import { stepWord } from '../../../src/engines/wasm/control-words.ts';
import { compileDifferentiation, compileInspection } from '../../../src/engines/wasm/extra-programs.ts';
import { fuse, fusions } from '../../../src/engines/wasm/fusions.ts';
import { layOut, resultStride, type Layout } from '../../../src/engines/wasm/layout.ts';
import { fillMemory } from '../../../src/engines/wasm/optimizer-memory.ts';
import { settingsOfStep } from '../../../src/engines/wasm/optimizers.ts';
import { shareOf } from '../../../src/engines/wasm/program.ts';
import type { Peek } from '../../../src/engines/wasm/regions.ts';
import { checkProgram, type Finding } from './program-check.ts';

export interface Setting {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly threads: number;
  readonly fused?: boolean;
}

export interface CompiledProgram {
  readonly name: string;
  readonly layout: Layout;
  readonly placed: Placed;
  /** The same with every value in memory of its own. */
  readonly apart: Placed;
  readonly stage: Stage;
  readonly lowered: Lowered;
  readonly threads: number;
  readonly arena: number;
  /**
   * Where the numbers lie that a pass starts from, and how many an example has; nothing where it starts from the loss.
   */
  readonly start?: { readonly address: number; readonly size: number };
  /** The ops that are read out when it has run, and whether the weights' gradients are. */
  readonly kept: readonly string[];
  readonly gradients: boolean;
}

/** As in machine.ts. */
export const firstByte = 65536;

export function compileAll({ plan, config, threads, fused = true }: Setting): CompiledProgram[] {
  const layout = layOut(plan, config, threads, firstByte);
  const chosen = fused ? fusions : [];
  const steps = fuse(plan, chosen);
  const [training, evaluation] = [lowerTraining(plan, steps, layout), lowerEvaluation(plan, steps, layout)];
  const arena = layout.stage.fixed.top;
  const main = (name: string, lowered: Lowered, kept: readonly string[]): CompiledProgram => ({
    name,
    layout,
    lowered,
    threads,
    arena,
    kept,
    gradients: false,
    stage: layout.stage,
    placed: lowered.builder.finish(arena),
    apart: lowered.builder.finish(arena, { apart: true }),
  });
  const programs = [main('training', training, []), main('evaluation', evaluation, [plan.outputId])];
  const end = arena + threads * Math.max(...programs.map(({ placed }) => placed.stride));
  const ids = plan.ops.map(({ id }) => id);
  const hidden = ids[Math.floor(ids.length / 2)] ?? plan.outputId;
  const extra = (
    name: string,
    of: number,
    kept: readonly string[],
    made: ReturnType<typeof compileInspection>,
    gradients = false,
    from?: string,
  ): CompiledProgram => {
    const { lowered, stage, placed, startAddress } = made;
    const start = stage.fixed.top;
    const op = plan.ops.find(({ id }) => id === from);
    return {
      name,
      layout,
      lowered,
      stage,
      placed,
      threads: of,
      arena: start,
      kept,
      gradients,
      apart: lowered.builder.finish(start, { apart: true }),
      ...(op && { start: { address: startAddress, size: elementCount(op.outputShape) } }),
    };
  };
  const pass = (mode: 'train' | 'evaluate', ops: readonly string[], weights: boolean, from?: string) =>
    extra(
      `pass (${mode}, ${from ?? 'loss'})`,
      threads,
      ops,
      compileDifferentiation(plan, layout, end, { mode, ops, weights, ...(from !== undefined && { from }) }, chosen),
      weights && from === undefined,
      from,
    );
  return [
    ...programs,
    extra('inspection', 1, ids, compileInspection(plan, layout, end, ids)),
    pass('train', ids, true),
    pass('evaluate', [plan.inputId, hidden], false),
    pass('evaluate', [plan.inputId], true, hidden),
  ];
}

/** What no number of these tests is. */
const nothing = 0x7fc0dead;

/**
 * The memory that a session has when the program begins, by the session's own means, and which 4 bytes of it hold
 * something.
 */
export function startingMemory(
  program: CompiledProgram,
  { plan, config, threads }: Setting,
  batch: number,
): { readonly ints: Int32Array; readonly floats: Float32Array; readonly live: Uint8Array } {
  const { layout, arena, placed, stage, start } = program;
  const size = Math.ceil((arena + program.threads * placed.stride) / 4) + 1024;
  const ints = new Int32Array(size).fill(nothing);
  const floats = new Float32Array(ints.buffer);
  const { weights } = layout.stage;
  weights.clear(floats, threads);
  // Only the padding of gradients is what it was at the start: the rest is the step's to write.
  eachGradient(program, plan, (word) => {
    ints[word] = nothing;
  });
  weights.write(floats, someWeights(plan));
  fillMemory(floats, layout);
  for (const { address, data } of [...layout.stage.tables, ...stage.tables]) ints.set(data, address / 4);
  const { desk } = layout;
  const settings = new Float64Array(9);
  settingsOfStep(config.optimizer, 1, settings);
  floats.set(settings, desk.settings / 4);
  ints[desk.control / 4 + stepWord] = 1;
  const examples = (address: number, count: number) => floats.fill(0.25, address / 4, address / 4 + batch * count);
  examples(desk.inputs, elementCount(plan.inputShape));
  ints.fill(0, desk.labels / 4, desk.labels / 4 + batch);
  if (takesTargets(config.loss)) examples(desk.targets, elementCount(plan.outputShape));
  if (start) examples(start.address, start.size);
  return { ints, floats, live: Uint8Array.from(ints, (word) => Number(word !== nothing)) };
}

const weightsOf = new WeakMap<NetworkPlan, WeightSet>();
/** Some weights of a plan, the same at every call. */
function someWeights(plan: NetworkPlan): WeightSet {
  const known = weightsOf.get(plan) ?? initialWeights(plan.ops, 1);
  weightsOf.set(plan, known);
  return known;
}

const ownWords = new WeakMap<Layout, Uint8Array>();
/** Which trained numbers belong to a weight: the others are padding. */
function trainedWords({ layout }: CompiledProgram, plan: NetworkPlan): Uint8Array {
  const { weights } = layout.stage;
  let known = ownWords.get(layout);
  if (!known) {
    const marks = new Float32Array(layout.stage.fixed.top / 4).fill(NaN);
    weights.write(marks, someWeights(plan));
    const first = weights.trained / 4;
    known = Uint8Array.from(marks.subarray(first, first + weights.trainedFloats), (value) =>
      Number(!Number.isNaN(value)),
    );
    ownWords.set(layout, known);
  }
  return known;
}

/** Calls `visit` for the 4 bytes of every thread's gradients that belong to a weight. */
function eachGradient(program: CompiledProgram, plan: NetworkPlan, visit: (word: number) => void): void {
  const { weights, threads } = program.layout.stage;
  const own = trainedWords(program, plan);
  for (let t = 0; t < threads; t++) {
    const first = (weights.gradients + t * weights.gradientStride) / 4;
    own.forEach((belongs, i) => {
      if (belongs) visit(first + i);
    });
  }
}

export function peekAt({ ints, floats }: { readonly ints: Int32Array; readonly floats: Float32Array }): Peek {
  return { int: (address) => ints[address / 4] as number, float: (address) => floats[address / 4] as number };
}

/** What is wrong with a program for a batch of this size; nothing where all is well. */
export function faultsOf(
  program: CompiledProgram,
  setting: Setting,
  batch: number,
  placed: Placed = program.placed,
  endsEarly = false,
): string[] {
  const started = startingMemory({ ...program, placed }, setting, batch);
  const common = {
    threads: program.threads,
    batch,
    endsEarly,
    live: started.live,
    memory: peekAt(started),
    arena: program.arena,
  };
  const found = checkProgram({ ...common, program: placed.program, stride: placed.stride });
  const expected = checkProgram({ ...common, program: program.apart.program, stride: program.apart.stride });
  const differs = expected.traces.flatMap((trace, thread) => {
    const call = trace.findIndex((mark, i) => mark !== found.traces[thread]?.[i]);
    return call < 0 ? [] : [`thread ${thread}, call ${call} reads other than what was meant for it`];
  });
  return [...found.faults, ...differs, ...(endsEarly ? [] : missingOf(program, setting, batch, placed, found))].map(
    (fault) => `${program.name}: ${fault}`,
  );
}

/** Results that the program leaves unwritten, though they are read when it has run. */
function missingOf(
  program: CompiledProgram,
  { plan, config }: Setting,
  batch: number,
  { addresses, stride }: Placed,
  { written }: Finding,
): string[] {
  const {
    layout: { desk, stage },
    lowered,
    threads,
    gradients,
    kept,
    name,
    start,
  } = program;
  const missing: string[] = [];
  const expect = (what: string, address: number, count: number): void => {
    for (let word = address / 4; word < address / 4 + count; word++) {
      if (written(word)) continue;
      missing.push(`${what} is not written at ${4 * word}`);
      return;
    }
  };
  for (let t = 0; t < threads; t++) {
    if (!start && name !== 'inspection') expect('the loss', desk.results + t * resultStride, 3);
    for (const id of kept) {
      const size = elementCount(plan.ops.find((op) => op.id === id)?.outputShape ?? []);
      const value = lowered.values.get(id);
      for (const each of [value, value && lowered.gradients.get(value)]) {
        const address = each && addresses.get(each);
        if (address !== undefined)
          expect(`the value or gradient of ${id}`, address + t * stride, shareOf(batch, t, threads).images * size);
      }
    }
  }
  let unwritten = 0;
  if (gradients)
    eachGradient(program, plan, (word) => {
      unwritten += Number(!written(word));
    });
  if (unwritten > 0) missing.push(`${unwritten} numbers of gradients are not written`);
  if (name === 'training') {
    for (let i = 0; i < stage.weights.trainedFloats; i++) {
      if (!written(stage.weights.trained / 4 + i))
        return [...missing, `${config.optimizer.type} does not write trained number ${i}`];
    }
  }
  return missing;
}
