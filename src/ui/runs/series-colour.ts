// Colours that tell chosen runs apart, in the order chosen; lines also carry their names.

const count = 8;

/** A custom property of the theme; after eight they come round again. */
export function seriesColour(place: number): `--chart-${number}` {
  return `--chart-${(place % count) + 1}`;
}
