// Gradient descent with momentum on a polynomial of one weight, as torch.optim.SGD does it: v = momentum v + gradient,
// w = w - rate v. In float64, since the published paths are.

export interface DescentConfig {
  /** Of the polynomial, from the constant upwards: [48, 88, -21, -9, 2] is 48 + 88w - 21w² - 9w³ + 2w⁴. */
  readonly coefficients: readonly number[];
  readonly start: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly steps: number;
}

export interface DescentPoint {
  readonly weight: number;
  readonly cost: number;
}

/** The start and the point after each step. */
export function descend({ coefficients, start, learningRate, momentum, steps }: DescentConfig): DescentPoint[] {
  const slope = derivative(coefficients);
  const path = [{ weight: start, cost: polynomial(coefficients, start) }];
  let weight = start;
  let velocity = 0;
  for (let step = 0; step < steps; step++) {
    velocity = momentum * velocity + polynomial(slope, weight);
    weight -= learningRate * velocity;
    path.push({ weight, cost: polynomial(coefficients, weight) });
  }
  return path;
}

/** Value of a polynomial at x, by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** Coefficients of the derivative. */
export function derivative(coefficients: readonly number[]): number[] {
  return coefficients.slice(1).map((coefficient, i) => coefficient * (i + 1));
}
