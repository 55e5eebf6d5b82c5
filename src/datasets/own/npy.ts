// The values of NumPy's .npy files, of every type that is a number or a boolean. Arrays of objects are refused unread.

import { DataFormatError } from '../idx.ts';
import { readNpyHeader, requireNumbers, splitType } from './npy-header.ts';

export interface NumpyArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In C order, whatever the file's. */
  readonly values: Float32Array | Float64Array | Uint8Array;
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

/** By kind and size in bytes. */
const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  b1: [1, (view, at) => Number(view.getUint8(at) !== 0)],
  u1: [1, (view, at) => view.getUint8(at)],
  i1: [1, (view, at) => view.getInt8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  f2: [2, (view, at, little) => half(view.getUint16(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
};

/**
 * Reads an array of numbers or booleans: bytes as bytes, all others as floats of single precision, or where `exact` of
 * double precision if singles do not have all of its values. Throws DataFormatError that names the file and the reason.
 */
export function readNpy(name: string, bytes: Uint8Array, exact = false): NumpyArray {
  const { dtype, shape, fortran, start } = readNpyHeader(name, bytes);
  requireNumbers(name, dtype);
  const { order, kind } = splitType(dtype);
  // Every kind that requireNumbers lets through has a reader.
  const [size, read] = readers[kind] as readonly [number, Reader];
  const count = shape.reduce((product, axis) => product * axis, 1);
  const received = bytes.length - start;
  if (!Number.isSafeInteger(count) || received < count * size) {
    throw new DataFormatError(`${name} is cut off: ${shape.join('×')} values need ${count * size} bytes, received ${received}.`);
  }
  const asItLies = fortran ? undefined : viewOf(bytes, start, kind, order, count);
  if (asItLies) return { dtype, shape, values: asItLies };
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * size);
  const isWide = exact && wideKinds.has(kind);
  const values = kind === 'u1' ? new Uint8Array(count) : isWide ? new Float64Array(count) : new Float32Array(count);
  const place = fortran ? toRowMajor(shape) : (index: number) => index;
  for (let i = 0; i < count; i++) values[place(i)] = read(view, i * size, order !== '>');
  return { dtype, shape, values };
}

/** Those with values that floats of single precision lack. */
const wideKinds = new Set(['u4', 'i4', 'u8', 'i8', 'f8']);

/** The values without a copy, where they lie as this machine has them. */
function viewOf(
  { buffer, byteOffset }: Uint8Array, start: number, kind: string, order: string, count: number,
): Float32Array | Uint8Array | undefined {
  if (kind === 'u1') return new Uint8Array(buffer, byteOffset + start, count);
  const isAligned = (byteOffset + start) % 4 === 0;
  return kind === 'f4' && order !== '>' && isLittleEndian && isAligned ? new Float32Array(buffer, byteOffset + start, count) : undefined;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** From an index in Fortran order (first axis fastest) to one in C order. */
function toRowMajor(shape: readonly number[]): (index: number) => number {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  return (index) => {
    let rest = index;
    let place = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const size = shape[axis] as number;
      place += (rest % size) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
    return place;
  };
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
