// Numbers of float32 tensors as short decimal numbers.

/** The shortest decimal number whose float32 is that of `value`. */
export function shortestFloat32(value: number): number {
  const exact = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(exact.toPrecision(digits));
    if (Math.fround(rounded) === exact) return rounded;
  }
  return Number(exact.toPrecision(9));
}
