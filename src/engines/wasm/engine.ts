// The WebAssembly engine: compiles a whole network to a list of kernel calls and trains it on all cores.

import { losses, type LossType } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { placeProblem, type Problem } from '../../core/problems.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { EngineSession, OpenRequest, TrainingEngine } from '../engine.ts';
import type { WasmEnvironment } from './environment.ts';
import { hasRelaxedSimd, hasSimd } from './features.ts';
import type { Fusion } from './fusions.ts';
import { imageSize } from './lower/lowering.ts';
import { lowerings } from './lower/lowerings.ts';
import { Machine, sessionBytes } from './machine.ts';
import { maximumPages, pageBytes } from './memory.ts';
import { WasmSession } from './session.ts';

/**
 * The engine in a given place; see browser-environment.ts and node-environment.ts. Tests choose the fusions; all are used
 * where none are named.
 */
export function createWasmEngine(environment: WasmEnvironment, fusions?: readonly Fusion[]): TrainingEngine {
  return {
    id: 'wasm',
    name: 'Convloom on WebAssembly',
    isAvailable: async () => hasSimd(),
    supports: (plan, config) => [...kindProblems(plan), ...lossProblems(plan, config.loss), ...memoryProblems(plan, config, environment.threads)],
    memoryBytes: (plan, config) => sessionBytes(plan, config, threadsFor(config, environment.threads), fusions),
    open: (request) => openSession(request, environment, fusions),
  };
}

async function openSession(
  { plan, config, weights }: OpenRequest, environment: WasmEnvironment, fusions: readonly Fusion[] | undefined,
): Promise<EngineSession> {
  const relaxed = hasRelaxedSimd();
  const threads = threadsFor(config, environment.threads);
  const machine = await Machine.start({ plan, config, environment, threads, relaxed, fusions });
  const places = machine.compiled.layout.stage.weights;
  try {
    places.requireAll(weights);
    places.write(machine.floats, weights);
  } catch (error) {
    machine.dispose();
    throw error;
  }
  const description = `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}${relaxed ? '' : ', no fused multiply-add'}`;
  return new WasmSession(plan, machine, config, description);
}

function kindProblems(plan: NetworkPlan): Problem[] {
  return plan.ops.flatMap((op) => {
    if (op.id === plan.inputId) return [];
    const lowering = lowerings.get(op.kind);
    if (lowering) return (lowering.limits?.(op) ?? []).map((draft) => placeProblem(draft, op.id));
    return [placeProblem({ code: 'wasm-unknown-kind', message: `the WebAssembly engine has no kernel for ${op.kind}` }, op.id)];
  });
}

function lossProblems(plan: NetworkPlan, loss: LossType): Problem[] {
  const { channels, pixels } = imageSize(plan.outputShape);
  if (pixels === 1) return [];
  const draft = {
    code: 'wasm-output-image',
    message: `${losses[loss].label.toLowerCase()} expects a list of numbers, received an image ${plan.outputShape.join('×')}`,
    hint: `Flatten it, or pool it down to ${channels}×1×1.`,
  };
  return [placeProblem(draft, plan.outputId)];
}

/** Never more than there are examples in a batch. */
function threadsFor({ batchSize }: TrainingConfig, threads: number): number {
  return Math.max(1, Math.min(threads, batchSize));
}

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

/** Asked only of plans whose every op can be lowered. */
function memoryProblems(plan: NetworkPlan, config: TrainingConfig, threads: number): Problem[] {
  if (kindProblems(plan).length > 0) return [];
  const most = maximumPages * pageBytes;
  const bytes = sessionBytes(plan, config, threadsFor(config, threads));
  if (bytes <= most) return [];
  return [{
    code: 'wasm-out-of-memory', severity: 'error', site: {},
    message: `training with batches of ${config.batchSize} needs ${gib(bytes)} GiB, and the WebAssembly engine has ${gib(most)} GiB`,
    hint: 'Use smaller batches.',
  }];
}
