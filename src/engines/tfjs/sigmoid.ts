// The sigmoid of large numbers as float32 arithmetic has it, in place of more exact ones: exactly 1 above 16.64 and 0
// below -88.73, as in PyTorch, where the logarithms of a loss are bounded. tfjs's JavaScript goes on in float64 to
// -103, and XNNPACK has no denormals.

import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Below, all of them agree. */
const large = 15;

/** Replaces a backend's kernel; call it before the backend starts. */
export function installSigmoid(backendName: 'cpu' | 'wasm'): void {
  const stock = tf.getKernel('Sigmoid', backendName);
  tf.unregisterKernel('Sigmoid', backendName);
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const out = stock.kernelFunc(call) as tf.TensorInfo;
      const valuesOf = (tensor: tf.TensorInfo) =>
        backendName === 'cpu'
          ? ((call.backend as MathBackendCPU).data.get(tensor.dataId).values as Float32Array)
          : ((call.backend as BackendWasm).typedArrayFromHeap(tensor) as Float32Array);
      const results = valuesOf(out);
      valuesOf(call.inputs['x'] as tf.TensorInfo).forEach((x, i) => {
        if (Math.abs(x) > large) results[i] = 1 / Math.fround(1 + Math.fround(Math.exp(-x)));
      });
      return out;
    },
  });
}
