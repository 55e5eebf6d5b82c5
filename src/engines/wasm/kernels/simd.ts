// AssemblyScript. Small vector helpers that every kernel family shares.
// Pointers are byte addresses, counts are in floats, a vector (v128) holds four float32.

/** a·b + c: one rounding with relaxed SIMD, two without. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Byte offset of element `index`. */
@inline
export function at(index: i32): usize {
  return <usize>index << 2;
}

/** Sets `count` floats to zero. */
@inline
export function zero(p: usize, count: i32): void {
  memory.fill(p, 0, at(count));
}

/** Sum of the four lanes. */
@inline
export function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

/**
 * v with denormal lanes as zero, NaN kept. WebAssembly has no mode for it, and many processors take a hundred times as long
 * over them; what decays step by step would stay among them for good.
 */
@inline
export function flush(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), splat(f32.MIN_NORMAL_VALUE)));
}
