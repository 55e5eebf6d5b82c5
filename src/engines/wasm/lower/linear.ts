// Linear: one matrix product forward, two backward.

import { again, images } from '../builder.ts';
import { panelOrder, panelWidth } from '../weight-places.ts';
import type { Lowering } from './lowering.ts';

export const linear: Lowering = {
  orders(op) {
    const inputs = op.inputShapes[0]?.[0] ?? 0;
    return { weight: panelOrder(1, op.outputShape[0] ?? 0, inputs, (i) => i) };
  },
  lower(scope) {
    const { op, builder: b, inputs: [x] } = scope;
    const inputs = op.inputShapes[0]?.[0] ?? 0;
    const outputs = op.outputShape[0] ?? 0;
    const flops = 2 * op.macs;
    const weight = scope.weight('weight');
    b.call('gemm', {
      m: images(), n: outputs, k: inputs, a: x, lda: inputs, b: weight, c: scope.output(), ldc: outputs, bias: scope.weight('bias'), accumulate: 0,
    }, flops);
    return (dy) => {
      const gradient = scope.weightGradient('weight');
      if (gradient !== undefined) {
        b.call('gemmTransposed', {
          m: inputs, n: outputs, k: images(), a: x, lda: inputs, b: dy, ldb: outputs, c: gradient, packed: b.scratch(panelWidth * b.stage.imagesPerThread),
        }, flops);
      }
      const sums = scope.weightGradient('bias');
      if (sums !== undefined) b.call('sumRows', { x: dy, rows: images(), columns: outputs, sums, again });
      scope.contribute(0, (dx) => {
        const transposed = b.scratch(Math.ceil(inputs / panelWidth) * panelWidth * outputs);
        b.call('transposePanels', { source: weight, inputs, outputs, taps: 1, chosen: 1, tapList: b.table([0]), target: transposed });
        b.call('gemm', { m: images(), n: inputs, k: outputs, a: dy, lda: outputs, b: transposed, c: dx, ldc: inputs, bias: 0, accumulate: 0 }, flops);
      });
    };
  },
};
