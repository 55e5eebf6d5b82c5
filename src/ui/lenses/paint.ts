// From numbers to pixels.

export type Palette = 'grey' | 'signed' | 'heat';
export type Range = readonly [least: number, greatest: number];

/** Least and greatest finite number; 0 and 0 where there is none. */
export function rangeOf(values: Float32Array): Range {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least > greatest ? [0, 0] : [least, greatest];
}

/** Blue below zero and orange above, told apart by those who see no red or green too; as bytes of red, green, blue. */
const below = [33, 102, 190];
const middle = [247, 247, 247];
const above = [217, 95, 14];
/** What is no number is neither. */
const notFinite = [214, 39, 168];

/** From dark to light, so that it reads without colour too; viridis of matplotlib in five steps. */
const heatSteps = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]] as const;

/** Writes a pixel (red, green, blue, opaque) for each value. `signed` puts zero in the middle, whatever the range. */
export function paint(values: Float32Array, out: Uint8ClampedArray, palette: Palette, [least, greatest]: Range): void {
  const span = greatest - least || 1;
  const reach = Math.max(Math.abs(least), Math.abs(greatest)) || 1;
  values.forEach((value, i) => {
    const [red, green, blue] = !Number.isFinite(value) ? notFinite : palette === 'signed' ? signed(value / reach) : palette === 'grey' ? grey((value - least) / span) : heat((value - least) / span);
    out.set([red ?? 0, green ?? 0, blue ?? 0, 255], 4 * i);
  });
}

function grey(share: number): number[] {
  const level = 255 * share;
  return [level, level, level];
}

function signed(share: number): number[] {
  const end = share < 0 ? below : above;
  const weight = Math.min(1, Math.abs(share));
  return middle.map((from, channel) => from + weight * ((end[channel] ?? 0) - from));
}

function heat(share: number): number[] {
  const place = Math.min(1, Math.max(0, share)) * (heatSteps.length - 1);
  const step = Math.min(heatSteps.length - 2, Math.floor(place));
  const from = heatSteps[step] ?? middle;
  const to = heatSteps[step + 1] ?? middle;
  return from.map((start, channel) => start + (place - step) * ((to[channel] ?? 0) - start));
}
