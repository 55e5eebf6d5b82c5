// What a compiled plan does, call by call, for `npx convloom plan`, the page's plan tab and whoever wants it faster:
// kernel, shapes, work, and, where it is measured, the share of the time.

import type { NetworkPlan } from '../../core/plan.ts';
import type { ExplainedCall, PlanExplanation } from '../../core/plan-explanation.ts';
import { createRandom } from '../../core/random.ts';
import { elementCount, formatShape } from '../../core/shape.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { initialWeights } from '../../core/weights.ts';
import { createWasmEngine } from './engine.ts';
import type { WasmEnvironment } from './environment.ts';
import { hasRelaxedSimd } from './features.ts';
import { compilePlan } from './compiled-plan.ts';
import { Machine } from './machine.ts';
import type { Call } from './program.ts';

export interface ExplainOptions {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Whether to tell where the time goes, by running a few steps. */
  readonly measure: boolean;
  /** Ends a measurement between two steps. */
  readonly signal?: AbortSignal;
}

/** Explains any plan. Rejects with a sentence that names the first thing in it that the engine cannot do. */
export async function explain({ plan, config, measure, signal }: ExplainOptions, environment: WasmEnvironment): Promise<PlanExplanation> {
  const engine = createWasmEngine(environment);
  const obstacle = engine.supports(plan, config).find(({ severity }) => severity === 'error');
  const place = obstacle?.site.node === undefined ? '' : `${obstacle.site.node}: `;
  if (obstacle) throw new Error(`${engine.name} cannot train this network: ${place}${obstacle.message}.`);
  if (!measure) return explainPlan(plan, config);
  if (!(await engine.isAvailable())) throw new Error(`${engine.name} cannot be measured here: WebAssembly has no SIMD.`);
  return measurePlan(plan, config, environment, { budgetMs: 2000, ...(signal && { signal }) });
}

/** The training program of a plan on one thread, without running it. */
export function explainPlan(plan: NetworkPlan, config: TrainingConfig): PlanExplanation {
  const { training, end } = compilePlan(plan, config, 1, 0);
  return { calls: training.program.calls.map((call) => explainCall(call, plan, config.batchSize)), memoryBytes: end };
}

export interface MeasureOptions {
  /** No step begins later than this. */
  readonly budgetMs?: number;
  readonly signal?: AbortSignal;
}

const measuredSteps = 20;

/** As `explainPlan`, with the time of each call, the shortest of 20 steps on noise, or of as many as there is time for. */
export async function measurePlan(
  plan: NetworkPlan, config: TrainingConfig, environment: WasmEnvironment, { budgetMs = Infinity, signal }: MeasureOptions = {},
): Promise<PlanExplanation> {
  const machine = await Machine.start({ plan, config, environment, threads: 1, relaxed: hasRelaxedSimd() });
  try {
    const { training, layout, end } = machine.compiled;
    layout.stage.weights.write(machine.floats, initialWeights(plan.ops, config.seed, config.initialisation));
    const random = createRandom(config.seed, 'explain');
    const inputs = Float32Array.from({ length: config.batchSize * elementCount(plan.inputShape) }, () => random.normal());
    machine.load(inputs, undefined, config.batchSize);
    // The fastest run of each call: whatever else the machine does only ever makes one slower.
    const fastest = new Float64Array(training.program.calls.length).fill(Infinity);
    const deadline = performance.now() + budgetMs;
    for (let step = 0; step < measuredSteps; step++) {
      if (step > 0 && performance.now() > deadline) break;
      machine.profile(config.batchSize, fastest);
      await otherTasks();
      signal?.throwIfAborted();
    }
    const total = fastest.reduce((sum, ms) => sum + ms, 0);
    const calls = training.program.calls.map((call, i) => ({ ...explainCall(call, plan, config.batchSize), timeShare: (fastest[i] ?? 0) / total }));
    return { calls, memoryBytes: end, stepMs: total };
  } finally {
    machine.dispose();
  }
}

/** A run that goes on meanwhile trains, and requests are read, between two steps. */
function otherTasks(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve); });
}

function explainCall({ ops, pass, kernel, flops, bytes }: Call, plan: NetworkPlan, batchSize: number): ExplainedCall {
  const find = (id: string | undefined) => plan.ops.find((candidate) => candidate.id === id);
  const inputs = find(ops[0])?.inputShapes.map(formatShape).join(' + ');
  const output = find(ops.at(-1))?.outputShape;
  const shapes = [inputs, output && formatShape(output)].filter(Boolean).join(' > ');
  return { ops, pass, kernel, shapes, flops: flops * batchSize, bytes };
}
