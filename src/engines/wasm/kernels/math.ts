// AssemblyScript. exp, tanh and erf of four float32 at once, each within a few units in the last place.

import { madd, splat } from './simd';

/**
 * exp(x): 2^n·exp(r), |r| <= ln2/2, by the polynomial of Cephes' expf. Infinity from 88.73 on, denormal below -87.33, 0
 * from -104 on. 2^n is two factors, since n = 128 and n < -126 have no float32 of their own.
 */
@inline
export function exp(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, splat(89)), splat(-104));
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)));
  let r = madd(n, splat(-0.693359375), x);
  r = madd(n, splat(2.12194440e-4), r);
  let p = madd(splat(1.9875691500e-4), r, splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1));
  const whole = i32x4.trunc_sat_f32x4_s(n), half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, power(half)), power(i32x4.sub(whole, half)));
}

/** 2^n for int32 n from -126 to 127. */
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * tanh(x): the rational function of Eigen's ptanh on ±7.9; beyond it is ±1 to float32. Its coefficients are 256 times
 * as large, so that x·p keeps the bits of a denormal.
 */
@inline
export function tanh(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, splat(7.90531110763549805)), splat(-7.90531110763549805));
  const s = f32x4.mul(x, x);
  let p = madd(s, splat(256 * -2.76076847742355e-16), splat(256 * 2.00018790482477e-13));
  p = madd(s, p, splat(256 * -8.60467152213735e-11));
  p = madd(s, p, splat(256 * 5.12229709037114e-08));
  p = madd(s, p, splat(256 * 1.48572235717979e-05));
  p = madd(s, p, splat(256 * 6.37261928875436e-04));
  p = madd(s, p, splat(256 * 4.89352455891786e-03));
  let q = madd(s, splat(256 * 1.19825839466702e-06), splat(256 * 1.18534705686654e-04));
  q = madd(s, q, splat(256 * 2.26843463243900e-03));
  q = madd(s, q, splat(256 * 4.89352518554385e-03));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** erf(x): the rational function of Eigen's and XLA's float32 erf on ±4. */
@inline
export function erf(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, splat(4)), splat(-4));
  const s = f32x4.mul(x, x);
  let p = madd(s, splat(-2.72614225801306e-10), splat(2.77068142495902e-08));
  p = madd(s, p, splat(-2.10102402082508e-06));
  p = madd(s, p, splat(-5.69250639462346e-05));
  p = madd(s, p, splat(-7.34990630326855e-04));
  p = madd(s, p, splat(-2.95459980854025e-03));
  p = madd(s, p, splat(-1.60960333262415e-02));
  let q = madd(s, splat(-1.45660718464996e-05), splat(-2.13374055278905e-04));
  q = madd(s, q, splat(-1.68282697438203e-03));
  q = madd(s, q, splat(-7.37332916720468e-03));
  q = madd(s, q, splat(-1.42647390514189e-02));
  return f32x4.div(f32x4.mul(x, p), q);
}
