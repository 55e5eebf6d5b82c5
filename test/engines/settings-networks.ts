// One small network with every optimiser and every loss, in all their settings: what engines are held to besides the kinds.
// Its numbers are smooth and its gradients nowhere zero, so that optimisers that divide by their size have no noise to follow.

import { losses, lossTypes, type LossType } from '../../src/core/losses.ts';
import { defaultOptimizers, defaultTraining, type ClippingConfig, type LiveChange, type OptimizerConfig } from '../../src/core/training-config.ts';
import { planOf, type ConformanceNetwork, type NodeRow } from './networks.ts';

function perceptron(outputs: number, ...last: readonly NodeRow[]): readonly NodeRow[] {
  return [
    ['input', 'Input', { shape: [6] }],
    ['fc1', 'Linear', { outFeatures: 5 }],
    ['act', 'Tanh'],
    ['fc2', 'Linear', { outFeatures: outputs }],
    ...last,
  ];
}

const optimizers: readonly (readonly [name: string, optimizer: OptimizerConfig, changes?: Readonly<Record<number, LiveChange>>])[] = [
  ...Object.values(defaultOptimizers).map((optimizer) => ['as it comes', optimizer] as const),
  ['Nesterov', { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }, { 8: { momentum: 0.5 } }],
  ['all settings', { type: 'adam', learningRate: 0.02, beta1: 0.8, beta2: 0.95, eps: 1e-4, weightDecay: 0.1 }, { 7: { learningRate: 0.005 } }],
  ['all settings', { type: 'adamw', learningRate: 0.02, beta1: 0.8, beta2: 0.95, eps: 1e-4, weightDecay: 0.5 }, { 7: { learningRate: 0.005 } }],
  ['momentum', { type: 'rmsprop', learningRate: 0.005, alpha: 0.9, eps: 1e-5, momentum: 0.5, weightDecay: 0.1 }, { 5: { learningRate: 0.01 }, 9: { momentum: 0.8 } }],
  ['centered', { type: 'rmsprop', learningRate: 0.005, alpha: 0.9, eps: 0.01, momentum: 0, centered: true, weightDecay: 0 }],
  ['all settings', { type: 'adagrad', learningRate: 0.1, lrDecay: 0.1, eps: 1e-6, initialAccumulatorValue: 0.2, weightDecay: 0.05 }, { 10: { learningRate: 0.3 } }],
];

/** Every optimiser as it comes, and with all its settings. */
export const optimizerNetworks: readonly ConformanceNetwork[] = optimizers.map(([name, optimizer, changes]) => ({
  name, plan: planOf(perceptron(3)), config: { ...defaultTraining, optimizer, seed: 4 }, ...(changes && { changes }),
}));

/** The same with Dropout, which PyTorch draws otherwise. */
export const dropoutNetworks: readonly ConformanceNetwork[] = optimizerNetworks.map((network) => ({
  ...network, plan: planOf([...perceptron(6), ['drop', 'Dropout', { p: 0.3 }], ['fc3', 'Linear', { outFeatures: 3 }]]),
}));

const momentum = { type: 'sgd', learningRate: 0.2, momentum: 0.9, weightDecay: 0.01 } as const;
const adam = { ...defaultOptimizers.adam, learningRate: 0.02, weightDecay: 0.1 };
const clippings: readonly (readonly [name: string, clipping: ClippingConfig, optimizer: OptimizerConfig])[] = [
  ['norm clipped in every step', { type: 'norm', max: 0.05 }, momentum],
  ['norm clipped now and then', { type: 'norm', max: 0.8 }, momentum],
  ['norm never reached', { type: 'norm', max: 1000 }, momentum],
  ['norm', { type: 'norm', max: 0.1 }, adam],
  ['value', { type: 'value', max: 0.1 }, momentum],
  ['value', { type: 'value', max: 0.05 }, adam],
];

/** Gradients clipped before the optimiser sees them; weight decay comes after it. */
export const clippingNetworks: readonly ConformanceNetwork[] = clippings.map(([name, clipping, optimizer]) => ({
  name: `clipping, ${name}`, plan: planOf(perceptron(3)), config: { ...defaultTraining, optimizer, clipping, seed: 4 },
}));

/** Every loss on several outputs, those that can tell two classes apart by one output on that, and smoothed labels. */
export const lossNetworks: readonly ConformanceNetwork[] = [...lossTypes.flatMap(networksOf), smoothed('crossEntropy', 'labels'), shares(), smoothed('softCrossEntropy', 'shares')];

function networksOf(loss: LossType): ConformanceNetwork[] {
  const sizes = losses[loss].takes === 'targets' ? [4, 1] : [4];
  return sizes.map((outputs) => ({
    name: `${losses[loss].label}, ${outputs === 1 ? 'one output' : `${outputs} outputs`}`,
    plan: planOf(perceptron(outputs, ...lastOf(loss))),
    config: { ...defaultTraining, loss, optimizer: { type: 'sgd', learningRate: 0.5, momentum: 0.5, weightDecay: 0 }, seed: 4 },
  }));
}

function smoothed(loss: LossType, what: string): ConformanceNetwork {
  const [plain] = networksOf(loss) as [ConformanceNetwork];
  return { ...plain, name: `Cross-entropy with smoothed ${what}`, config: { ...plain.config, labelSmoothing: 0.3 } };
}

function shares(): ConformanceNetwork {
  const [plain] = networksOf('softCrossEntropy') as [ConformanceNetwork];
  return { ...plain, name: 'Cross-entropy with a share for each class' };
}

function lastOf(loss: LossType): readonly NodeRow[] {
  return loss === 'bce' ? [['probability', 'Sigmoid']] : [];
}
