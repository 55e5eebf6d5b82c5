// MaxPool2d, AvgPool2d and AdaptiveAvgPool2d: all are tables of which rows and columns a window covers.

import { toPair, type IntOrPair } from '../../../core/attrs.ts';
import { images } from '../builder.ts';
import { imageSize, type ImageSize, type Lowering, type Scope } from './lowering.ts';

/** First pixel and number of pixels of each window along an axis, clipped to the image. */
type Spans = readonly (readonly [first: number, count: number])[];

function slidingSpans(size: number, count: number, kernel: number, stride: number, pad: number): Spans {
  return Array.from({ length: count }, (_, i) => {
    const first = Math.max(0, i * stride - pad);
    return [first, Math.min(size, i * stride - pad + kernel) - first];
  });
}

/** PyTorch's regions: from floor(i·size/count) to before ceil((i+1)·size/count). */
function adaptiveSpans(size: number, count: number): Spans {
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * size) / count);
    return [first, Math.ceil(((i + 1) * size) / count) - first];
  });
}

function windowSpans({ op }: Scope, input: ImageSize, output: ImageSize): { rows: Spans; columns: Spans; kernelArea: number } {
  const kernel = toPair(op.attrs['kernelSize'] as IntOrPair);
  const stride = toPair((op.attrs['stride'] ?? kernel) as IntOrPair);
  const pad = toPair(op.attrs['padding'] as IntOrPair);
  return {
    rows: slidingSpans(input.height, output.height, kernel[0], stride[0], pad[0]),
    columns: slidingSpans(input.width, output.width, kernel[1], stride[1], pad[1]),
    kernelArea: kernel[0] * kernel[1],
  };
}

/** The arguments that all pooling kernels take. */
function poolArgs({ builder: b }: Scope, input: ImageSize, output: ImageSize, rows: Spans, columns: Spans) {
  return {
    images: images(), height: input.height, width: input.width, channels: input.channels,
    rows: output.height, rowTable: b.table(rows.flat()), columns: output.width, columnTable: b.table(columns.flat()),
  };
}

export const maxPool2d: Lowering = {
  lower(scope) {
    const input = imageSize(scope.op.inputShapes[0]);
    const output = imageSize(scope.op.outputShape);
    const { rows, columns } = windowSpans(scope, input, output);
    const args = poolArgs(scope, input, output, rows, columns);
    const x = scope.inputs[0];
    const y = scope.output();
    scope.builder.call('maxPool', { x, y, ...args });
    return (dy) => scope.contribute(0, (dx) => scope.builder.call('maxPoolGradient', { x, y, dy, dx, ...args }));
  },
};

/** `divisor` 0: each window's own number of pixels. */
function lowerAverage(scope: Scope, spans: { rows: Spans; columns: Spans }, divisor: number): ReturnType<Lowering['lower']> {
  const args = poolArgs(scope, imageSize(scope.op.inputShapes[0]), imageSize(scope.op.outputShape), spans.rows, spans.columns);
  scope.builder.call('averagePool', { x: scope.inputs[0], y: scope.output(), ...args, divisor });
  return (dy) => scope.contribute(0, (dx) => scope.builder.call('averagePoolGradient', { dy, dx, ...args, divisor }));
}

export const avgPool2d: Lowering = {
  lower(scope) {
    const spans = windowSpans(scope, imageSize(scope.op.inputShapes[0]), imageSize(scope.op.outputShape));
    return lowerAverage(scope, spans, scope.op.attrs['countIncludePad'] ? spans.kernelArea : 0);
  },
};

export const adaptiveAvgPool2d: Lowering = {
  lower(scope) {
    const input = imageSize(scope.op.inputShapes[0]);
    const output = imageSize(scope.op.outputShape);
    const spans = { rows: adaptiveSpans(input.height, output.height), columns: adaptiveSpans(input.width, output.width) };
    return lowerAverage(scope, spans, 0);
  },
};
