// The arithmetic of the null engine: a chain of Linear, ReLU and shape-only stages in float64, forward
// and backward, written for reading. PyTorch's layouts throughout; what lasts from step to step is float32.

import type { Shape } from '../../core/shape.ts';

/** Values and gradients of one learned tensor. */
export interface Parameter {
  /** Key in the weight set. */
  readonly key: string;
  readonly shape: Shape;
  readonly value: Float32Array;
  readonly gradient: Float64Array;
  readonly frozen: boolean;
}

export type Stage =
  | { readonly type: 'identity'; readonly id: string; readonly size: number }
  | { readonly type: 'relu'; readonly id: string; readonly size: number }
  | {
      readonly type: 'linear'; readonly id: string; readonly size: number; readonly inSize: number;
      /** `[size, inSize]` */
      readonly weight: Parameter;
      readonly bias?: Parameter;
    };

/** Values of every stage for `count` examples, one after another, in stage order. */
export function forward(stages: readonly Stage[], inputs: ArrayLike<number>, count: number): Float64Array[] {
  const values: Float64Array[] = [];
  let previous: Float64Array = new Float64Array(0);
  for (const stage of stages) {
    previous = values.length === 0 ? Float64Array.from({ length: count * stage.size }, (_, i) => inputs[i] as number) : apply(stage, previous, count);
    values.push(previous);
  }
  return values;
}

function apply(stage: Stage, input: Float64Array, count: number): Float64Array {
  switch (stage.type) {
    case 'identity': return input;
    // What is no number stays so.
    case 'relu': return input.map((x) => (x <= 0 ? 0 : x));
    case 'linear': return applyLinear(stage, input, count);
  }
}

function applyLinear({ size, inSize, weight, bias }: Extract<Stage, { type: 'linear' }>, input: Float64Array, count: number): Float64Array {
  const output = new Float64Array(count * size);
  for (let n = 0; n < count; n++) {
    for (let o = 0; o < size; o++) {
      let sum = at(bias?.value, o);
      for (let i = 0; i < inSize; i++) sum += at(weight.value, o * inSize + i) * at(input, n * inSize + i);
      output[n * size + o] = sum;
    }
  }
  return output;
}

/**
 * Writes the gradients of all parameters, given the values of `forward` and the gradient by the last of them; returns the
 * gradients by all values, in stage order.
 */
export function backward(stages: readonly Stage[], values: readonly Float64Array[], outputGradient: Float64Array, count: number): Float64Array[] {
  let gradient = outputGradient;
  const gradients = [gradient];
  for (let s = stages.length - 1; s > 0; s--) {
    const stage = stages[s] as Stage;
    const input = values[s - 1] as Float64Array;
    if (stage.type === 'relu') gradient = gradient.map((g, i) => (at(input, i) <= 0 ? 0 : g));
    if (stage.type === 'linear') gradient = backwardLinear(stage, input, gradient, count);
    gradients.unshift(gradient);
  }
  return gradients;
}

function backwardLinear({ size, inSize, weight, bias }: Extract<Stage, { type: 'linear' }>, input: Float64Array, gradient: Float64Array, count: number): Float64Array {
  const inputGradient = new Float64Array(count * inSize);
  weight.gradient.fill(0);
  bias?.gradient.fill(0);
  for (let n = 0; n < count; n++) {
    for (let o = 0; o < size; o++) {
      const g = at(gradient, n * size + o);
      if (bias) bias.gradient[o] = at(bias.gradient, o) + g;
      for (let i = 0; i < inSize; i++) {
        const w = o * inSize + i;
        const x = n * inSize + i;
        weight.gradient[w] = at(weight.gradient, w) + g * at(input, x);
        inputGradient[x] = at(inputGradient, x) + g * at(weight.value, w);
      }
    }
  }
  return inputGradient;
}

/** An element that the caller knows to exist; 0 where the array is absent (no bias). */
function at(values: ArrayLike<number> | undefined, index: number): number {
  return values?.[index] ?? 0;
}
