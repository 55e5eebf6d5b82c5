// ZeroPad2d: torch.nn.ZeroPad2d((left, right, top, bottom)).
// https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html

import { intAttr, type AttrsOf } from '../core/attrs.ts';
import { defineLayer } from '../core/layer-kind.ts';
import { expectImage } from './shared/input-checks.ts';
import { padWithZeros } from './shared/tfjs-windows.ts';

const side = (label: string, help: string) => intAttr({ label, help, default: 1, min: 0 });

// One attribute a side, in PyTorch's order, since a bare list of four does not say which is which.
const attrs = {
  left: side('Left', 'Columns of zeros added on the left.'),
  right: side('Right', 'Columns of zeros added on the right.'),
  top: side('Top', 'Rows of zeros added at the top.'),
  bottom: side('Bottom', 'Rows of zeros added at the bottom.'),
};

export const zeroPad2d = defineLayer({
  kind: 'ZeroPad2d',
  category: 'shape',
  idStem: 'zeropad',
  summary: 'Adds a border of zeros to an image.',
  docs: `Each side has its own width, as in torch.nn.ZeroPad2d((left, right, top, bottom)).

Output size: height + top + bottom and width + left + right. For equal padding the padding of a convolution does the same; this is for sides that differ, such as before a convolution of stride 2 that came from TensorFlow.`,
  icon: 'frame',
  keywords: ['padding', 'border', 'zero padding'],
  attrs,
  inputs: { type: 'fixed', names: ['in'] },
  outputs: ['out'],
  shorthand(a: AttrsOf<typeof attrs>) {
    const { left, right, top, bottom } = a;
    const even = left === right && left === top && left === bottom;
    return even ? `p${left}` : `l${left} r${right} t${top} b${bottom}`;
  },
  inferShape({ attrs: a, inputs }) {
    const { input, problem } = expectImage('ZeroPad2d', inputs);
    return problem ? { problems: [problem] } : { shape: [input[0], input[1] + a.top + a.bottom, input[2] + a.left + a.right] };
  },
  sees: ({ attrs: a }, [channels = [0, 1], rows = [0, 1], columns = [0, 1]]) =>
    [[channels, [rows[0] - a.top, rows[1] - a.top], [columns[0] - a.left, columns[1] - a.left]]],
  nonNegative: (_, [input]) => input === true,
  targets: { tfjs: { lower: (op, [image], builder) => padWithZeros(builder, image, op.attrs) } },
  examples: [
    { title: 'A pixel on each side', inputs: [[3, 8, 8]], expect: { output: [3, 10, 10], parameters: 0 } },
    { title: 'MNIST to LeNet’s 32×32', attrs: { left: 2, right: 2, top: 2, bottom: 2 }, inputs: [[1, 28, 28]], expect: { output: [1, 32, 32], parameters: 0 } },
    { title: 'Bottom and right only, as TensorFlow pads at stride 2', attrs: { left: 0, top: 0 }, inputs: [[3, 224, 224]], expect: { output: [3, 225, 225], parameters: 0 } },
    { title: 'Features have no sides', inputs: [[10]], expect: { problem: 'wrong-rank' } },
  ],
});
