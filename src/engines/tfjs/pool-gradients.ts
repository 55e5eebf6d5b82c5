// Gradients of pooling where tfjs's are wrong: its AvgPoolGrad divides by the whole window where forward divides by
// the pixels in it, and on WASM its MaxPoolGrad loses windows without a value above zero.

import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

type PoolInfo = tf.backend_util.Conv2DInfo;

/**
 * Per window, the whole window's pixels by those that are not padding, as [1, height, width, 1]: with dy times this,
 * tfjs's gradient is the true one. Undefined where no window reaches into the padding.
 */
export function averagePoolCorrection(x: tf.Tensor4D, attrs: tf.NamedAttrMap): tf.Tensor4D | undefined {
  const { filterSize, strides, pad } = attrs as unknown as tf.AvgPoolAttrs;
  const info = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
  const { top, bottom, left, right } = info.padInfo;
  if (Math.max(top, bottom, left, right) <= 0) return undefined;
  const rows = countPixels(info.outHeight, info.strideHeight, info.filterHeight, top, info.inHeight);
  const columns = countPixels(info.outWidth, info.strideWidth, info.filterWidth, left, info.inWidth);
  const whole = info.filterHeight * info.filterWidth;
  const factors = rows.flatMap((height) => columns.map((width) => whole / (height * width)));
  return tf.tensor4d(factors, [1, rows.length, columns.length, 1]);
}

/** Along one axis, how many pixels of the image each window covers. */
function countPixels(windows: number, stride: number, kernel: number, before: number, size: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(start + kernel, size) - Math.max(start, 0);
  });
}

/** Replaces the WASM backend's MaxPoolGrad by one that is right for values of any sign. */
export function installWasmMaxPoolGradient(): void {
  const kernel = { kernelName: 'MaxPoolGrad', backendName: 'wasm' };
  if (tf.getKernel(kernel.kernelName, kernel.backendName)) tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel({
    ...kernel,
    kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
      const backend = anyBackend as BackendWasm;
      const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
      const { filterSize, strides, pad } = attrs as unknown as tf.MaxPoolGradAttrs;
      const info = tf.backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad);
      const dx = backend.makeOutput(input.shape, 'float32');
      // Views of the heap, taken after the allocation, which may move it.
      const heap = (tensor: tf.TensorInfo) => backend.typedArrayFromHeap(tensor) as Float32Array;
      scatterToMaxima(heap(input), heap(dy), heap(dx), info);
      return dx;
    },
  });
}

/** Adds each dy to where the first largest value of its window is, as PyTorch does. */
function scatterToMaxima(x: Float32Array, dy: Float32Array, dx: Float32Array, info: PoolInfo): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
  dx.fill(0);
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padInfo.top;
      const rowEnd = Math.min(top + filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padInfo.left;
        const columnEnd = Math.min(left + filterWidth, inWidth);
        for (let channel = 0; channel < inChannels; channel++) {
          let best = -Infinity;
          let place = -1;
          for (let y = Math.max(top, 0); y < rowEnd; y++) {
            let from = ((image * inHeight + y) * inWidth + Math.max(left, 0)) * inChannels + channel;
            for (let i = Math.max(left, 0); i < columnEnd; i++) {
              const value = x[from] as number;
              // A NaN wins, and the first value stands where all are minus infinity.
              if (place < 0 || value > best || Number.isNaN(value)) {
                best = value;
                place = from;
              }
              from += inChannels;
            }
          }
          dx[place] = (dx[place] as number) + (dy[at++] as number);
        }
      }
    }
  }
}
