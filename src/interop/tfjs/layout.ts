// The one place where PyTorch's axis orders become tfjs's and back: images C,H,W against H,W,C and the
// kernels of convolutions and dense layers.

import { elementCount, type Shape } from '../../core/shape.ts';
import type { WeightLayout } from '../../core/tfjs-target.ts';

/** `[channels, height, width]` as `[height, width, channels]`; features stay as they are. */
export function channelsLast(shape: Shape): Shape {
  const [channels, ...rest] = shape;
  return channels === undefined ? [] : [...rest, channels];
}

/**
 * For each axis of the tfjs tensor, the axis of the PyTorch tensor it comes from. The depthwise kernel
 * `[channels·m, 1, h, w]` counts as `[channels, m, h, w]` here; its elements are in the same order.
 */
const axesOf: Readonly<Record<Exclude<WeightLayout, 'same'>, readonly number[]>> = {
  'OIHW>HWIO': [2, 3, 1, 0],
  depthwise: [2, 3, 0, 1],
  'OI>IO': [1, 0],
};

/** The tfjs shape of a PyTorch tensor of `shape`; `channels` are the input channels of a depthwise convolution. */
export function tfjsShape(shape: Shape, layout: WeightLayout, channels: number): Shape {
  if (layout === 'same') return shape;
  const [outs = 0, , height = 0, width = 0] = shape;
  const source = layout === 'depthwise' ? [channels, outs / channels, height, width] : shape;
  return axesOf[layout].map((axis) => source[axis] ?? 0);
}

/** A copy of PyTorch's values in tfjs's order; `shape` is the tfjs shape. */
export function toTfjs(data: Float32Array, shape: Shape, layout: WeightLayout): Float32Array {
  if (layout === 'same') return data.slice();
  const axes = axesOf[layout];
  return permuteAxes(data, invert(axes).map((axis) => shape[axis] ?? 0), axes);
}

/** tfjs's values in PyTorch's order; `shape` is the tfjs shape. */
export function fromTfjs(data: Float32Array, shape: Shape, layout: WeightLayout): Float32Array {
  return layout === 'same' ? data : permuteAxes(data, shape, invert(axesOf[layout]));
}

/** As `numpy.transpose`: axis i of the result is axis `axes[i]` of `data`, whose shape is `shape`. */
export function permuteAxes(data: Float32Array, shape: Shape, axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  const sizes = axes.map((axis) => shape[axis] ?? 0);
  const steps = axes.map((axis) => strides[axis] ?? 0);
  const result = new Float32Array(data.length);
  const index = new Array<number>(axes.length).fill(0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = data[from] ?? 0;
    // Count `index` up like an odometer, keeping `from` in step.
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const at = (index[axis] ?? 0) + 1;
      const size = sizes[axis] ?? 0;
      from += steps[axis] ?? 0;
      if (at < size) {
        index[axis] = at;
        break;
      }
      index[axis] = 0;
      from -= size * (steps[axis] ?? 0);
    }
  }
  return result;
}

function invert(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
