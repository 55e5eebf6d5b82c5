// One network again and again on threads that are held up at random, from memory full of rubbish, against the same
// shares of the batch one after another on a single thread: losses, gradients, weights and the optimiser's memory of
// every step, bit by bit.

import { initialWeights } from '../../src/core/weights.ts';
import type { WasmEnvironment } from '../../src/engines/wasm/environment.ts';
import { Machine, trainProgram } from '../../src/engines/wasm/machine.ts';
import { writeTables } from '../../src/engines/wasm/memory.ts';
import { fillMemory } from '../../src/engines/wasm/optimizer-memory.ts';
import { optimizerSettings, settingsOfStep } from '../../src/engines/wasm/optimizers.ts';
import { randomBatch, type ConformanceNetwork } from '../engines/networks.ts';

export interface StressPlace {
  /** Its threads are held up; more of them than cores. */
  readonly environment: WasmEnvironment;
  /** Whether this thread, which is thread 0, is held up too. */
  setHeldUp(held: boolean): void;
  /** Keeps a memory for whoever looks into a difference. */
  dump?(name: string, bytes: Uint8Array): void;
  /** Called now and then. */
  progress?(rounds: number): void;
}

/** Where a round differs first. */
export interface Difference {
  readonly network: string;
  readonly round: number;
  readonly step: number;
  /** "loss", or the area of memory and the word in it. */
  readonly what: string;
  readonly expected: number;
  readonly received: number;
}

/** Batches with more and with fewer examples than threads; the size of each step's. */
const batchSizes = [8, 3, 8];
/** Memory is filled with these, a kind a round; a result must hang on none. */
const rubbish = [NaN, 1e30, -3];
/** Rounds on the same threads. */
const roundsOfThreads = 30;

/** Runs `rounds` rounds, of each network in turn; returns the first difference. */
export async function stress(
  place: StressPlace,
  networks: readonly ConformanceNetwork[],
  rounds: number,
): Promise<Difference | undefined> {
  for (let round = 0, turn = 0; round < rounds; turn++) {
    const network = networks[turn % networks.length] as ConformanceNetwork;
    const end = Math.min(round + roundsOfThreads, rounds);
    const { environment } = place;
    const config = { ...network.config, batchSize: Math.max(...batchSizes) };
    const machine = await Machine.start({
      plan: network.plan,
      config,
      environment,
      threads: environment.threads,
      relaxed: false,
    });
    try {
      const trial = new Trial(place, machine, { ...network, config });
      for (; round < end; round++) {
        const difference = trial.round(round);
        if (difference) return difference;
      }
    } finally {
      machine.dispose();
    }
    place.progress?.(round);
  }
  return undefined;
}

interface StepResult {
  readonly loss: number;
  readonly state: Int32Array;
}

class Trial {
  readonly #place: StressPlace;
  readonly #machine: Machine;
  readonly #network: ConformanceNetwork;
  readonly #settings = new Float64Array(optimizerSettings);
  readonly #expected: readonly (readonly StepResult[])[];

  constructor(place: StressPlace, machine: Machine, network: ConformanceNetwork) {
    this.#place = place;
    this.#machine = machine;
    this.#network = network;
    place.setHeldUp(false);
    this.#expected = rubbish.map((filling) => {
      const steps: StepResult[] = [];
      for (const { loss, state } of this.#steps(filling, (count) => machine.runInTurn(count)))
        steps.push({ loss, state: state.slice() });
      return steps;
    });
    place.setHeldUp(true);
  }

  round(round: number): Difference | undefined {
    const kind = round % rubbish.length;
    // What is left of a round by rubbish of one kind must be what is left by the others.
    const losses = this.#expected[0] ?? [];
    for (const { step, loss, state } of this.#steps(rubbish[kind] as number, (count) =>
      this.#machine.run(trainProgram, count),
    )) {
      const expected = this.#expected[kind]?.[step];
      const at = expected ? state.findIndex((word, i) => word !== expected.state[i]) : 0;
      const isSame =
        expected !== undefined && Object.is(loss, expected.loss) && Object.is(loss, losses[step]?.loss) && at < 0;
      if (isSame) continue;
      this.#dump(round, step, kind);
      const where = { network: this.#network.name, round, step };
      if (at < 0 || !expected) return { ...where, what: 'loss', expected: losses[step]?.loss ?? NaN, received: loss };
      const asNumber = (words: Int32Array) => new Float32Array(words.buffer, words.byteOffset + 4 * at, 1)[0] ?? NaN;
      return { ...where, what: this.#area(at), expected: asNumber(expected.state), received: asNumber(state) };
    }
    return undefined;
  }

  /** The steps of a round from memory full of `filling`; the state is a view, overwritten by the next step. */
  *#steps(
    filling: number,
    run: (count: number) => void,
  ): Generator<StepResult & { readonly step: number }, void, void> {
    const { plan, config } = this.#network;
    const machine = this.#machine;
    this.#begin(filling);
    for (const [step, count] of batchSizes.entries()) {
      const { inputs, labels, targets } = randomBatch(plan, count, step, config.loss);
      settingsOfStep(config.optimizer, step + 1, this.#settings);
      machine.setStep(step + 1, this.#settings);
      machine.load(inputs, labels, count, targets);
      run(count);
      yield { step, loss: machine.results().loss, state: this.#state() };
    }
  }

  /**
   * All memory but the kernels' data, the control words and the weights' padding, which is zero by contract, holds
   * rubbish.
   */
  #begin(filling: number): void {
    const {
      floats,
      compiled: { layout, end },
    } = this.#machine;
    const {
      stage: { weights, threads },
    } = layout;
    floats.fill(filling, layout.desk.settings / 4, end / 4);
    floats.fill(0, weights.trained / 4, weights.gradients / 4);
    floats.fill(0, (weights.gradients + threads * weights.gradientStride) / 4, layout.optimizer.state / 4);
    writeTables({ buffer: floats.buffer } as WebAssembly.Memory, layout.stage);
    fillMemory(floats, layout);
    weights.write(floats, initialWeights(this.#network.plan.ops, 3));
  }

  /** Weights, gradients of all threads, running statistics, the optimiser's memory. */
  #state(): Int32Array {
    const {
      floats,
      compiled: {
        layout: {
          stage: { weights },
          optimizer: { state, stride, slots },
        },
      },
    } = this.#machine;
    return new Int32Array(floats.buffer, weights.trained, (state + stride * slots.length - weights.trained) / 4);
  }

  #area(word: number): string {
    const {
      stage: { weights, threads },
      optimizer,
    } = this.#machine.compiled.layout;
    const address = weights.trained + 4 * word;
    if (address < weights.gradients) return `weights[${word}]`;
    const gradient = address - weights.gradients;
    const { gradientStride } = weights;
    if (gradient < threads * gradientStride)
      return `gradients of thread ${Math.floor(gradient / gradientStride)}[${(gradient % gradientStride) / 4}]`;
    return address < optimizer.state
      ? `running statistics or frozen weights, at ${address}`
      : `optimiser's memory[${(address - optimizer.state) / 4}]`;
  }

  /** The memory as it is, and as one thread leaves it. */
  #dump(round: number, last: number, kind: number): void {
    const { dump } = this.#place;
    if (!dump) return;
    const bytes = () => new Uint8Array(this.#machine.floats.buffer).slice();
    dump(`round-${round}-received.bin`, bytes());
    this.#place.setHeldUp(false);
    for (const { step } of this.#steps(rubbish[kind] as number, (count) => this.#machine.runInTurn(count)))
      if (step === last) break;
    dump(`round-${round}-expected.bin`, bytes());
  }
}
