// The activations: element by element, forward from x, backward from x or y, whichever the derivative needs.

import { images, type Operand } from '../builder.ts';
import { elementCount } from '../../../core/shape.ts';
import type { KernelName } from '../kernel-signatures.ts';
import type { Lowering, Scope } from './lowering.ts';

type Forward = Extract<KernelName, 'relu' | 'sigmoid' | 'tanhForward' | 'gelu' | 'geluTanh'>;
type FromOutput = Extract<KernelName, 'reluGradient' | 'sigmoidGradient' | 'tanhGradient'>;
type FromInput = Extract<KernelName, 'geluGradient' | 'geluTanhGradient'>;

/** An activation whose derivative is a function of its value. */
function byOutput(forward: Forward, gradient: FromOutput): Lowering {
  return {
    lower(scope) {
      const count = images(elementCount(scope.op.outputShape));
      const y = scope.output();
      scope.builder.call(forward, { x: scope.inputs[0], y, count });
      return (dy) => scope.contribute(0, (dx) => scope.builder.call(gradient, { y, dy, dx, count }));
    },
  };
}

/** An activation whose derivative is a function of its input. */
function byInput(choose: (attrs: Scope['op']['attrs']) => readonly [Forward, FromInput]): Lowering {
  return {
    lower(scope) {
      const [forward, gradient] = choose(scope.op.attrs);
      const count = images(elementCount(scope.op.outputShape));
      const x: Operand = scope.inputs[0];
      scope.builder.call(forward, { x, y: scope.output(), count });
      return (dy) => scope.contribute(0, (dx) => scope.builder.call(gradient, { x, dy, dx, count }));
    },
  };
}

export const relu = byOutput('relu', 'reluGradient');
export const sigmoid = byOutput('sigmoid', 'sigmoidGradient');
export const tanh = byOutput('tanhForward', 'tanhGradient');
export const gelu = byInput((attrs) => (attrs['approximate'] === 'tanh' ? ['geluTanh', 'geluTanhGradient'] : ['gelu', 'geluGradient']));

export const leakyRelu: Lowering = {
  lower(scope) {
    const count = images(elementCount(scope.op.outputShape));
    const slope = scope.op.attrs['negativeSlope'] as number;
    const x = scope.inputs[0];
    scope.builder.call('leakyRelu', { x, y: scope.output(), count, slope });
    return (dy) => scope.contribute(0, (dx) => scope.builder.call('leakyReluGradient', { x, dy, dx, count, slope }));
  },
};
