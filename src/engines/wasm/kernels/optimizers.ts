// AssemblyScript. Optimiser steps with torch.optim's formulas. Every thread updates a slice of all parameters; the gradient
// is the sum of the threads' gradients, `stride` bytes apart. `settings` points at float32 that may change between steps.

import { at, flush, madd, splat } from './simd';

/** First parameter of a thread's slice: slices are whole vectors. */
@inline
export function sliceStart(count: i32, thread: i32, threads: i32): i32 {
  return <i32>(<i64>(count >> 2) * thread / threads) << 2;
}

@inline
export function totalGradient(gradients: usize, stride: usize, threads: i32): v128 {
  let sum = v128.load(gradients);
  for (let t = 1; t < threads; t++) {
    gradients += stride;
    sum = f32x4.add(sum, v128.load(gradients));
  }
  return sum;
}

/**
 * v = momentum·v + g + weightDecay·w; w -= rate·v, or with Nesterov's momentum rate·(g + momentum·v). With momentum 0 the
 * velocity is left alone, as torch.optim.SGD leaves its buffer. Settings: rate, momentum, weightDecay, nesterov (0 or 1).
 * `count`, here and below: a multiple of four.
 */
export function sgd(
  weights: usize, gradients: usize, stride: i32, velocity: usize, _stateStride: i32, count: i32, thread: i32, threads: i32, settings: usize,
): void {
  const rate = v128.load_splat<f32>(settings), momentum = v128.load_splat<f32>(settings, 4), decay = v128.load_splat<f32>(settings, 8);
  const moving = load<f32>(settings, 4) != 0, nesterov = load<f32>(settings, 12) != 0;
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const w = v128.load(weights + at(i));
    const g = madd(decay, w, totalGradient(gradients + at(i), stride, threads));
    let v = g;
    if (moving) {
      v = flush(madd(momentum, v128.load(velocity + at(i)), g));
      v128.store(velocity + at(i), v);
      if (nesterov) v = madd(momentum, v, g);
    }
    v128.store(weights + at(i), f32x4.sub(w, f32x4.mul(rate, v)));
  }
}

/**
 * m = β1·m + (1-β1)·g; v = β2·v + (1-β2)·g²; w = kept·w - rate/c1·m / (sqrt(v)/sqrt(c2) + eps) with g += weightDecay·w.
 * Adam: kept = 1; AdamW: weightDecay = 0. State: m, v. Settings: rate/c1, β1, 1-β1, β2, 1-β2, eps, weightDecay,
 * 1/sqrt(c2), kept, where ci = 1 - βi^step.
 */
export function adam(
  weights: usize, gradients: usize, stride: i32, state: usize, stateStride: i32, count: i32, thread: i32, threads: i32, settings: usize,
): void {
  const rate = v128.load_splat<f32>(settings);
  const beta1 = v128.load_splat<f32>(settings, 4), rest1 = v128.load_splat<f32>(settings, 8);
  const beta2 = v128.load_splat<f32>(settings, 12), rest2 = v128.load_splat<f32>(settings, 16);
  const eps = v128.load_splat<f32>(settings, 20), decay = v128.load_splat<f32>(settings, 24);
  const correction = v128.load_splat<f32>(settings, 28), kept = v128.load_splat<f32>(settings, 32);
  const second = state + stateStride;
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const w = v128.load(weights + at(i));
    const g = madd(decay, w, totalGradient(gradients + at(i), stride, threads));
    const m = flush(madd(beta1, v128.load(state + at(i)), f32x4.mul(rest1, g)));
    const v = flush(madd(beta2, v128.load(second + at(i)), f32x4.mul(rest2, f32x4.mul(g, g))));
    v128.store(state + at(i), m);
    v128.store(second + at(i), v);
    const step = f32x4.div(f32x4.mul(rate, m), madd(f32x4.sqrt(v), correction, eps));
    v128.store(weights + at(i), f32x4.sub(f32x4.mul(kept, w), step));
  }
}

/**
 * s = α·s + (1-α)·g²; d = g / (sqrt(s) + eps) with g += weightDecay·w; v = momentum·v + d; w -= rate·v. Centered: sqrt(s - m²)
 * with m = α·m + (1-α)·g. With momentum 0 v is left alone. State: s, v, and m where centered. Settings: rate, α, 1-α, eps,
 * weightDecay, momentum, centered (0 or 1).
 */
export function rmsprop(
  weights: usize, gradients: usize, stride: i32, state: usize, stateStride: i32, count: i32, thread: i32, threads: i32, settings: usize,
): void {
  const rate = v128.load_splat<f32>(settings), alpha = v128.load_splat<f32>(settings, 4), rest = v128.load_splat<f32>(settings, 8);
  const eps = v128.load_splat<f32>(settings, 12), decay = v128.load_splat<f32>(settings, 16), momentum = v128.load_splat<f32>(settings, 20);
  const moving = load<f32>(settings, 20) != 0, centered = load<f32>(settings, 24) != 0;
  const velocity = state + stateStride, means = velocity + stateStride;
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const w = v128.load(weights + at(i));
    const g = madd(decay, w, totalGradient(gradients + at(i), stride, threads));
    let spread = flush(madd(alpha, v128.load(state + at(i)), f32x4.mul(rest, f32x4.mul(g, g))));
    v128.store(state + at(i), spread);
    if (centered) {
      const m = flush(madd(alpha, v128.load(means + at(i)), f32x4.mul(rest, g)));
      v128.store(means + at(i), m);
      // Rounding may take the variance of equal gradients below 0.
      spread = f32x4.max(f32x4.sub(spread, f32x4.mul(m, m)), splat(0));
    }
    let v = f32x4.div(g, f32x4.add(f32x4.sqrt(spread), eps));
    if (moving) {
      v = flush(madd(momentum, v128.load(velocity + at(i)), v));
      v128.store(velocity + at(i), v);
    }
    v128.store(weights + at(i), f32x4.sub(w, f32x4.mul(rate, v)));
  }
}

/** s += g²; w -= rate·g / (sqrt(s) + eps) with g += weightDecay·w. State: s. Settings: rate as it has decayed, eps, weightDecay. */
export function adagrad(
  weights: usize, gradients: usize, stride: i32, sums: usize, _stateStride: i32, count: i32, thread: i32, threads: i32, settings: usize,
): void {
  const rate = v128.load_splat<f32>(settings), eps = v128.load_splat<f32>(settings, 4), decay = v128.load_splat<f32>(settings, 8);
  const end = sliceStart(count, thread + 1, threads);
  for (let i = sliceStart(count, thread, threads); i < end; i += 4) {
    const w = v128.load(weights + at(i));
    const g = madd(decay, w, totalGradient(gradients + at(i), stride, threads));
    const s = f32x4.add(v128.load(sums + at(i)), f32x4.mul(g, g));
    v128.store(sums + at(i), s);
    v128.store(weights + at(i), f32x4.sub(w, f32x4.div(f32x4.mul(rate, g), f32x4.add(f32x4.sqrt(s), eps))));
  }
}
