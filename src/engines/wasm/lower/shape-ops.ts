// Flatten, ZeroPad2d, Concat and Add, alone or with a ReLU behind it: values moved or summed.

import { elementCount } from '../../../core/shape.ts';
import { images } from '../builder.ts';
import type { Value } from '../memory-layout.ts';
import { imageSize, type Lowering, type Scope } from './lowering.ts';

/** From [height][width][channels] to PyTorch's order of features, channels first. */
export const flatten: Lowering = {
  lower(scope) {
    const { channels, pixels } = imageSize(scope.op.inputShapes[0]);
    if (channels === 1 || pixels === 1) {
      scope.passThrough();
      return undefined;
    }
    const b = scope.builder;
    b.call('transposeImages', { x: scope.inputs[0], y: scope.output(), images: images(), rows: pixels, columns: channels });
    return (dy) => scope.contribute(0, (dx) => b.call('transposeImages', { x: dy, y: dx, images: images(), rows: channels, columns: pixels }));
  },
};

export const zeroPad2d: Lowering = {
  lower(scope) {
    const { op, builder: b } = scope;
    const input = imageSize(op.inputShapes[0]);
    const output = imageSize(op.outputShape);
    const padding = {
      images: images(), height: input.height, width: input.width, channels: input.channels,
      top: op.attrs['top'] as number, left: op.attrs['left'] as number, paddedHeight: output.height, paddedWidth: output.width,
    };
    b.call('padImages', { x: scope.inputs[0], y: scope.output(), ...padding });
    return (dy) => scope.contribute(0, (dx) => b.call('cropImages', { y: dy, x: dx, ...padding }));
  },
};

/** Along any axis, each input is a number of equal stretches of the output. */
export const concat: Lowering = {
  lower(scope) {
    const { op, inputs, builder: b } = scope;
    const output = imageSize(op.outputShape);
    const dim = op.attrs['dim'] as number;
    const stretches = dim === 1 ? output.pixels : dim === 2 ? 1 : output.height;
    const toStep = elementCount(op.outputShape) / stretches;
    const y = scope.output();
    const parts: { length: number; offset: number }[] = [];
    let offset = 0;
    for (const shape of op.inputShapes) {
      const length = elementCount(shape) / stretches;
      parts.push({ length, offset });
      offset += length;
    }
    const pixels = images(stretches);
    parts.forEach(({ length, offset: at }, i) => {
      b.call('copyChannels', { from: inputs[i] ?? inputs[0], to: { value: y, offset: at }, pixels, channels: length, fromStep: length, toStep });
    });
    return (dy) => parts.forEach(({ length, offset: at }, i) => scope.contribute(i, (dx) => {
      b.call('copyChannels', { from: { value: dy, offset: at }, to: dx, pixels, channels: length, fromStep: toStep, toStep: length });
    }));
  },
};

export const add: Lowering = {
  lower(scope) {
    sumInputs(scope, 'add');
    return (dy) => scope.inputs.forEach((_, i) => scope.share(i, dy));
  },
};

/** With the ReLU behind it, as residual blocks end: one gradient for all inputs. */
export const addRelu: Lowering = {
  lower(scope) {
    const { op, builder: b } = scope;
    const size = elementCount(op.outputShape);
    const y = sumInputs(scope, 'addRelu');
    return (dy) => {
      const gradient = b.value(size);
      b.call('reluGradient', { y, dy, dx: gradient, count: images(size) });
      scope.inputs.forEach((_, i) => scope.share(i, gradient));
    };
  },
};

/** Adds the inputs one after another, the last one by the kernel `finish`; returns the op's value. */
function sumInputs({ op, inputs: [first, ...others], builder: b, output }: Scope, finish: 'add' | 'addRelu'): Value {
  const size = elementCount(op.outputShape);
  const y = output();
  let sum = first;
  others.forEach((other, i) => {
    b.call(i === others.length - 1 ? finish : 'add', { a: sum, b: other, y, count: images(size) }, size);
    sum = y;
  });
  return y;
}
