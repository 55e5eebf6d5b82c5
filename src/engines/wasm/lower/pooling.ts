// MaxPool2d, AvgPool2d and AdaptiveAvgPool2d: all are tables of which rows and columns a window covers.

import { toPair, type IntOrPair } from '../../../core/attrs.ts';
import { windowSpans, type Span } from '../../../core/conv-arithmetic.ts';
import { images } from '../builder.ts';
import { imageSize, type ImageSize, type Lowering, type Scope } from './lowering.ts';

/** For each window along an axis its first pixel and how many, clipped to the image; then as kernels/pool.ts wants it. */
type Spans = readonly (readonly [first: number, count: number, stepOrDivisor: number])[];

/** PyTorch's regions: from floor(i·size/count) to before ceil((i+1)·size/count). */
function adaptiveSpans(size: number, count: number): Spans {
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * size) / count);
    const inside = Math.ceil(((i + 1) * size) / count) - first;
    return [first, inside, inside];
  });
}

interface Axes {
  readonly rows: Spans;
  readonly columns: Spans;
}

/** What the op's windows cover; the third number of each as `third` says. */
function slidingSpans({ op }: Scope, input: ImageSize, output: ImageSize, third: (span: Span, dilation: number) => number): Axes {
  const kernel = toPair(op.attrs['kernelSize'] as IntOrPair);
  const stride = toPair((op.attrs['stride'] ?? kernel) as IntOrPair);
  const pad = toPair(op.attrs['padding'] as IntOrPair);
  const dilation = toPair((op.attrs['dilation'] ?? 1) as IntOrPair);
  const along = (axis: 0 | 1, size: number, count: number): Spans =>
    windowSpans(size, pad[axis], count, kernel[axis], stride[axis], dilation[axis])
      .map((span) => [span.first, span.count, third(span, dilation[axis])]);
  return { rows: along(0, input.height, output.height), columns: along(1, input.width, output.width) };
}

/** The arguments that all pooling kernels take. */
function poolArgs({ builder: b }: Scope, input: ImageSize, output: ImageSize, { rows, columns }: Axes) {
  return {
    images: images(), height: input.height, width: input.width, channels: input.channels,
    rows: output.height, rowTable: b.table(rows.flat()), columns: output.width, columnTable: b.table(columns.flat()),
  };
}

export const maxPool2d: Lowering = {
  lower(scope) {
    const input = imageSize(scope.op.inputShapes[0]);
    const output = imageSize(scope.op.outputShape);
    const args = poolArgs(scope, input, output, slidingSpans(scope, input, output, (_, dilation) => dilation));
    const x = scope.inputs[0];
    const y = scope.output();
    scope.builder.call('maxPool', { x, y, ...args });
    return (dy) => scope.contribute(0, (dx) => scope.builder.call('maxPoolGradient', { x, y, dy, dx, ...args }));
  },
};

function lowerAverage(scope: Scope, spans: Axes): ReturnType<Lowering['lower']> {
  const args = poolArgs(scope, imageSize(scope.op.inputShapes[0]), imageSize(scope.op.outputShape), spans);
  scope.builder.call('averagePool', { x: scope.inputs[0], y: scope.output(), ...args });
  return (dy) => scope.contribute(0, (dx) => scope.builder.call('averagePoolGradient', { dy, dx, ...args }));
}

export const avgPool2d: Lowering = {
  lower(scope) {
    const counts = scope.op.attrs['countIncludePad'] === true;
    const [input, output] = [imageSize(scope.op.inputShapes[0]), imageSize(scope.op.outputShape)];
    return lowerAverage(scope, slidingSpans(scope, input, output, ({ count, padded }) => (counts ? padded : count)));
  },
};

export const adaptiveAvgPool2d: Lowering = {
  lower(scope) {
    const input = imageSize(scope.op.inputShapes[0]);
    const output = imageSize(scope.op.outputShape);
    return lowerAverage(scope, { rows: adaptiveSpans(input.height, output.height), columns: adaptiveSpans(input.width, output.width) });
  },
};
