// Whole networks against published parameter counts and multiply-adds.

import { expect, it } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import { layers } from '../../src/layers/registry.ts';
import { densenet121, resnet18 } from '../support/torchvision.ts';

// https://pytorch.org/vision/stable/models.html: num_params, and GFLOPS (multiply-adds in 10^9) where torchvision
// counts convolutions and linear layers.
it.each([
  ['resnet18', resnet18(), 11_689_512, 1.81, [512, 7, 7], 'avgpool'],
  ['densenet121', densenet121(), 7_978_856, 2.83, [1024, 7, 7], 'avgpool'],
])('%s has torchvision’s totals', (_, graph, parameters, gigaMacs, beforePooling, pooling) => {
  const analysis = analyze(graph, layers);
  expect(analysis.problems).toEqual([]);
  expect(analysis.totals.parameters).toBe(parameters);
  expect(analysis.totals.trainableParameters).toBe(parameters);
  expect(analysis.totals.macs / 1e9).toBeCloseTo(gigaMacs, 2);
  expect(analysis.nodes[pooling]?.inputShapes).toEqual([beforePooling]);
  expect(analysis.nodes['output']?.outputShape).toEqual([1000]);
});
