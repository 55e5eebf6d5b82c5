// Which WebAssembly features this place has, asked with the smallest modules that use them.

const prologue = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10];

/** i8x16.popcnt(i8x16.splat(0)): in SIMD as it was standardised. */
const simd = [...prologue, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

/** i8x16.relaxed_swizzle of two splats. */
const relaxedSimd = [...prologue, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11];

export function hasSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(simd));
}

export function hasRelaxedSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(relaxedSimd));
}
