// How wide the sum of a unit is: the reason why the width of initial weights must shrink as the number of inputs grows.

import { initialWeights, type InitScheme } from './weights.ts';

export interface SpreadConfig {
  /** How the weights are drawn. */
  readonly weight: InitScheme;
  /** Numbers of inputs, each of a layer with as many outputs. */
  readonly fanIns: readonly number[];
}

export interface Spread {
  readonly fanIn: number;
  /** Standard deviation of the units' sums over independent inputs of mean 0 and variance 1. */
  readonly deviation: number;
}

/** So many units of each layer are drawn. */
const units = 100;

/** The spread by fan-in: of a sum of such inputs the variance is the sum of the squares of its weights. */
export function spreads({ weight, fanIns }: SpreadConfig, seed: number): Spread[] {
  return fanIns.map((fanIn) => {
    const drawn = initialWeights([{
      id: `layer of ${fanIn}`,
      weights: [{ name: 'weight', shape: [units, fanIn], role: 'parameter', init: { type: 'default', part: 'weight', fanIn, fanOut: fanIn } }],
    }], seed, { weight });
    const squares = Object.values(drawn).flatMap(({ data }) => [...data]).reduce((sum, value) => sum + value ** 2, 0);
    return { fanIn, deviation: Math.sqrt(squares / units) };
  });
}
