// Suggestions: when a bias before a BatchNorm does nothing, and that leaving it out changes no loss.

import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import type { Graph, NodeRecord } from '../../src/core/graph.ts';
import { suggestions } from '../../src/core/suggestions.ts';
import { defaultTraining } from '../../src/core/training-config.ts';
import { initialWeights } from '../../src/core/weights.ts';
import { createWasmEngine } from '../../src/engines/wasm/engine.ts';
import { createNodeEnvironment } from '../../src/engines/wasm/node-environment.ts';
import { layers } from '../../src/layers/registry.ts';
import { planOf, randomBatch } from '../engines/networks.ts';
import { chain } from '../support/graph-builder.ts';

const convolution = chain([1, 8, 8], ['Conv2d', { outChannels: 4 }], ['BatchNorm2d'], ['ReLU']);
const withNode = (graph: Graph, id: string, change: Partial<NodeRecord>): Graph =>
  ({ ...graph, nodes: { ...graph.nodes, [id]: { ...graph.nodes[id], ...change } as NodeRecord } });

describe('a bias before a BatchNorm', () => {
  test('does nothing: it is said of the layer, with the remedy, and is no problem', () => {
    expect(suggestions(convolution, layers)).toEqual([{
      code: 'bias-before-batch-norm', severity: 'info', site: { node: 'n1' },
      message: 'the bias of n1 does nothing before n2, which takes the mean of the batch away',
      fix: { label: 'Drop the bias', action: { type: 'setAttr', node: 'n1', attr: 'bias', value: false } },
    }]);
    expect(suggestions(chain([6], ['Linear', { outFeatures: 4 }], ['BatchNorm1d']), layers)).toHaveLength(1);
    expect(analyze(convolution, layers).problems).toEqual([]);
  });

  test.each<[string, Graph]>([
    ['without a bias', withNode(convolution, 'n1', { attrs: { outChannels: 4, bias: false } })],
    ['before a frozen BatchNorm, which uses its running mean', withNode(convolution, 'n2', { frozen: true })],
    ['before one that is bypassed', withNode(convolution, 'n2', { bypassed: true })],
    ['before one whose running mean never follows', withNode(convolution, 'n2', { attrs: { momentum: 0 } })],
    ['where another layer reads it too', { ...convolution, nodes: { ...convolution.nodes, tanh: { kind: 'Tanh' } }, edges: { ...convolution.edges, e9: { source: 'n1', sourcePort: 'out', target: 'tanh', targetPort: 'in' } } }],
    ['before another layer', chain([1, 8, 8], ['Conv2d', { outChannels: 4 }], ['ReLU'], ['BatchNorm2d'])],
  ])('is not said %s', (_, graph) => {
    expect(suggestions(graph, layers)).toEqual([]);
  });

  test('changes no loss beyond rounding when it is left out', async () => {
    const losses = async (bias: boolean): Promise<number[]> => {
      const plan = planOf([
        ['input', 'Input', { shape: [1, 8, 8] }], ['conv1', 'Conv2d', { outChannels: 4, kernelSize: 3, bias }], ['bn1', 'BatchNorm2d'], ['relu1', 'ReLU'],
        ['flatten', 'Flatten'], ['fc1', 'Linear', { outFeatures: 8, bias }], ['bn2', 'BatchNorm1d'], ['tanh', 'Tanh'], ['fc2', 'Linear', { outFeatures: 3 }],
      ]);
      const session = await createWasmEngine(createNodeEnvironment({ threads: 1 })).open({ plan, config: { ...defaultTraining, batchSize: 8 }, weights: initialWeights(plan.ops, 2) });
      const told: number[] = [];
      for (let step = 0; step < 10; step++) told.push((await session.trainBatch(randomBatch(plan, 8, step))).loss);
      session.dispose();
      return told;
    };
    const [kept, dropped] = [await losses(true), await losses(false)];
    kept.forEach((loss, step) => expect(dropped[step]).toBeCloseTo(loss, 4));
    expect(kept[9]).not.toBeCloseTo(kept[0] ?? 0, 2);
  });
});
