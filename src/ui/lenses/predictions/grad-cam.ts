// Where a layer's feature maps speak for a class: each map weighed by the mean of the class's gradient over it, what speaks
// against cut off. Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks", 2017, equations 1 and 2.

import type { LayerRegistry } from '../../../core/layer-kind.ts';
import type { NetworkPlan } from '../../../core/plan.ts';
import type { WeightTensor } from '../../../core/weights.ts';

/** The map at the layer's own size, row after row; `values` and `gradients` are of one example, channels first. */
export function gradCam({ shape, data }: WeightTensor, gradients: Float32Array): Float32Array {
  const [height = 0, width = 0] = shape.slice(-2);
  const plane = height * width;
  const map = new Float64Array(plane);
  for (let start = 0; start < data.length; start += plane) {
    const weight = gradients.subarray(start, start + plane).reduce((sum, value) => sum + value, 0) / plane;
    for (let i = 0; i < plane; i++) map[i] = (map[i] ?? 0) + weight * (data[start + i] ?? 0);
  }
  return Float32Array.from(map, (value) => Math.max(0, value));
}

/**
 * The layer to start with: the maps of the last convolution behind its activation, before a pooling makes them coarser, as in
 * the paper; the last image where there is no convolution. Undefined where the network has no image.
 */
export function camLayer({ ops }: NetworkPlan, layers: LayerRegistry): string | undefined {
  const images = ops.filter(({ outputShape }) => outputShape.length === 3);
  const last = images.findLast(({ kind }) => kind === 'Conv2d' || layers.get(kind)?.category === 'activation');
  return (last ?? images.at(-1))?.id;
}
