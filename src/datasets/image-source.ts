// Images as a dataset holds them before they are made to fit a network.

/** Labelled 8-bit images that can be read in any order. */
export interface ImageSource {
  readonly count: number;
  /** Channels first. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** Class indices; may be longer than `count`. */
  readonly labels: Uint8Array;
  /** Writes one image, plane by plane, into `out` at offset `to`. */
  read(index: number, out: Uint8Array, to: number): void;
}

/** Images that lie one after another in memory. */
export function imagesInMemory(shape: ImageSource['shape'], pixels: Uint8Array, labels: Uint8Array): ImageSource {
  const size = shape[0] * shape[1] * shape[2];
  return {
    count: labels.length,
    shape,
    labels,
    read: (index, out, to) => out.set(pixels.subarray(index * size, (index + 1) * size), to),
  };
}

/** The first images of a source. */
export function firstImages(source: ImageSource, limit: number | undefined): ImageSource {
  return limit === undefined || limit >= source.count ? source : { ...source, count: limit };
}
