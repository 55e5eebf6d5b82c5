// AssemblyScript. Activations element by element, forward and backward. Every kernel is `value` or `derivative` below
// with a literal `kind`, which the compiler turns into a loop of its own. y may be x, dx may be dy.

import { at, madd, splat } from './simd';
import { erf, exp, tanh } from './math';
import { scratch } from './scratch';

const RELU: i32 = 0, LEAKY_RELU: i32 = 1, SIGMOID: i32 = 2, TANH: i32 = 3, GELU: i32 = 4, GELU_TANH: i32 = 5;

/** sqrt(2/π) and the cubic coefficient of GELU's tanh form (Hendrycks, Gimpel 2016). */
const geluScale: f32 = 0.7978845608028654, geluCubic: f32 = 0.044715;

@inline
function value(kind: i32, x: v128, slope: v128): v128 {
  if (kind == RELU) return f32x4.max(x, splat(0));
  if (kind == LEAKY_RELU) return v128.bitselect(x, f32x4.mul(x, slope), f32x4.gt(x, splat(0)));
  if (kind == SIGMOID) return f32x4.div(splat(1), f32x4.add(splat(1), exp(f32x4.neg(x))));
  if (kind == TANH) return tanh(x);
  const half = f32x4.mul(x, splat(0.5));
  if (kind == GELU) return madd(half, erf(f32x4.mul(x, splat(Mathf.SQRT1_2))), half);
  return madd(half, tanh(geluArgument(x)), half);
}

/** dy times the derivative, from x and y = value(x). */
@inline
function derivative(kind: i32, x: v128, y: v128, dy: v128, slope: v128): v128 {
  // Not where y > 0: what is no number passes its gradient on, as in PyTorch.
  if (kind == RELU) return v128.andnot(dy, f32x4.le(y, splat(0)));
  if (kind == LEAKY_RELU) return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.gt(x, splat(0)));
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(splat(1), y)));
  if (kind == TANH) return f32x4.mul(dy, f32x4.sub(splat(1), f32x4.mul(y, y)));
  if (kind == GELU) {
    const phi = f32x4.mul(exp(f32x4.mul(f32x4.mul(x, x), splat(-0.5))), splat(0.3989422804014327));
    const below = madd(splat(0.5), erf(f32x4.mul(x, splat(Mathf.SQRT1_2))), splat(0.5));
    return f32x4.mul(dy, madd(x, phi, below));
  }
  const t = tanh(geluArgument(x));
  const inner = f32x4.mul(splat(geluScale), madd(f32x4.mul(x, x), splat(3 * geluCubic), splat(1)));
  const rest = f32x4.mul(x, f32x4.sub(splat(1), f32x4.mul(t, t)));
  const half = f32x4.mul(splat(0.5), madd(rest, inner, f32x4.add(splat(1), t)));
  return f32x4.mul(dy, half);
}

@inline
function geluArgument(x: v128): v128 {
  return f32x4.mul(f32x4.mul(x, splat(geluScale)), madd(f32x4.mul(x, x), splat(geluCubic), splat(1)));
}

@inline
function forward(kind: i32, x: usize, y: usize, count: i32, slope: f32): void {
  const s = splat(slope);
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(y + at(i), value(kind, v128.load(x + at(i)), s));
  if (i == count) return;
  // The last one to three elements go through a vector of their own.
  memory.copy(scratch, x + at(i), at(count - i));
  v128.store(scratch, value(kind, v128.load(scratch), s));
  memory.copy(y + at(i), scratch, at(count - i));
}

@inline
function backward(kind: i32, x: usize, y: usize, dy: usize, dx: usize, count: i32, slope: f32): void {
  const s = splat(slope);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(dx + at(i), derivative(kind, v128.load(x + at(i)), v128.load(y + at(i)), v128.load(dy + at(i)), s));
  }
  if (i == count) return;
  const rest = at(count - i);
  memory.copy(scratch, x + at(i), rest);
  memory.copy(scratch + 16, y + at(i), rest);
  memory.copy(scratch + 32, dy + at(i), rest);
  v128.store(scratch, derivative(kind, v128.load(scratch), v128.load(scratch, 16), v128.load(scratch, 32), s));
  memory.copy(dx + at(i), scratch, rest);
}

export function relu(x: usize, y: usize, count: i32): void { forward(RELU, x, y, count, 0); }
export function leakyRelu(x: usize, y: usize, count: i32, slope: f32): void { forward(LEAKY_RELU, x, y, count, slope); }
export function sigmoid(x: usize, y: usize, count: i32): void { forward(SIGMOID, x, y, count, 0); }
export function tanhForward(x: usize, y: usize, count: i32): void { forward(TANH, x, y, count, 0); }
export function gelu(x: usize, y: usize, count: i32): void { forward(GELU, x, y, count, 0); }
export function geluTanh(x: usize, y: usize, count: i32): void { forward(GELU_TANH, x, y, count, 0); }

export function reluGradient(y: usize, dy: usize, dx: usize, count: i32): void { backward(RELU, y, y, dy, dx, count, 0); }
export function leakyReluGradient(x: usize, dy: usize, dx: usize, count: i32, slope: f32): void {
  backward(LEAKY_RELU, x, x, dy, dx, count, slope);
}
export function sigmoidGradient(y: usize, dy: usize, dx: usize, count: i32): void { backward(SIGMOID, y, y, dy, dx, count, 0); }
export function tanhGradient(y: usize, dy: usize, dx: usize, count: i32): void { backward(TANH, y, y, dy, dx, count, 0); }
export function geluGradient(x: usize, dy: usize, dx: usize, count: i32): void { backward(GELU, x, x, dy, dx, count, 0); }
export function geluTanhGradient(x: usize, dy: usize, dx: usize, count: i32): void { backward(GELU_TANH, x, x, dy, dx, count, 0); }
