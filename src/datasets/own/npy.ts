// NumPy's .npy (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): a header that is a Python
// literal, read by pattern and never evaluated, then the values. Arrays of objects are refused unread.

import { DataFormatError } from '../idx.ts';

export interface NumpyArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In C order, whatever the file's. */
  readonly values: Float32Array | Uint8Array;
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

/** By kind and size in bytes. */
const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  b1: [1, (view, at) => view.getUint8(at)],
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

const refused: Readonly<Record<string, string>> = {
  O: 'Python objects, which are never read', c: 'complex numbers', U: 'text', S: 'text', V: 'records', M: 'dates', m: 'durations',
};

const kindNames: Readonly<Record<string, string>> = { u: 'uint', i: 'int', f: 'float', c: 'complex' };

/** As NumPy names it: "uint8" for "|u1"; what has no such name as it is. */
export function typeName(dtype: string): string {
  const [, kind = '', bytes] = /^[<>=|]?([a-zA-Z])(\d+)$/.exec(dtype) ?? [];
  if (kind === 'b') return 'bool';
  return kindNames[kind] === undefined ? dtype : `${kindNames[kind]}${8 * Number(bytes)}`;
}

/** What the header says, without reading the values. Throws DataFormatError that names the file. */
export function readNpyHeader(name: string, bytes: Uint8Array): { readonly dtype: string; readonly shape: readonly number[]; readonly fortran: boolean; readonly start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) throw new DataFormatError(`${name} is no .npy file: it does not begin with NumPy’s magic bytes.`);
  const isFirst = bytes[6] === 1;
  const length = isFirst ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true);
  const from = isFirst ? 10 : 12;
  if (from + length > bytes.length) throw new DataFormatError(`${name} is cut off in its header.`);
  const header = new TextDecoder().decode(bytes.subarray(from, from + length));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined && /'descr':\s*\[/.test(header)) throw new DataFormatError(`${name} holds ${refused['V']}; expected one array of numbers.`);
  if (descr === undefined || order === undefined || sizes === undefined) throw new DataFormatError(`${name} has a header that cannot be read.`);
  const shape = sizes.split(',').map((size) => size.trim()).filter((size) => size !== '').map(Number);
  return { dtype: descr, shape, fortran: order === 'True', start: from + length };
}

/** Reads an array of numbers or booleans. Throws DataFormatError that names the file and the reason. */
export function readNpy(name: string, bytes: Uint8Array): NumpyArray {
  const { dtype, shape, fortran, start } = readNpyHeader(name, bytes);
  const [, order = '', kind = ''] = /^([<>=|]?)(.*)$/.exec(dtype) ?? [];
  const [size, read] = readers[kind] ?? [];
  if (size === undefined || read === undefined) throw new DataFormatError(`${name} holds ${refused[kind.charAt(0)] ?? `values of type ${dtype}`}; expected numbers or booleans.`);
  const count = shape.reduce((product, axis) => product * axis, 1);
  const received = bytes.length - start;
  if (!Number.isSafeInteger(count) || received < count * size) throw new DataFormatError(`${name} is cut off: ${shape.join('×')} values need ${count * size} bytes, received ${received}.`);
  const asItLies = fortran ? undefined : viewOf(bytes, start, kind, order, count);
  if (asItLies) return { dtype, shape, values: asItLies };
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * size);
  const values = kind === 'u1' ? new Uint8Array(count) : new Float32Array(count);
  const place = fortran ? toRowMajor(shape) : (index: number) => index;
  for (let i = 0; i < count; i++) values[place(i)] = read(view, i * size, order !== '>');
  return { dtype, shape, values };
}

/** The values without a copy, where they lie as this machine has them. */
function viewOf({ buffer, byteOffset }: Uint8Array, start: number, kind: string, order: string, count: number): Float32Array | Uint8Array | undefined {
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
