// The WebAssembly engine: compiles a whole network to a list of kernel calls and trains it on all cores.

import { losses, type LossType } from '../../core/losses.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { placeProblem, type Problem } from '../../core/problems.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { EngineSession, OpenRequest, TrainingEngine } from '../engine.ts';
import { barrierHolds, pause } from './barrier-check.ts';
import type { WasmEnvironment } from './environment.ts';
import { hasRelaxedSimd, hasSimd } from './features.ts';
import type { Fusion } from './fusions.ts';
import { imageSize } from './lower/lowering.ts';
import { lowerings } from './lower/lowerings.ts';
import { Machine, sessionBytes, type MachineOptions } from './machine.ts';
import { maximumPages, pageBytes } from './memory.ts';
import { WasmSession, type Started } from './session.ts';
import { NoThreads } from './start-threads.ts';
import { oneThreadNotice, ThreadTrust } from './thread-trust.ts';

/**
 * The engine in a given place; see browser-environment.ts and node-environment.ts. Tests choose the fusions; all are used
 * where none are named.
 */
export function createWasmEngine(environment: WasmEnvironment, fusions?: readonly Fusion[]): TrainingEngine {
  const trust = new ThreadTrust(environment.threads);
  const checkOnce = environment.checksBarrier === true ? createCheck(environment, trust) : () => undefined;
  return {
    id: 'wasm',
    name: 'Convloom on WebAssembly',
    isAvailable: async () => hasSimd(),
    supports: (plan, config) => [
      ...kindProblems(plan), ...lossProblems(plan, config.loss),
      ...memoryProblems(plan, config, trust.threadsFor(config)),
    ],
    memoryBytes: (plan, config) => sessionBytes(plan, config, trust.threadsFor(config), fusions),
    async open(request) {
      const session = await openSession(request, environment, trust, fusions);
      checkOnce();
      return session;
    },
  };
}

async function openSession(
  { plan, config, weights }: OpenRequest, environment: WasmEnvironment, trust: ThreadTrust,
  fusions: readonly Fusion[] | undefined,
): Promise<EngineSession> {
  const start = () => startMachine({ plan, config, environment, relaxed: hasRelaxedSimd(), fusions }, trust);
  const started = await start();
  const { machine } = started;
  const places = machine.compiled.layout.stage.weights;
  try {
    places.requireAll(weights);
    places.write(machine.floats, weights);
  } catch (error) {
    machine.dispose();
    throw error;
  }
  return new WasmSession(plan, config, trust, started, start);
}

/** A machine on all threads that there are; on one, with the reason, where it cannot be had on several. */
async function startMachine(options: Omit<MachineOptions, 'threads'>, trust: ThreadTrust): Promise<Started> {
  const threads = trust.threadsFor(options.config);
  const describe = ({ threads: own }: Machine) =>
    `WebAssembly, ${own} ${own === 1 ? 'thread' : 'threads'}${options.relaxed ? '' : ', no fused multiply-add'}`;
  let { reason } = trust;
  if (threads > 1) {
    try {
      const machine = await Machine.start({ ...options, threads, onFault: (fault) => trust.lose(fault) });
      return { machine, description: describe(machine) };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      // Anything else, such as too little memory, may be this network's alone.
      if (error instanceof NoThreads) trust.lose(reason);
    }
  }
  const machine = await Machine.start({ ...options, threads: 1 });
  return { machine, description: describe(machine), notice: reason && oneThreadNotice(reason) };
}

/** So long after the first session is open: whatever it was opened for comes first. */
const checkAfterMs = 500;

/** Tries the barrier out beside the first session, once; where it does not hold, no session has threads any more. */
function createCheck(environment: WasmEnvironment, trust: ThreadTrust): () => void {
  let begun = false;
  return () => {
    if (begun || environment.threads < 2 || trust.reason !== undefined) return;
    begun = true;
    void pause(checkAfterMs)
      .then(() => environment.loadKernels({ relaxed: hasRelaxedSimd(), shared: true }))
      .then((module) => barrierHolds(module, environment))
      .then((holds) => {
        if (holds === false) trust.lose('a barrier between threads does not hold in this browser or version of Node');
      })
      .catch(() => undefined);
  };
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

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

/** Asked only of plans whose every op can be lowered. */
function memoryProblems(plan: NetworkPlan, config: TrainingConfig, threads: number): Problem[] {
  if (kindProblems(plan).length > 0) return [];
  const most = maximumPages * pageBytes;
  const bytes = sessionBytes(plan, config, threads);
  if (bytes <= most) return [];
  return [{
    code: 'wasm-out-of-memory', severity: 'error', site: {},
    message: `training with batches of ${config.batchSize} needs ${gib(bytes)} GiB, and the WebAssembly engine has ${gib(most)} GiB`,
    hint: 'Use smaller batches.',
  }];
}
