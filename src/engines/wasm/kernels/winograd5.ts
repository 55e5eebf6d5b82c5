// AssemblyScript. One-dimensional Winograd transforms for a kernel of 5: four outputs from eight inputs, F(4,5) with the
// points 0, ±1, ±2, ±1/2 and infinity (Cook-Toom). Each reads vectors `ss` bytes apart from `s` and writes to `t`, `ts` apart.
// "Adjoint" is the transposed matrix, which carries gradients back.

import { madd, splat } from './simd';

/** Inputs: v = Bᵀ·d, eight to eight. */
@inline
export function input5(s: usize, ss: usize, t: usize, ts: usize): void {
  const d0 = v128.load(s), d1 = v128.load(s + ss), d2 = v128.load(s + 2 * ss), d3 = v128.load(s + 3 * ss);
  const d4 = v128.load(s + 4 * ss), d5 = v128.load(s + 5 * ss), d6 = v128.load(s + 6 * ss), d7 = v128.load(s + 7 * ss);
  v128.store(t, madd(splat(5.25), f32x4.sub(d2, d4), f32x4.sub(d6, d0)));
  const e1 = madd(splat(-4.25), d4, f32x4.add(d2, d6)), o1 = madd(splat(-4.25), d3, f32x4.add(d1, d5));
  v128.store(t + ts, f32x4.add(e1, o1));
  v128.store(t + 2 * ts, f32x4.sub(e1, o1));
  const e2 = madd(splat(0.25), d2, madd(splat(-1.25), d4, d6)), o2 = madd(splat(0.25), d1, madd(splat(-1.25), d3, d5));
  v128.store(t + 3 * ts, madd(splat(2), o2, e2));
  v128.store(t + 4 * ts, madd(splat(-2), o2, e2));
  const e3 = madd(splat(4), d2, madd(splat(-5), d4, d6)), o3 = madd(splat(4), d1, madd(splat(-5), d3, d5));
  v128.store(t + 5 * ts, madd(splat(0.5), o3, e3));
  v128.store(t + 6 * ts, madd(splat(-0.5), o3, e3));
  v128.store(t + 7 * ts, madd(splat(5.25), f32x4.sub(d3, d5), f32x4.sub(d7, d1)));
}

/** Gradients of inputs: d = B·v, eight to eight; added to what is there where `add` is set. */
@inline
export function inputAdjoint5(s: usize, ss: usize, t: usize, ts: usize, add: bool): void {
  const v0 = v128.load(s), v1 = v128.load(s + ss), v2 = v128.load(s + 2 * ss), v3 = v128.load(s + 3 * ss);
  const v4 = v128.load(s + 4 * ss), v5 = v128.load(s + 5 * ss), v6 = v128.load(s + 6 * ss), v7 = v128.load(s + 7 * ss);
  const s1 = f32x4.add(v1, v2), f1 = f32x4.sub(v1, v2), s2 = f32x4.add(v3, v4), f2 = f32x4.sub(v3, v4);
  const s3 = f32x4.add(v5, v6), f3 = f32x4.sub(v5, v6);
  put(t, f32x4.neg(v0), add);
  put(t + ts, madd(splat(0.5), f2, madd(splat(2), f3, f32x4.sub(f1, v7))), add);
  put(t + 2 * ts, madd(splat(5.25), v0, madd(splat(0.25), s2, madd(splat(4), s3, s1))), add);
  put(t + 3 * ts, madd(splat(5.25), v7, madd(splat(-4.25), f1, f32x4.mul(splat(-2.5), f32x4.add(f2, f3)))), add);
  put(t + 4 * ts, madd(splat(-5.25), v0, madd(splat(-4.25), s1, madd(splat(-1.25), s2, f32x4.mul(splat(-5), s3)))), add);
  put(t + 5 * ts, madd(splat(-5.25), v7, madd(splat(2), f2, madd(splat(0.5), f3, f1))), add);
  put(t + 6 * ts, f32x4.add(f32x4.add(v0, s1), f32x4.add(s2, s3)), add);
  put(t + 7 * ts, v7, add);
}

/** Outputs: y = Aᵀ·m + bias, eight to four, of which the first `count` are stored. */
@inline
export function output5(s: usize, ss: usize, t: usize, ts: usize, bias: v128, count: i32): void {
  const m0 = v128.load(s), m1 = v128.load(s + ss), m2 = v128.load(s + 2 * ss), m3 = v128.load(s + 3 * ss);
  const m4 = v128.load(s + 4 * ss), m5 = v128.load(s + 5 * ss), m6 = v128.load(s + 6 * ss), m7 = v128.load(s + 7 * ss);
  const s1 = f32x4.add(bias, f32x4.add(m1, m2)), f1 = f32x4.add(bias, f32x4.sub(m1, m2));
  const s2 = f32x4.add(m3, m4), f2 = f32x4.sub(m3, m4), s3 = f32x4.add(m5, m6), f3 = f32x4.sub(m5, m6);
  v128.store(t, f32x4.add(f32x4.add(m0, s1), f32x4.add(s2, s3)));
  if (count > 1) v128.store(t + ts, madd(splat(2), f2, madd(splat(0.5), f3, f1)));
  if (count > 2) v128.store(t + 2 * ts, madd(splat(4), s2, madd(splat(0.25), s3, s1)));
  if (count > 3) v128.store(t + 3 * ts, madd(splat(8), f2, madd(splat(0.125), f3, f32x4.add(f1, m7))));
}

/** Gradients of outputs: m = A·y, four to eight. */
@inline
export function outputAdjoint5(y0: v128, y1: v128, y2: v128, y3: v128, t: usize, ts: usize): void {
  v128.store(t, y0);
  const e1 = f32x4.add(y0, y2), o1 = f32x4.add(y1, y3);
  v128.store(t + ts, f32x4.add(e1, o1));
  v128.store(t + 2 * ts, f32x4.sub(e1, o1));
  const e2 = madd(splat(4), y2, y0), o2 = madd(splat(4), y3, y1);
  v128.store(t + 3 * ts, madd(splat(2), o2, e2));
  v128.store(t + 4 * ts, madd(splat(-2), o2, e2));
  const e3 = madd(splat(0.25), y2, y0), o3 = madd(splat(0.25), y3, y1);
  v128.store(t + 5 * ts, madd(splat(0.5), o3, e3));
  v128.store(t + 6 * ts, madd(splat(-0.5), o3, e3));
  v128.store(t + 7 * ts, y3);
}

/** Filters: u = G·g, five to eight. */
@inline
export function filter5(s: usize, ss: usize, t: usize, ts: usize): void {
  const g0 = v128.load(s), g1 = v128.load(s + ss), g2 = v128.load(s + 2 * ss), g3 = v128.load(s + 3 * ss), g4 = v128.load(s + 4 * ss);
  v128.store(t, f32x4.neg(g0));
  const e1 = f32x4.mul(splat(-2.0 / 9), f32x4.add(f32x4.add(g0, g2), g4)), o1 = f32x4.mul(splat(-2.0 / 9), f32x4.add(g1, g3));
  v128.store(t + ts, f32x4.add(e1, o1));
  v128.store(t + 2 * ts, f32x4.sub(e1, o1));
  const e2 = madd(splat(1.0 / 90), g0, madd(splat(2.0 / 45), g2, f32x4.mul(splat(8.0 / 45), g4)));
  const o2 = madd(splat(1.0 / 45), g1, f32x4.mul(splat(4.0 / 45), g3));
  v128.store(t + 3 * ts, f32x4.add(e2, o2));
  v128.store(t + 4 * ts, f32x4.sub(e2, o2));
  const e3 = madd(splat(32.0 / 45), g0, madd(splat(8.0 / 45), g2, f32x4.mul(splat(2.0 / 45), g4)));
  const o3 = madd(splat(16.0 / 45), g1, f32x4.mul(splat(4.0 / 45), g3));
  v128.store(t + 5 * ts, f32x4.add(e3, o3));
  v128.store(t + 6 * ts, f32x4.sub(e3, o3));
  v128.store(t + 7 * ts, g4);
}

/** Gradients of filters: g = Gᵀ·u, eight to five. */
@inline
export function filterAdjoint5(s: usize, ss: usize, t: usize, ts: usize): void {
  const u0 = v128.load(s), u1 = v128.load(s + ss), u2 = v128.load(s + 2 * ss), u3 = v128.load(s + 3 * ss);
  const u4 = v128.load(s + 4 * ss), u5 = v128.load(s + 5 * ss), u6 = v128.load(s + 6 * ss), u7 = v128.load(s + 7 * ss);
  const s1 = f32x4.mul(splat(-2.0 / 9), f32x4.add(u1, u2)), f1 = f32x4.mul(splat(-2.0 / 9), f32x4.sub(u1, u2));
  const s2 = f32x4.add(u3, u4), f2 = f32x4.sub(u3, u4), s3 = f32x4.add(u5, u6), f3 = f32x4.sub(u5, u6);
  v128.store(t, madd(splat(1.0 / 90), s2, madd(splat(32.0 / 45), s3, f32x4.sub(s1, u0))));
  v128.store(t + ts, madd(splat(1.0 / 45), f2, madd(splat(16.0 / 45), f3, f1)));
  v128.store(t + 2 * ts, madd(splat(2.0 / 45), s2, madd(splat(8.0 / 45), s3, s1)));
  v128.store(t + 3 * ts, madd(splat(4.0 / 45), f32x4.add(f2, f3), f1));
  v128.store(t + 4 * ts, madd(splat(8.0 / 45), s2, madd(splat(2.0 / 45), s3, f32x4.add(s1, u7))));
}

@inline
function put(t: usize, v: v128, add: bool): void {
  if (add) v = f32x4.add(v128.load(t), v);
  v128.store(t, v);
}
