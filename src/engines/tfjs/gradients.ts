// Gradients that tfjs lacks or gets wrong, put in the place of its own: dilated convolutions on every backend, all
// filter gradients on WASM (tensorflow/tfjs#8474), pooling. Where a backend's own kernel is right it is used.

import * as tf from '@tensorflow/tfjs-core';
// Registers tfjs's own gradients when it is loaded, which must be before ours.
import '@tensorflow/tfjs-layers';
import { convFilterGradient, convInputGradient, type Conv } from './conv-gradients.ts';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradients.ts';
import { averagePoolCorrection } from './pool-gradients.ts';

interface Gradients {
  readonly input: (dy: tf.Tensor4D, filter: tf.Tensor4D, conv: Conv) => tf.Tensor;
  readonly filter: (x: tf.Tensor4D, dy: tf.Tensor4D, conv: Conv) => tf.Tensor;
}

let installed = false;

/** Registers our gradients, once. */
export function installGradients(): void {
  if (installed) return;
  installed = true;
  install('Conv2D', ['Conv2DBackpropInput', 'Conv2DBackpropFilter'], { input: convInputGradient, filter: convFilterGradient });
  install('DepthwiseConv2dNative', ['DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'], {
    input: depthwiseInputGradient,
    filter: depthwiseFilterGradient,
  });
  const averagePool = tf.getGradient('AvgPool');
  tf.registerGradient({
    ...averagePool,
    gradFunc(dy, saved, attrs) {
      const correction = averagePoolCorrection(saved[0] as tf.Tensor4D, attrs);
      return averagePool.gradFunc(correction ? tf.mul(dy as tf.Tensor, correction) : dy, saved, attrs);
    },
  });
}

function install(kernelName: 'Conv2D' | 'DepthwiseConv2dNative', [inputKernel, filterKernel]: readonly [string, string], composed: Gradients): void {
  const stock = tf.getGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc(dy, saved, attrs) {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const conv = describeConv(x, filter, attrs, kernelName === 'DepthwiseConv2dNative');
      const dilated = conv.dilation[0] > 1 || conv.dilation[1] > 1;
      const has = (kernel: string) => !dilated && tf.getKernel(kernel, tf.getBackend()) !== undefined;
      const own = dilated ? {} : stock.gradFunc(dy, saved, attrs);
      // XNNPACK's forward convolution is faster than the WASM backend's plain loops for this gradient.
      const ownInput = has(inputKernel) && tf.getBackend() !== 'wasm';
      return {
        x: ownInput ? (own['x'] as () => tf.Tensor) : () => composed.input(dy as tf.Tensor4D, filter, conv),
        filter: has(filterKernel) ? (own['filter'] as () => tf.Tensor) : () => composed.filter(x, dy as tf.Tensor4D, conv),
      };
    },
  });
}

function describeConv(x: tf.Tensor4D, filter: tf.Tensor4D, attrs: tf.NamedAttrMap, depthwise: boolean): Conv {
  const { strides, pad, dilations } = attrs as Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dilations'>;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations ?? 1, pad, undefined, depthwise);
  const { top, bottom, left, right } = info.padInfo;
  return {
    xShape: x.shape,
    filterShape: filter.shape,
    stride: [info.strideHeight, info.strideWidth],
    dilation: [info.dilationHeight, info.dilationWidth],
    pads: { top, bottom, left, right },
  };
}
