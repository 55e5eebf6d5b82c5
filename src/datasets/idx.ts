// IDX, the format of MNIST (http://yann.lecun.com/exdb/mnist/): a big-endian header of magic number and sizes,
// then the values. Unsigned bytes only; gzip is undone by gunzip.ts first.

/** A file is not what it should be; the message names it. */
export class DataFormatError extends Error {
  override readonly name = 'DataFormatError';
}

export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Image by image, row by row. */
  readonly pixels: Uint8Array;
}

const imagesMagic = 0x00000803;
const labelsMagic = 0x00000801;

/** Reads an IDX file of images; `name` is for the errors. Throws DataFormatError. */
export function readIdxImages(name: string, bytes: Uint8Array): IdxImages {
  const [count = 0, height = 0, width = 0] = readHeader(name, bytes, imagesMagic, 'images', 3);
  if (count === 0 || height === 0 || width === 0) {
    throw new DataFormatError(`${name} holds no images: its header says ${count} of ${height}×${width}.`);
  }
  return { count, height, width, pixels: readBody(name, bytes, 16, count * height * width, `${count} images of ${height}×${width}`) };
}

/** Reads an IDX file of labels from 0 to `classes` - 1; `name` is for the errors. Throws DataFormatError. */
export function readIdxLabels(name: string, bytes: Uint8Array, classes: number): Uint8Array {
  const [count = 0] = readHeader(name, bytes, labelsMagic, 'labels', 1);
  const labels = readBody(name, bytes, 8, count, `${count} labels`);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) throw new DataFormatError(`${name} has label ${labels[wrong]} at index ${wrong}; expected 0 to ${classes - 1}.`);
  return labels;
}

/** Throws DataFormatError unless both files speak of equally many examples. */
export function requireSameCount(imagesName: string, images: number, labelsName: string, labels: number): void {
  if (images !== labels) throw new DataFormatError(`${imagesName} holds ${images} images but ${labelsName} holds ${labels} labels.`);
}

/** What an IDX file says of itself, or undefined where it is none: sizes of its axes. */
export function peekIdx(bytes: Uint8Array): readonly number[] | undefined {
  const axes = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || bytes.length < 4 + 4 * axes) return undefined;
  return Array.from({ length: axes }, (_, axis) => uint32(bytes, 4 + 4 * axis));
}

function readHeader(name: string, bytes: Uint8Array, magic: number, what: string, axes: number): number[] {
  const headerBytes = 4 + 4 * axes;
  if (bytes.length < headerBytes) {
    throw new DataFormatError(`${name} is cut off: an IDX file of ${what} has a header of ${headerBytes} bytes, received ${bytes.length} bytes.`);
  }
  const received = uint32(bytes, 0);
  if (received !== magic) {
    throw new DataFormatError(`${name} is not an IDX file of ${what}: expected the magic number ${hex(magic)}, received ${hex(received)}.`);
  }
  return Array.from({ length: axes }, (_, axis) => uint32(bytes, 4 + 4 * axis));
}

function readBody(name: string, bytes: Uint8Array, start: number, size: number, what: string): Uint8Array {
  const received = bytes.length - start;
  if (received < size) throw new DataFormatError(`${name} is cut off: ${what} need ${size} bytes, received ${received}.`);
  if (received > size) throw new DataFormatError(`${name} is too long: ${what} need ${size} bytes, received ${received}.`);
  return bytes.subarray(start);
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
