// Which lowering each layer kind has, and each fusion of several (../fusions.ts). A kind that is missing here is refused as a Problem at its node.

import { gelu, leakyRelu, relu, sigmoid, tanh } from './activations.ts';
import { batchNorm, batchNormRelu, batchNormReluPool, reluPool } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { linear } from './linear.ts';
import type { Lowering } from './lowering.ts';
import { adaptiveAvgPool2d, avgPool2d, maxPool2d } from './pooling.ts';
import { dropout, softmax } from './probabilities.ts';
import { add, addRelu, concat, flatten, zeroPad2d } from './shape-ops.ts';

export const lowerings: ReadonlyMap<string, Lowering> = new Map(Object.entries({
  Conv2d: conv2d,
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  ReLU: relu,
  LeakyReLU: leakyRelu,
  Sigmoid: sigmoid,
  Tanh: tanh,
  GELU: gelu,
  Softmax: softmax,
  MaxPool2d: maxPool2d,
  AvgPool2d: avgPool2d,
  AdaptiveAvgPool2d: adaptiveAvgPool2d,
  Flatten: flatten,
  Linear: linear,
  Dropout: dropout,
  Add: add,
  Concat: concat,
  ZeroPad2d: zeroPad2d,
  BatchNormReLU: batchNormRelu,
  BatchNormReLUMaxPool2d: batchNormReluPool,
  ReLUMaxPool2d: reluPool,
  AddReLU: addRelu,
}));
