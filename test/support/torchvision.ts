// Two networks of torchvision as graphs, written from the papers; ids are torchvision's module names.

import type { Graph } from '../../src/core/graph.ts';
import { createGraphBuilder, type GraphBuilder } from './graph-builder.ts';

/** ResNet-18 (He, Zhang, Ren, Sun 2015) on 3×224×224; 11,689,512 parameters. */
export function resnet18(classes = 1000): Graph {
  const builder = createGraphBuilder();
  let x = builder.add('input', 'Input', { shape: [3, 224, 224] });
  x = convNormRelu(builder, '', x, { outChannels: 64, kernelSize: 7, stride: 2, padding: 3 });
  x = builder.add('maxpool', 'MaxPool2d', { kernelSize: 3, stride: 2, padding: 1 }, x);
  [64, 128, 256, 512].forEach((channels, stage) => {
    for (const block of [0, 1]) x = basicBlock(builder, `layer${stage + 1}.${block}.`, x, channels, stage > 0 && block === 0);
  });
  x = builder.add('avgpool', 'AdaptiveAvgPool2d', { outputSize: 1 }, x);
  x = builder.add('flatten', 'Flatten', undefined, x);
  x = builder.add('fc', 'Linear', { outFeatures: classes }, x);
  builder.add('output', 'Output', undefined, x);
  return builder.graph();
}

function convNormRelu(builder: GraphBuilder, prefix: string, from: string, attrs: Record<string, number>): string {
  const conv = builder.add(`${prefix}conv1`, 'Conv2d', { ...attrs, bias: false }, from);
  return builder.add(`${prefix}relu1`, 'ReLU', undefined, builder.add(`${prefix}bn1`, 'BatchNorm2d', undefined, conv));
}

function basicBlock(builder: GraphBuilder, prefix: string, from: string, channels: number, downsample: boolean): string {
  const stride = downsample ? 2 : 1;
  const first = convNormRelu(builder, prefix, from, { outChannels: channels, kernelSize: 3, stride, padding: 1 });
  const second = builder.add(`${prefix}conv2`, 'Conv2d', { outChannels: channels, kernelSize: 3, padding: 1, bias: false }, first);
  const body = builder.add(`${prefix}bn2`, 'BatchNorm2d', undefined, second);
  const skip = downsample
    ? builder.add(`${prefix}downsample.1`, 'BatchNorm2d', undefined, builder.add(`${prefix}downsample.0`, 'Conv2d', { outChannels: channels, kernelSize: 1, stride, bias: false }, from))
    : from;
  return builder.add(`${prefix}relu2`, 'ReLU', undefined, builder.add(`${prefix}add`, 'Add', undefined, body, skip));
}

/** DenseNet-121 (Huang, Liu, van der Maaten, Weinberger 2016) on 3×224×224; 7,978,856 parameters. */
export function densenet121(classes = 1000): Graph {
  const builder = createGraphBuilder();
  const normReluConv = (id: string, from: string, attrs: Record<string, number>): string => {
    const norm = builder.add(`${id}.norm`, 'BatchNorm2d', undefined, from);
    return builder.add(`${id}.conv`, 'Conv2d', { ...attrs, bias: false }, builder.add(`${id}.relu`, 'ReLU', undefined, norm));
  };
  let x = builder.add('input', 'Input', { shape: [3, 224, 224] });
  x = convNormRelu(builder, '', x, { outChannels: 64, kernelSize: 7, stride: 2, padding: 3 });
  x = builder.add('pool0', 'MaxPool2d', { kernelSize: 3, stride: 2, padding: 1 }, x);
  let channels = 64;
  [6, 12, 24, 16].forEach((layers, block) => {
    for (let layer = 1; layer <= layers; layer++) {
      const id = `denseblock${block + 1}.denselayer${layer}`;
      const narrow = normReluConv(`${id}.1`, x, { outChannels: 128, kernelSize: 1 });
      const grown = normReluConv(`${id}.2`, narrow, { outChannels: 32, kernelSize: 3, padding: 1 });
      x = builder.add(`${id}.cat`, 'Concat', undefined, x, grown);
      channels += 32;
    }
    if (block === 3) return;
    channels /= 2;
    x = builder.add(`transition${block + 1}.pool`, 'AvgPool2d', { kernelSize: 2 }, normReluConv(`transition${block + 1}`, x, { outChannels: channels, kernelSize: 1 }));
  });
  x = builder.add('relu5', 'ReLU', undefined, builder.add('norm5', 'BatchNorm2d', undefined, x));
  x = builder.add('flatten', 'Flatten', undefined, builder.add('avgpool', 'AdaptiveAvgPool2d', { outputSize: 1 }, x));
  builder.add('output', 'Output', undefined, builder.add('classifier', 'Linear', { outFeatures: classes }, x));
  return builder.graph();
}
