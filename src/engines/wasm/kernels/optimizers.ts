// AssemblyScript. Optimiser steps with torch.optim's formulas. Every thread updates a slice of all parameters; the gradient
// is the sum of the threads' gradients, `stride` bytes apart. `settings` points at float32 that may change between steps.

import { at, madd, splat } from './simd';

/** First parameter of a thread's slice: slices are whole vectors. */
@inline
function sliceStart(count: i32, thread: i32, threads: i32): i32 {
  return <i32>(<i64>(count >> 2) * thread / threads) << 2;
}

@inline
function totalGradient(gradients: usize, stride: usize, threads: i32): v128 {
  let sum = v128.load(gradients);
  for (let t = 1; t < threads; t++) {
    gradients += stride;
    sum = f32x4.add(sum, v128.load(gradients));
  }
  return sum;
}

/**
 * v = momentum·v + g + weightDecay·w; w -= rate·v. Settings: rate, momentum, weightDecay. `count`: a multiple of four.
 * With momentum 0 the velocity is left alone, as torch.optim.SGD leaves its buffer.
 */
export function sgd(weights: usize, gradients: usize, stride: i32, velocity: usize, count: i32, thread: i32, threads: i32, settings: usize): void {
  const rate = v128.load_splat<f32>(settings), momentum = v128.load_splat<f32>(settings, 4), decay = v128.load_splat<f32>(settings, 8);
  const moving = load<f32>(settings, 4) != 0;
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const w = v128.load(weights + at(i));
    const g = madd(decay, w, totalGradient(gradients + at(i), stride, threads));
    let v = g;
    if (moving) {
      v = madd(momentum, v128.load(velocity + at(i)), g);
      v128.store(velocity + at(i), v);
    }
    v128.store(weights + at(i), f32x4.sub(w, f32x4.mul(rate, v)));
  }
}

/**
 * Adam: m = β1·m + (1-β1)·g; v = β2·v + (1-β2)·g²; w -= rate/c1·m / (sqrt(v)/sqrt(c2) + eps) with g += weightDecay·w.
 * Settings: rate/c1, β1, β2, eps, weightDecay, 1/sqrt(c2), where ci = 1 - βi^step.
 */
export function adam(
  weights: usize, gradients: usize, stride: i32, first: usize, second: usize, count: i32, thread: i32, threads: i32, settings: usize,
): void {
  const rate = v128.load_splat<f32>(settings), beta1 = v128.load_splat<f32>(settings, 4), beta2 = v128.load_splat<f32>(settings, 8);
  const eps = v128.load_splat<f32>(settings, 12), decay = v128.load_splat<f32>(settings, 16), correction = v128.load_splat<f32>(settings, 20);
  const rest1 = f32x4.sub(splat(1), beta1), rest2 = f32x4.sub(splat(1), beta2);
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const w = v128.load(weights + at(i));
    const g = madd(decay, w, totalGradient(gradients + at(i), stride, threads));
    const m = madd(beta1, v128.load(first + at(i)), f32x4.mul(rest1, g));
    const v = madd(beta2, v128.load(second + at(i)), f32x4.mul(rest2, f32x4.mul(g, g)));
    v128.store(first + at(i), m);
    v128.store(second + at(i), v);
    const step = f32x4.div(f32x4.mul(rate, m), madd(f32x4.sqrt(v), correction, eps));
    v128.store(weights + at(i), f32x4.sub(w, step));
  }
}
