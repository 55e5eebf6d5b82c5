// AssemblyScript. One-dimensional Winograd transforms for a kernel of 3: four outputs from six inputs, F(4,3) with the points
// 0, ±1, ±2 and infinity (Lavin, Gray 2016). Each reads vectors `ss` bytes apart from `s` and writes to `t`, `ts` apart.
// "Adjoint" is the transposed matrix, which carries gradients back.

import { madd, splat } from './simd';

/** Inputs: v = Bᵀ·d, six to six. */
@inline
export function input3(s: usize, ss: usize, t: usize, ts: usize): void {
  const d0 = v128.load(s), d1 = v128.load(s + ss), d2 = v128.load(s + 2 * ss);
  const d3 = v128.load(s + 3 * ss), d4 = v128.load(s + 4 * ss), d5 = v128.load(s + 5 * ss);
  v128.store(t, madd(splat(4), d0, madd(splat(-5), d2, d4)));
  const e1 = madd(splat(-4), d2, d4), o1 = madd(splat(-4), d1, d3);
  v128.store(t + ts, f32x4.add(e1, o1));
  v128.store(t + 2 * ts, f32x4.sub(e1, o1));
  const e2 = f32x4.sub(d4, d2), o2 = f32x4.sub(d3, d1);
  v128.store(t + 3 * ts, madd(splat(2), o2, e2));
  v128.store(t + 4 * ts, madd(splat(-2), o2, e2));
  v128.store(t + 5 * ts, madd(splat(4), d1, madd(splat(-5), d3, d5)));
}

/** Gradients of inputs: d = B·v, six to six; added to what is there where `add` is set. */
@inline
export function inputAdjoint3(s: usize, ss: usize, t: usize, ts: usize, add: bool): void {
  const v0 = v128.load(s), v1 = v128.load(s + ss), v2 = v128.load(s + 2 * ss);
  const v3 = v128.load(s + 3 * ss), v4 = v128.load(s + 4 * ss), v5 = v128.load(s + 5 * ss);
  const s1 = f32x4.add(v1, v2), f1 = f32x4.sub(v1, v2), s2 = f32x4.add(v3, v4), f2 = f32x4.sub(v3, v4);
  put(t, f32x4.mul(splat(4), v0), add);
  put(t + ts, madd(splat(-4), f1, madd(splat(-2), f2, f32x4.mul(splat(4), v5))), add);
  put(t + 2 * ts, madd(splat(-5), v0, f32x4.sub(f32x4.mul(splat(-4), s1), s2)), add);
  put(t + 3 * ts, madd(splat(2), f2, madd(splat(-5), v5, f1)), add);
  put(t + 4 * ts, f32x4.add(v0, f32x4.add(s1, s2)), add);
  put(t + 5 * ts, v5, add);
}

/** Outputs: y = Aᵀ·m + bias, six to four, of which the first `count` are stored. */
@inline
export function output3(s: usize, ss: usize, t: usize, ts: usize, bias: v128, count: i32): void {
  const m0 = v128.load(s), m1 = v128.load(s + ss), m2 = v128.load(s + 2 * ss);
  const m3 = v128.load(s + 3 * ss), m4 = v128.load(s + 4 * ss), m5 = v128.load(s + 5 * ss);
  const s1 = f32x4.add(m1, m2), f1 = f32x4.add(bias, f32x4.sub(m1, m2)), s2 = f32x4.add(m3, m4), f2 = f32x4.sub(m3, m4);
  v128.store(t, f32x4.add(bias, f32x4.add(m0, f32x4.add(s1, s2))));
  if (count > 1) v128.store(t + ts, madd(splat(2), f2, f1));
  if (count > 2) v128.store(t + 2 * ts, madd(splat(4), s2, f32x4.add(bias, s1)));
  if (count > 3) v128.store(t + 3 * ts, madd(splat(8), f2, f32x4.add(f1, m5)));
}

/** Gradients of outputs: m = A·y, four to six. */
@inline
export function outputAdjoint3(y0: v128, y1: v128, y2: v128, y3: v128, t: usize, ts: usize): void {
  v128.store(t, y0);
  const e1 = f32x4.add(y0, y2), o1 = f32x4.add(y1, y3);
  v128.store(t + ts, f32x4.add(e1, o1));
  v128.store(t + 2 * ts, f32x4.sub(e1, o1));
  const e2 = madd(splat(4), y2, y0), o2 = madd(splat(4), y3, y1);
  v128.store(t + 3 * ts, madd(splat(2), o2, e2));
  v128.store(t + 4 * ts, madd(splat(-2), o2, e2));
  v128.store(t + 5 * ts, y3);
}

/** Filters: u = G·g, three to six. */
@inline
export function filter3(s: usize, ss: usize, t: usize, ts: usize): void {
  const g0 = v128.load(s), g1 = v128.load(s + ss), g2 = v128.load(s + 2 * ss);
  v128.store(t, f32x4.mul(splat(1.0 / 4), g0));
  const e1 = f32x4.mul(splat(-1.0 / 6), f32x4.add(g0, g2));
  v128.store(t + ts, madd(splat(-1.0 / 6), g1, e1));
  v128.store(t + 2 * ts, madd(splat(1.0 / 6), g1, e1));
  const e2 = madd(splat(1.0 / 24), g0, f32x4.mul(splat(1.0 / 6), g2));
  v128.store(t + 3 * ts, madd(splat(1.0 / 12), g1, e2));
  v128.store(t + 4 * ts, madd(splat(-1.0 / 12), g1, e2));
  v128.store(t + 5 * ts, g2);
}

/** Gradients of filters: g = Gᵀ·u, six to three. */
@inline
export function filterAdjoint3(s: usize, ss: usize, t: usize, ts: usize): void {
  const u0 = v128.load(s), u1 = v128.load(s + ss), u2 = v128.load(s + 2 * ss);
  const u3 = v128.load(s + 3 * ss), u4 = v128.load(s + 4 * ss), u5 = v128.load(s + 5 * ss);
  const s1 = f32x4.add(u1, u2), f1 = f32x4.sub(u1, u2), s2 = f32x4.add(u3, u4), f2 = f32x4.sub(u3, u4);
  v128.store(t, madd(splat(1.0 / 4), u0, madd(splat(1.0 / 24), s2, f32x4.mul(splat(-1.0 / 6), s1))));
  v128.store(t + ts, madd(splat(1.0 / 12), f2, f32x4.mul(splat(-1.0 / 6), f1)));
  v128.store(t + 2 * ts, madd(splat(1.0 / 6), f32x4.sub(s2, s1), u5));
}

@inline
function put(t: usize, v: v128, add: bool): void {
  if (add) v = f32x4.add(v128.load(t), v);
  v128.store(t, v);
}
