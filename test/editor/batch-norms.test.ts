// BatchNorm behind every convolution, and none at all.

import { expect, test } from 'vitest';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { createPlan } from '../../src/core/plan.ts';
import { withBatchNorms, withoutBatchNorms } from '../../src/editor/variants.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain, createGraphBuilder } from '../support/graph-builder.ts';

const documentOf = (graph: NetworkDocument['graph']): NetworkDocument => ({ ...createDocument('Net'), graph });
const kinds = (document: NetworkDocument | undefined) => {
  const compiled = document && createPlan(document.graph, layers);
  if (!compiled || 'problems' in compiled) throw new Error('a plan');
  return compiled.plan.ops.map(({ kind, inputs }) => `${kind}(${inputs.join()})`);
};
const plain = documentOf(chain([1, 8, 8], ['Conv2d', { outChannels: 4, kernelSize: 3, padding: 1 }], ['ReLU'], ['Conv2d', { outChannels: 2, kernelSize: 3 }], ['Flatten'], ['Linear', { outFeatures: 3 }]));

test('every convolution gets one, and the network stays sound', () => {
  const next = withBatchNorms(plain, layers);
  expect(kinds(next)).toEqual(['Input()', 'Conv2d(input)', 'BatchNorm2d(n1)', 'ReLU(bn1)', 'Conv2d(n2)', 'BatchNorm2d(n3)', 'Flatten(bn2)', 'Linear(n4)']);
  expect(Object.keys(plain.graph.nodes)).not.toContain('bn1');
});

test('taking them out again gives the network back', () => {
  const next = withBatchNorms(plain, layers);
  expect(kinds(next && withoutBatchNorms(next, layers))).toEqual(kinds(plain));
});

test('a convolution that has one keeps it, and feeds all that it fed', () => {
  const builder = createGraphBuilder();
  builder.add('input', 'Input', { shape: [1, 8, 8] });
  builder.add('a', 'Conv2d', { outChannels: 2, kernelSize: 3, padding: 1 }, 'input');
  builder.add('norm', 'BatchNorm2d', undefined, 'a');
  builder.add('b', 'Conv2d', { outChannels: 2, kernelSize: 3, padding: 1 }, 'norm');
  builder.add('sum', 'Add', undefined, 'b', 'norm');
  builder.add('twice', 'Add', undefined, 'b', 'sum');
  builder.add('output', 'Output', undefined, 'twice');
  const next = withBatchNorms(documentOf(builder.graph()), layers);
  expect(kinds(next)).toEqual(['Input()', 'Conv2d(input)', 'BatchNorm2d(a)', 'Conv2d(norm)', 'BatchNorm2d(b)', 'Add(bn1,norm)', 'Add(bn1,sum)']);
});

test('where there is nothing to change there is no variant', () => {
  expect(withoutBatchNorms(plain, layers)).toBeUndefined();
  const next = withBatchNorms(plain, layers);
  expect(next && withBatchNorms(next, layers)).toBeUndefined();
  expect(withBatchNorms(documentOf(chain([4], ['Linear', { outFeatures: 2 }])), layers)).toBeUndefined();
});
