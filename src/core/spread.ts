// How wide the sum of a unit is: the reason why the width of initial weights must shrink as the number of inputs grows.

import { createRandom } from './random.ts';
import { initialWeights, type InitScheme } from './weights.ts';

export interface SpreadConfig {
  /** How the weights are drawn. */
  readonly weight: InitScheme;
  /** Numbers of inputs, each of a layer with as many outputs. */
  readonly fanIns: readonly number[];
}

export interface Spread {
  readonly fanIn: number;
  /** Standard deviation of the sums of all units over all examples. */
  readonly deviation: number;
}

const units = 50;
/** So many are drawn, of independent inputs with mean 0 and variance 1. */
const examples = 1000;

/** The spread by fan-in, measured on weights and examples drawn by the seed. */
export function spreads({ weight, fanIns }: SpreadConfig, seed: number): Spread[] {
  return fanIns.map((fanIn) => ({ fanIn, deviation: deviationOf(drawWeights(weight, fanIn, seed), fanIn, seed) }));
}

function drawWeights(weight: InitScheme, fanIn: number, seed: number): Float32Array {
  const drawn = initialWeights([{
    id: `layer of ${fanIn}`,
    weights: [{ name: 'weight', shape: [units, fanIn], role: 'parameter', init: { type: 'default', part: 'weight', fanIn, fanOut: fanIn } }],
  }], seed, { weight });
  return drawn[`layer of ${fanIn}.weight`]?.data ?? new Float32Array();
}

function deviationOf(weights: Float32Array, fanIn: number, seed: number): number {
  const random = createRandom(seed, `examples of ${fanIn}`);
  const input = new Float64Array(fanIn);
  let [sum, squares] = [0, 0];
  for (let example = 0; example < examples; example++) {
    for (let i = 0; i < fanIn; i++) input[i] = random.normal(0, 1);
    for (let unit = 0; unit < units; unit++) {
      let total = 0;
      for (let i = 0; i < fanIn; i++) total += (weights[unit * fanIn + i] as number) * (input[i] as number);
      sum += total;
      squares += total * total;
    }
  }
  const count = examples * units;
  return Math.sqrt(squares / count - (sum / count) ** 2);
}
