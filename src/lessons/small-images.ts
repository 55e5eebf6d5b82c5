// Images and kernels that several labs compute with, row after row.

export const sobelX = [1, 0, -1, 2, 0, -2, 1, 0, -1];
export const sobelY = [1, 2, 1, 0, 0, 0, -1, -2, -1];

/** 5 × 5: column 2 is 1, all else 0. */
export const verticalLine = image((_, column) => Number(column === 2));
/** 5 × 5: row 2 is 1, all else 0. */
export const horizontalLine = image((row) => Number(row === 2));

/** A 3 × 3 kernel with a number in its middle and zeros around it. */
export function centre(value: number): number[] {
  return Array.from({ length: 9 }, (_, i) => (i === 4 ? value : 0));
}

/** A 5 × 5 image. */
export function image(pixel: (row: number, column: number) => number): number[] {
  return Array.from({ length: 25 }, (_, i) => pixel(Math.floor(i / 5), i % 5));
}
