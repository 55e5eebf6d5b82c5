// What keeps a network from being trained on a dataset: each problem with its exact site, message and fix.

import { describe, expect, it } from 'vitest';
import { intAttr, type AttrValue } from '../../src/core/attrs.ts';
import type { DatasetInfo } from '../../src/core/data.ts';
import type { Graph, NodeRecord } from '../../src/core/graph.ts';
import type { Problem } from '../../src/core/problems.ts';
import { defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import { trainingProblems } from '../../src/core/training-problems.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain } from '../support/graph-builder.ts';

const mnist: DatasetInfo = { id: 'mnist', name: 'MNIST', summary: '', inputShape: [1, 28, 28], classNames: [...'0123456789'], trainingCount: 60_000, testCount: 10_000 };
const cifar: DatasetInfo = { id: 'cifar10', name: 'CIFAR-10', summary: '', inputShape: [3, 32, 32], classNames: [...'abcdefghij'], trainingCount: 50_000 };
const endless: DatasetInfo = { id: 'digits', name: 'Digits', summary: '', inputShape: [1, 28, 28], classNames: [...'0123456789'] };
const pairs: DatasetInfo = { ...endless, id: 'pairs', name: 'Pairs', classNames: ['no', 'yes'] };
const several: DatasetInfo = {
  id: 'several', name: 'Several', summary: '', inputShape: [2], classNames: [], targetNames: ['u', 'v', 'w'], targetValues: 'fractions', trainingCount: 100, testCount: 10,
};
const curve: DatasetInfo = {
  id: 'curve', name: 'Curve', summary: '', inputShape: [2], inputNames: ['x1', 'x2'], classNames: [], targetNames: ['y'], trainingCountBy: { option: 'count', times: 2 },
  options: { count: intAttr({ label: 'Points', help: '', default: 50, min: 1 }) },
};
const datasets = new Map([mnist, cifar, endless, pairs, curve, several].map((dataset) => [dataset.id, dataset]));

function problemsOf(graph: Graph, training: Partial<TrainingConfig> = {}): Problem[] {
  return trainingProblems({ graph, training: { ...defaultTraining, ...training } }, layers, datasets);
}

const withNode = (graph: Graph, id: string, change: Partial<NodeRecord>): Graph => ({ ...graph, nodes: { ...graph.nodes, [id]: { ...(graph.nodes[id] as NodeRecord), ...change } } });
const setAttr = (node: string, attr: string, value: AttrValue) => expect.objectContaining({ action: { type: 'setAttr', node, attr, value } });

const classifier = chain([1, 28, 28], ['Flatten'], ['Linear', { outFeatures: 16 }], ['BatchNorm1d'], ['ReLU'], ['Linear', { outFeatures: 10 }]);

describe('none', () => {
  it.each<[string, Graph, Partial<TrainingConfig>]>([
    ['a classifier', classifier, {}],
    ['images resized by the Input', chain([1, 16, 16], ['Flatten'], ['Linear']), {}],
    ['a flat input of all pixels', chain([784], ['Linear']), {}],
    ['a batch of one without a last short one, normalised over pixels', chain([1, 28, 28], ['BatchNorm2d'], ['Flatten'], ['Linear']), { batchSize: 1 }],
    ['a last batch of one before a frozen normalisation', withNode(classifier, 'n3', { frozen: true }), { batchSize: 59_999 }],
    ['squared errors of logits', classifier, { loss: 'mse' }],
    ['squared errors of probabilities', chain([784], ['Linear'], ['Softmax']), { loss: 'mse' }],
    ['probabilities, reshaped or not', chain([1, 28, 28], ['AdaptiveAvgPool2d', { outputSize: [2, 5] }], ['Conv2d', { outChannels: 1, kernelSize: 1 }], ['Sigmoid'], ['Flatten']), { loss: 'bce' }],
    ['logits, each by itself', classifier, { loss: 'bceWithLogits' }],
    ['one output for two classes', chain([784], ['Linear', { outFeatures: 1 }]), { dataset: 'pairs', loss: 'bceWithLogits' }],
    ['two outputs for two classes', chain([784], ['Linear', { outFeatures: 2 }]), { dataset: 'pairs', loss: 'mse' }],
    ['a number to predict of two', chain([2], ['Linear', { outFeatures: 1 }]), { dataset: 'curve', loss: 'mse', datasetOptions: { count: 7 } }],
    ['a bypassed softmax', withNode(chain([784], ['Linear'], ['Softmax']), 'n2', { bypassed: true }), {}],
    ['a dataset of unknown size', classifier, { dataset: 'digits', batchSize: 7 }],
  ])('for %s', (_, graph, training) => {
    expect(problemsOf(graph, training)).toEqual([]);
  });
});

describe('one', () => {
  it.each<[string, Graph, Partial<TrainingConfig>, Partial<Problem>]>([
    ['for a setting out of range', classifier, { batchSize: 0 },
      { code: 'training-invalid', severity: 'error', site: { attr: 'batchSize' }, message: 'batch size must be an integer from 1 to 65536, received 0' }],
    ['for a dataset that is not there', classifier, { dataset: 'imagenet' },
      { code: 'dataset-unknown', severity: 'error', site: { attr: 'dataset' }, message: 'dataset must be one of "mnist", "cifar10", "digits", "pairs", "curve", "several", received "imagenet"' }],
    ['for too few outputs, mended at the last Linear', chain([784], ['Linear', { outFeatures: 7 }], ['BatchNorm1d'], ['Dropout']), {},
      { code: 'too-few-outputs', severity: 'error', site: { node: 'output', port: 'in' }, message: 'MNIST has 10 classes, and the network has 7 outputs', fix: setAttr('n1', 'outFeatures', 10) }],
    ['for outputs without a class', chain([784], ['Linear', { outFeatures: 12 }]), {},
      { code: 'more-outputs-than-classes', severity: 'warning', site: { node: 'output', port: 'in' }, message: 'MNIST has 10 classes, and the network has 12 outputs; the others learn to stay low', fix: setAttr('n1', 'outFeatures', 10) }],
    ['for an image at the output', chain([1, 28, 28], ['Conv2d', { outChannels: 10, kernelSize: 28 }]), {},
      { code: 'output-not-features', severity: 'error', site: { node: 'output', port: 'in' }, message: 'cross-entropy takes a list of 10 logits, received 10×1×1',
        fix: { label: 'Insert Flatten before the output', action: { type: 'insertBefore', node: 'output', kind: 'Flatten' } } }],
    ['for a softmax before the loss', chain([784], ['Linear'], ['Softmax']), {},
      { code: 'activation-before-loss', severity: 'warning', site: { node: 'n2' }, message: 'cross-entropy takes logits and contains the softmax; Softmax before it weakens the gradients',
        fix: { label: 'Remove n2', action: { type: 'removeNode', node: 'n2' } } }],
    ['for a sigmoid before the loss', chain([784], ['Linear'], ['Sigmoid']), {},
      { code: 'activation-before-loss', severity: 'warning', site: { node: 'n2' }, message: 'cross-entropy takes logits and contains the softmax; Sigmoid before it weakens the gradients' }],
    ['for a sigmoid before a loss that has one', chain([784], ['Linear'], ['Sigmoid']), { loss: 'bceWithLogits' },
      { code: 'activation-before-loss', severity: 'warning', site: { node: 'n2' }, message: 'binary cross-entropy with logits takes logits and contains the sigmoid; Sigmoid before it weakens the gradients',
        fix: { label: 'Remove n2', action: { type: 'removeNode', node: 'n2' } } }],
    ['for outputs that are no probabilities', chain([784], ['Linear']), { loss: 'bce' },
      { code: 'no-probabilities', severity: 'error', site: { node: 'output', port: 'in' }, message: 'binary cross-entropy takes probabilities from 0 to 1, and n1 is a Linear; expected a Sigmoid',
        hint: 'Binary cross-entropy with logits needs none.', fix: { label: 'Insert Sigmoid before the output', action: { type: 'insertBefore', node: 'output', kind: 'Sigmoid' } } }],
    ['for an image that is to be compared with targets', chain([1, 28, 28], ['Conv2d', { outChannels: 10, kernelSize: 28 }]), { loss: 'mse' },
      { code: 'output-not-features', severity: 'error', site: { node: 'output', port: 'in' }, message: 'mean squared error takes a list of 10 numbers, received 10×1×1' }],
    ['for one output that is to tell ten classes apart', chain([784], ['Linear', { outFeatures: 1 }]), { loss: 'bceWithLogits' },
      { code: 'too-few-outputs', severity: 'error', site: { node: 'output', port: 'in' }, message: 'MNIST has 10 classes, and the network has 1 output', fix: setAttr('n1', 'outFeatures', 10) }],
    ['for one logit of two classes', chain([784], ['Linear', { outFeatures: 1 }]), { dataset: 'pairs' },
      { code: 'too-few-outputs', severity: 'error', message: 'Pairs has 2 classes, and the network has 1 output' }],
    ['for channels that differ', chain([1, 32, 32], ['Flatten'], ['Linear']), { dataset: 'cifar10' },
      { code: 'channels-differ', severity: 'error', site: { node: 'input', attr: 'shape' }, message: 'images of CIFAR-10 have 3 channels, and the input expects 1', fix: setAttr('input', 'shape', [3, 32, 32]) }],
    ['for another size that is not resized', withNode(chain([1, 16, 16], ['Flatten'], ['Linear']), 'input', { attrs: { shape: [1, 16, 16], resize: 'none' } }), {},
      { code: 'size-differs', severity: 'error', site: { node: 'input', attr: 'resize' }, message: 'images of MNIST are 1×28×28, the input expects 1×16×16, and resize is "none"', fix: setAttr('input', 'resize', 'bilinear') }],
    ['for a flat input of another length', chain([100], ['Linear']), {},
      { code: 'size-differs', severity: 'error', site: { node: 'input', attr: 'shape' }, message: 'a flat input takes the 784 pixels of MNIST (1×28×28), received 100', fix: setAttr('input', 'shape', [1, 28, 28]) }],
    ['for normalisation over a batch of one', classifier, { batchSize: 1 },
      { code: 'batch-of-one', severity: 'error', site: { node: 'n3' }, message: 'batch normalisation needs more than one value a channel, and the batch size is 1' }],
    ['for normalisation over a last batch of one', classifier, { batchSize: 59_999 },
      { code: 'batch-of-one', severity: 'error', site: { node: 'n3' }, message: 'batch normalisation needs more than one value a channel, and the last of 60,000 examples is alone in its batch of 59999' }],
    ['for the same behind a validation split', chain([1, 28, 28], ['AdaptiveAvgPool2d'], ['BatchNorm2d'], ['Flatten'], ['Linear']), { validation: 0.25, batchSize: 44_999 },
      { code: 'batch-of-one', severity: 'error', site: { node: 'n2' }, message: 'batch normalisation needs more than one value a channel, and the last of 45,000 examples is alone in its batch of 44999' }],
    ['for an option out of range', chain([2], ['Linear', { outFeatures: 1 }]), { dataset: 'curve', loss: 'mse', datasetOptions: { count: 0 } },
      { code: 'dataset-option', severity: 'error', site: { attr: 'datasetOptions.count' }, message: 'points of Curve must be an integer of at least 1, received 0' }],
    ['for an option that is not there', classifier, { datasetOptions: { noise: 1 } },
      { code: 'dataset-option-unknown', severity: 'warning', site: { attr: 'datasetOptions.noise' }, message: 'noise is not an option of MNIST and is ignored; expected none' }],
    ['for a loss of classes where there are numbers', chain([2], ['Linear', { outFeatures: 1 }]), { dataset: 'curve' },
      { code: 'loss-needs-classes', severity: 'error', site: { attr: 'loss' }, message: 'cross-entropy tells classes apart, and Curve has 1 number to predict; expected a loss of numbers, such as mean squared error' }],
    ['for targets that are no shares of one class', chain([2], ['Linear', { outFeatures: 3 }]), { dataset: 'several' },
      { code: 'targets-add-up', severity: 'warning', site: { attr: 'loss' }, message: 'the 3 targets of an example of Several do not add up to 1; cross-entropy takes them for shares of one class each' }],
    ['for other outputs than numbers', chain([2], ['Linear', { outFeatures: 3 }], ['ReLU']), { dataset: 'curve', loss: 'mse' },
      { code: 'outputs-differ', severity: 'error', site: { node: 'output', port: 'in' }, message: 'Curve has 1 number to predict, and the network’s output is 3', fix: setAttr('n1', 'outFeatures', 1) }],
    ['for another size of a table’s examples', chain([5], ['Linear', { outFeatures: 1 }]), { dataset: 'curve', loss: 'mse' },
      { code: 'size-differs', severity: 'error', site: { node: 'input', attr: 'shape' }, message: 'an example of Curve has 2 numbers, and the input takes 5', fix: setAttr('input', 'shape', [2]) }],
    ['for a last batch of one, as an option makes it', chain([2], ['Linear', { outFeatures: 1 }], ['BatchNorm1d']), { dataset: 'curve', loss: 'mse', batchSize: 13, datasetOptions: { count: 7 } },
      { code: 'batch-of-one', severity: 'error', message: 'batch normalisation needs more than one value a channel, and the last of 14 examples is alone in its batch of 13' }],
    ['for a network without parameters', chain([1, 28, 28], ['AdaptiveAvgPool2d', { outputSize: [2, 5] }], ['Flatten']), {},
      { code: 'nothing-to-train', severity: 'error', site: {}, message: 'the network has no parameters; expected some that train' }],
    ['for a network that is all frozen', withNode(chain([784], ['Linear']), 'n1', { frozen: true }), {},
      { code: 'nothing-to-train', severity: 'error', site: {}, message: 'all parameters are frozen; expected some that train' }],
    ['for an initialisation upside down', classifier, { initialisation: { weight: { scheme: 'uniform', low: 1, high: 0 } } },
      { code: 'init-value', severity: 'error', site: { attr: 'initialisation' }, message: 'high of the initial weight must be a number of at least 1, received 0' }],
    ['for a negative deviation at a node', withNode(classifier, 'n2', { initialisation: { bias: { scheme: 'normal', mean: 0, std: -1 } } }), {},
      { code: 'init-value', severity: 'error', site: { node: 'n2', attr: 'initialisation' }, message: 'standard deviation of the initial bias must be a number of at least 0, received -1' }],
    ['for a gain that is no number', withNode(classifier, 'n2', { initialisation: { weight: { scheme: 'heNormal', gain: NaN } } }), {},
      { code: 'init-value', severity: 'error', site: { node: 'n2', attr: 'initialisation' }, message: 'gain of the initial weight must be a finite number, received NaN' }],
  ])('%s', (_, graph, training, expected) => {
    expect(problemsOf(graph, training)).toEqual([expect.objectContaining(expected)]);
  });
});

it('offers no fix where no Linear makes the outputs', () => {
  const [problem] = problemsOf(chain([1, 28, 28], ['Conv2d', { outChannels: 3, kernelSize: 28 }], ['Flatten']));
  expect(problem).toMatchObject({ code: 'too-few-outputs' });
  expect(problem).not.toHaveProperty('fix');
});

it('tells what it can of networks with other problems', () => {
  const cyclic = chain([3, 28, 28], ['Flatten'], ['Linear'], ['ReLU']);
  const graph = { ...cyclic, edges: { ...cyclic.edges, e2: { source: 'n3', sourcePort: 'out', target: 'n2', targetPort: 'in' } } };
  expect(problemsOf(graph).map((problem) => problem.code)).toEqual(['channels-differ']);
  expect(problemsOf({ nodes: {}, edges: {} })).toEqual([]);
});
