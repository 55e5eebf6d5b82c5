// AssemblyScript. Gradient clipping before the optimiser, as torch.nn.utils has it. Every thread takes the slice of all
// parameters that it will update; the gradient is the sum of the threads' gradients, `stride` bytes apart.

import { at, splat } from './simd';
import { sliceStart, totalGradient } from './optimizers';

/**
 * Puts the total of the slice where thread 0's gradients lie and zero in place of the others, so that the optimiser adds
 * them up to the same, and stores the float64 sum of its squares at `squares`.
 */
export function gatherGradients(gradients: usize, stride: i32, count: i32, thread: i32, threads: i32, squares: usize): void {
  const end = sliceStart(count, thread + 1, threads);
  let sum: f64 = 0;
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const g = totalGradient(gradients + at(i), stride, threads);
    v128.store(gradients + at(i), g);
    const low = f64x2.promote_low_f32x4(g), high = f64x2.promote_low_f32x4(v128.shuffle<i32>(g, g, 2, 3, 0, 1));
    const both = f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
    sum += f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  }
  for (let t = 1; t < threads; t++) {
    const start = sliceStart(count, thread, threads);
    memory.fill(gradients + <usize>t * <usize>stride + at(start), 0, at(end - start));
  }
  store<f64>(squares, sum);
}

/** Gathered gradients times max / (norm + 1e-6) where that is below 1. `squares`: of all threads, `squaresStride` bytes apart. */
export function clipNorm(gradients: usize, count: i32, thread: i32, threads: i32, squares: usize, squaresStride: i32, max: f32): void {
  let sum: f64 = 0;
  for (let t = 0; t < threads; t++) sum += load<f64>(squares + <usize>t * <usize>squaresStride);
  const factor = <f64>max / (Math.sqrt(sum) + 1e-6);
  // A norm that is no number makes gradients none either, as in PyTorch.
  if (factor >= 1) return;
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    v128.store(gradients + at(i), f32x4.mul(v128.load(gradients + at(i)), splat(<f32>factor)));
  }
}

/** Gathered gradients, each between -max and max. */
export function clipValue(gradients: usize, count: i32, thread: i32, threads: i32, max: f32): void {
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    v128.store(gradients + at(i), f32x4.max(f32x4.min(v128.load(gradients + at(i)), splat(max)), splat(-max)));
  }
}
