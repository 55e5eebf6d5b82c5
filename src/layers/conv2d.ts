// Conv2d: torch.nn.Conv2d with zero padding.
// https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

import { booleanAttr, formatIntOrPair, formatPair, intAttr, paddingAttr, pairAttr, toPair, type AttrsOf } from '../core/attrs.ts';
import { resolvePadding, slideWindow, type Window } from '../core/conv-arithmetic.ts';
import { defineLayer, type TypedOp } from '../core/layer-kind.ts';
import type { ProblemDraft } from '../core/problems.ts';
import { seenByReach } from '../core/region.ts';
import { elementCount } from '../core/shape.ts';
import type { TfjsBuilder, WeightBinding, WeightLayout } from '../core/tfjs-target.ts';
import { expectImage, imageOf } from './shared/input-checks.ts';
import { padWithZeros } from './shared/tfjs-windows.ts';

const attrs = {
  outChannels: intAttr({ label: 'Out channels', help: 'Number of filters, and of channels that come out.', default: 16, min: 1 }),
  kernelSize: pairAttr({ label: 'Kernel size', help: 'Height and width of each filter.', default: 3, min: 1 }),
  stride: pairAttr({ label: 'Stride', help: 'Pixels from one window to the next.', default: 1, min: 1 }),
  padding: paddingAttr({ label: 'Padding', help: 'Zeros added on each side; "same" keeps the size at stride 1.', default: 0 }),
  dilation: pairAttr({ label: 'Dilation', help: 'Pixels from one kernel element to the next.', default: 1, min: 1 }),
  groups: intAttr({ label: 'Groups', help: 'Channels are split into this many groups that do not see each other; as many as channels is depthwise.', default: 1, min: 1 }),
  bias: booleanAttr({ label: 'Bias', help: 'Adds a learned number to each output channel.', default: true }),
};
type ConvAttrs = AttrsOf<typeof attrs>;

export const conv2d = defineLayer({
  kind: 'Conv2d',
  category: 'convolution',
  idStem: 'conv',
  summary: 'Slides learned filters over an image.',
  docs: `Each output channel has a filter of in channels / groups × kernel height × kernel width numbers. At every position the filter is multiplied with the window under it and summed, plus the bias; the filter is not flipped (cross-correlation).

Output size: floor((size + 2·padding - dilation·(kernel - 1) - 1) / stride) + 1. An odd kernel k keeps the size at stride 1 with padding (k - 1) / 2.

Weights start uniform in ±1/sqrt(fan in), where fan in is in channels / groups × kernel height × kernel width, unless you choose otherwise. A bias before a BatchNorm does nothing: the normalisation takes it out again.`,
  icon: 'grid-3x3',
  keywords: ['convolution', 'filter', 'depthwise', 'kernel'],
  attrs,
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand: (a) => [
    String(a.outChannels),
    formatPair(a.kernelSize),
    ...(isOne(a.stride) ? [] : [`s${formatIntOrPair(a.stride)}`]),
    ...(typeof a.padding === 'string' ? [a.padding] : formatIntOrPair(a.padding) === '0' ? [] : [`p${formatIntOrPair(a.padding)}`]),
    ...(isOne(a.dilation) ? [] : [`d${formatIntOrPair(a.dilation)}`]),
    ...(a.groups === 1 ? [] : [`g${a.groups}`]),
  ].join(' · '),
  inferShape({ attrs: a, inputs }) {
    const { input, problem } = expectImage('Conv2d', inputs);
    if (problem) return { problems: [problem] };
    const slid = slideWindow(input, windowOf(a));
    const problems = [...channelProblems(a, input[0]), ...sameProblems(a)];
    if ('problem' in slid) return { problems: [...problems, slid.problem] };
    return problems.length > 0 ? { problems } : { shape: [a.outChannels, ...slid.size] };
  },
  weights({ attrs: a, inputs }) {
    const [height, width] = toPair(a.kernelSize);
    const inPerGroup = imageOf(inputs)[0] / a.groups;
    const fanIn = inPerGroup * height * width;
    // As torch.nn.init: fan out counts all output channels, whatever the groups.
    const fanOut = a.outChannels * height * width;
    const weight = { name: 'weight', shape: [a.outChannels, inPerGroup, height, width], role: 'parameter', init: { type: 'default', part: 'weight', fanIn, fanOut } } as const;
    const bias = { name: 'bias', shape: [a.outChannels], role: 'parameter', init: { type: 'default', part: 'bias', fanIn, fanOut } } as const;
    return a.bias ? [weight, bias] : [weight];
  },
  macs({ attrs: a, inputs, output }) {
    const [height, width] = toPair(a.kernelSize);
    return elementCount(output) * (imageOf(inputs)[0] / a.groups) * height * width;
  },
  reach: ({ attrs: a }) => ({ type: 'window', ...windowOf(a) }),
  sees({ attrs: a, inputs: [input = []] }, part) {
    const [[first, end] = [0, 1], ...pixels] = seenByReach({ type: 'window', ...windowOf(a) }, part, input);
    const outPerGroup = a.outChannels / a.groups;
    const inPerGroup = (input[0] ?? 1) / a.groups;
    return [[[Math.floor(first / outPerGroup) * inPerGroup, Math.ceil(end / outPerGroup) * inPerGroup], ...pixels]];
  },
  combines: () => 'weighted sum',
  targets: {
    tfjs: {
      limits: ({ attrs: a }) =>
        isOne(a.stride) || isOne(a.dilation)
          ? []
          : [{
              code: 'tfjs-stride-and-dilation', attr: 'dilation',
              message: `tfjs cannot run a convolution with both stride ${formatPair(a.stride)} and dilation ${formatPair(a.dilation)}`,
              hint: 'Set one of them to 1.',
              fix: { label: 'Set dilation to 1', setAttr: 'dilation', value: 1 },
            }],
      lower(op, [image], builder) {
        const { attrs: a } = op;
        const [channels] = imageOf(op.inputShapes);
        const padded = padWithZeros(builder, image, windowOf(a).pads);
        if (a.groups === 1) {
          return builder.layer('conv2d', { ...tfjsConfig(a), filters: a.outChannels }, padded, bindings(a, 'OIHW>HWIO'));
        }
        // The stock depthwise layer ignores its dilation.
        if (a.groups === channels && isOne(a.dilation)) {
          const depthMultiplier = a.outChannels / channels;
          return builder.layer('depthwiseConv2d', { ...tfjsConfig(a), depthMultiplier }, padded, bindings(a, 'depthwise'));
        }
        return lowerGroups(op, padded, builder);
      },
    },
  },
  examples: [
    { title: 'The course’s first layer: the size stays', attrs: { outChannels: 16, kernelSize: 5, padding: 2 }, inputs: [[1, 16, 16]], expect: { output: [16, 16, 16], parameters: 416 } },
    { title: 'Stride 2 halves the image', attrs: { outChannels: 32, kernelSize: 3, stride: 2, padding: 1 }, inputs: [[16, 32, 32]], expect: { output: [32, 16, 16], parameters: 4640 } },
    { title: 'Depthwise: one filter a channel', attrs: { outChannels: 16, kernelSize: 3, padding: 'same', groups: 16, bias: false }, inputs: [[16, 8, 8]], expect: { output: [16, 8, 8], parameters: 144 } },
    { title: 'A dilated kernel sees further', attrs: { outChannels: 4, kernelSize: [3, 5], dilation: [2, 1] }, inputs: [[3, 12, 12]], expect: { output: [4, 8, 8], parameters: 184 } },
    { title: 'A kernel that does not fit', attrs: { kernelSize: 5 }, inputs: [[1, 3, 3]], expect: { problem: 'kernel-too-large' } },
    { title: 'Groups must divide the channels', attrs: { groups: 3 }, inputs: [[4, 8, 8]], expect: { problem: 'groups-do-not-divide' } },
    { title: '"same" is defined for stride 1 only', attrs: { padding: 'same', stride: 2 }, inputs: [[4, 8, 8]], expect: { problem: 'same-needs-stride-1' } },
    { title: 'Features have no pixels', inputs: [[10]], expect: { problem: 'wrong-rank' } },
  ],
});

function windowOf(a: ConvAttrs): Window {
  const kernel = toPair(a.kernelSize);
  const dilation = toPair(a.dilation);
  return { kernel, stride: toPair(a.stride), dilation, pads: resolvePadding(a.padding, kernel, dilation) };
}

function isOne(value: ConvAttrs['stride']): boolean {
  return formatIntOrPair(value) === '1';
}

function channelProblems(a: ConvAttrs, channels: number): ProblemDraft[] {
  const fix = { label: 'Set groups to 1', setAttr: 'groups', value: 1 } as const;
  if (channels % a.groups !== 0) {
    return [{ code: 'groups-do-not-divide', attr: 'groups', message: `groups ${a.groups} does not divide the ${channels} input channels`, fix }];
  }
  if (a.outChannels % a.groups !== 0) {
    return [{ code: 'groups-do-not-divide', attr: 'groups', message: `groups ${a.groups} does not divide the ${a.outChannels} output channels`, fix }];
  }
  return [];
}

function sameProblems(a: ConvAttrs): ProblemDraft[] {
  if (a.padding !== 'same' || isOne(a.stride)) return [];
  return [{
    code: 'same-needs-stride-1', attr: 'padding',
    message: `padding "same" is defined for stride 1, received stride ${formatPair(a.stride)}`,
    fix: { label: 'Set stride to 1', setAttr: 'stride', value: 1 },
  }];
}

function tfjsConfig(a: ConvAttrs): Record<string, unknown> {
  return { kernelSize: [...toPair(a.kernelSize)], strides: [...toPair(a.stride)], dilationRate: [...toPair(a.dilation)], padding: 'valid', useBias: a.bias };
}

function bindings(a: ConvAttrs, layout: WeightLayout, rows?: readonly [number, number]): WeightBinding[] {
  const part = rows && { rows };
  const weight: WeightBinding = { weight: 'weight', layout, ...part };
  return a.bias ? [weight, { weight: 'bias', ...part }] : [weight];
}

/** No stock layer has groups: crop each group's channels (turned to a spatial axis), convolve, join. */
function lowerGroups<T>({ attrs: a, inputShapes }: TypedOp<ConvAttrs>, image: T, builder: TfjsBuilder<T>): T {
  const [channels] = imageOf(inputShapes);
  const inPerGroup = channels / a.groups;
  const outPerGroup = a.outChannels / a.groups;
  const turned = builder.layer('permute', { dims: [1, 3, 2] }, image);
  const parts = Array.from({ length: a.groups }, (_, group) => {
    const cropping = [[0, 0], [group * inPerGroup, channels - (group + 1) * inPerGroup]];
    const cropped = builder.layer('permute', { dims: [1, 3, 2] }, builder.layer('cropping2D', { cropping }, turned));
    const rows = [group * outPerGroup, (group + 1) * outPerGroup] as const;
    return builder.layer('conv2d', { ...tfjsConfig(a), filters: outPerGroup }, cropped, bindings(a, 'OIHW>HWIO', rows));
  });
  return builder.layer('concatenate', { axis: -1 }, parts);
}
