// What a compiled plan does, call by call, for `npx convloom plan` and for whoever wants it faster: kernel, shapes, work,
// and, where it is measured, the share of the time.

import type { NetworkPlan } from '../../core/plan.ts';
import { createRandom } from '../../core/random.ts';
import { elementCount, formatShape } from '../../core/shape.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { initialWeights } from '../../core/weights.ts';
import type { WasmEnvironment } from './environment.ts';
import { hasRelaxedSimd } from './features.ts';
import { compilePlan, Machine } from './machine.ts';
import type { Call } from './program.ts';

export interface ExplainedCall {
  /** Names of the ops that it does, several where they are fused. */
  readonly ops: readonly string[];
  readonly pass: Call['pass'];
  readonly kernel: string;
  /** "16×8×8 > 32×8×8": what goes into the op and what comes out; empty for calls of no op. */
  readonly shapes: string;
  /** For one whole batch. */
  readonly flops: number;
  /** Activations read and written for one whole batch. */
  readonly bytes: number;
  /** Fraction of a step on one thread, 0 to 1; absent where nothing was measured. */
  readonly timeShare?: number;
}

export interface PlanExplanation {
  readonly calls: readonly ExplainedCall[];
  /** Memory on one thread: weights, gradients, optimiser and activations. */
  readonly memoryBytes: number;
  /** Duration of one step on one thread; absent where nothing was measured. */
  readonly stepMs?: number;
}

/** The training program of a plan on one thread, without running it. */
export function explainPlan(plan: NetworkPlan, config: TrainingConfig): PlanExplanation {
  const { training, end } = compilePlan(plan, config, 1, 0);
  return { calls: training.program.calls.map((call) => explainCall(call, plan, config.batchSize)), memoryBytes: end };
}

/** As `explainPlan`, with the time of each call, the shortest of `steps` steps on noise. */
export async function measurePlan(plan: NetworkPlan, config: TrainingConfig, environment: WasmEnvironment, steps = 20): Promise<PlanExplanation> {
  const machine = await Machine.start({ plan, config, environment, threads: 1, relaxed: hasRelaxedSimd() });
  try {
    const { training, layout, end } = machine.compiled;
    layout.stage.weights.write(machine.floats, initialWeights(plan.ops, config.seed, config.initialisation));
    const random = createRandom(config.seed, 'explain');
    const inputs = Float32Array.from({ length: config.batchSize * elementCount(plan.inputShape) }, () => random.normal());
    machine.load(inputs, undefined, config.batchSize);
    // The fastest run of each call: whatever else the machine does only ever makes one slower.
    const fastest = new Float64Array(training.program.calls.length).fill(Infinity);
    for (let step = 0; step < steps; step++) machine.profile(config.batchSize, fastest);
    const total = fastest.reduce((sum, ms) => sum + ms, 0);
    const calls = training.program.calls.map((call, i) => ({ ...explainCall(call, plan, config.batchSize), timeShare: (fastest[i] ?? 0) / total }));
    return { calls, memoryBytes: end, stepMs: total };
  } finally {
    machine.dispose();
  }
}

function explainCall({ ops, pass, kernel, flops, bytes }: Call, plan: NetworkPlan, batchSize: number): ExplainedCall {
  const find = (id: string | undefined) => plan.ops.find((candidate) => candidate.id === id);
  const inputs = find(ops[0])?.inputShapes.map(formatShape).join(' + ');
  const output = find(ops.at(-1))?.outputShape;
  const shapes = [inputs, output && formatShape(output)].filter(Boolean).join(' > ');
  return { ops, pass, kernel, shapes, flops: flops * batchSize, bytes };
}
