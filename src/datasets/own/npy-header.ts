// The header of NumPy's .npy (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), read and refused
// as numpy.load does: versions 1 to 3, a dictionary of three keys, a tuple of sizes. The values are npy.ts's.

import { DataFormatError } from '../idx.ts';
import { parsePythonLiteral, type PythonLiteral } from './python-literal.ts';

export interface NpyHeader {
  /** As the file has it: "<f4", "|u1", "?". */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly fortran: boolean;
  /** Where the values begin. */
  readonly start: number;
}

/** NumPy refuses longer ones too. */
const maxHeaderLength = 10_000;
/** So many bytes hold any header that is read. */
export const npyHeaderBytes = 12 + maxHeaderLength;

const refused: Readonly<Record<string, string>> = {
  O: 'Python objects, which are never read',
  c: 'complex numbers',
  U: 'text',
  S: 'text',
  a: 'text',
  V: 'records',
  M: 'dates',
  m: 'durations',
  F: 'complex numbers',
  D: 'complex numbers',
  G: 'complex numbers',
};

/** NumPy's other names of its types, where C's are of a 64-bit Linux. */
const aliases: Readonly<Record<string, string>> = {
  '?': 'b1',
  b: 'i1',
  B: 'u1',
  h: 'i2',
  H: 'u2',
  i: 'i4',
  I: 'u4',
  l: 'i8',
  L: 'u8',
  q: 'i8',
  Q: 'u8',
  p: 'i8',
  P: 'u8',
  e: 'f2',
  f: 'f4',
  d: 'f8',
  bool: 'b1',
  int8: 'i1',
  uint8: 'u1',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  uint32: 'u4',
  int64: 'i8',
  uint64: 'u8',
  int: 'i8',
  float16: 'f2',
  float32: 'f4',
  float64: 'f8',
  half: 'f2',
  single: 'f4',
  double: 'f8',
  float: 'f8',
};

const kinds = new Set(['b1', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8']);
const kindNames: Readonly<Record<string, string>> = { u: 'uint', i: 'int', f: 'float', c: 'complex' };

/** Order and kind with bytes: "<f4" is "<" and "f4", "?" is "" and "b1". */
export function splitType(dtype: string): { readonly order: string; readonly kind: string } {
  const [, order = '', rest = ''] = /^([<>=|]?)(.*)$/s.exec(dtype) ?? [];
  return { order, kind: aliases[rest] ?? rest };
}

/** As NumPy names it: "uint8" for "|u1"; what has no such name as it is. */
export function typeName(dtype: string): string {
  const { kind } = splitType(dtype);
  const [, letter = '', bytes] = /^([a-zA-Z])(\d+)$/.exec(kind) ?? [];
  if (letter === 'b') return 'bool';
  return kindNames[letter] === undefined ? dtype : `${kindNames[letter]}${8 * Number(bytes)}`;
}

/** Throws DataFormatError that names the file where its values are no numbers or booleans. */
export function requireNumbers(name: string, dtype: string): void {
  const { kind } = splitType(dtype);
  if (kinds.has(kind)) return;
  throw new DataFormatError(
    `${name} holds ${refused[kind.charAt(0)] ?? `values of type ${dtype}`}; expected numbers or booleans.`,
  );
}

/**
 * What the header says, of numbers or not; `bytes` may end behind it. Throws DataFormatError that names the file
 * and the reason.
 */
export function readNpyHeader(name: string, bytes: Uint8Array): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) {
    throw new DataFormatError(`${name} is no .npy file: it does not begin with NumPy’s magic bytes.`);
  }
  const [major = 0, minor = 0] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) {
    throw new DataFormatError(`${name} has format version ${major}.${minor}; expected NumPy’s 1.0, 2.0 or 3.0.`);
  }
  const length = major === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true);
  const from = major === 1 ? 10 : 12;
  if (length > maxHeaderLength && bytes.length >= from) {
    throw new DataFormatError(
      `${name} has a header of ${length.toLocaleString('en-US')} bytes; expected at most 10,000, as NumPy does.`,
    );
  }
  if (from + length > bytes.length) throw new DataFormatError(`${name} is cut off in its header.`);
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(from, from + length));
  return { ...readEntries(name, parsePythonLiteral(text, major < 3)), start: from + length };
}

function readEntries(name: string, header: PythonLiteral | undefined): Omit<NpyHeader, 'start'> {
  const wrong = (expected: string) => new DataFormatError(`${name} has a header that cannot be read: ${expected}.`);
  if (!(header instanceof Map)) throw wrong('expected a Python dictionary');
  if (header.size !== 3 || !['descr', 'fortran_order', 'shape'].every((key) => header.has(key))) {
    throw wrong(
      `expected descr, fortran_order and shape, received ${[...header.keys()].map(String).join(', ') || 'nothing'}`,
    );
  }
  const shape = header.get('shape');
  if (!isShape(shape)) throw wrong('expected its shape as a tuple of whole numbers');
  const fortran = header.get('fortran_order');
  if (typeof fortran !== 'boolean') throw wrong('expected fortran_order to be True or False');
  const descr = header.get('descr');
  if (Array.isArray(descr)) throw new DataFormatError(`${name} holds ${refused['V']}; expected one array of numbers.`);
  if (typeof descr !== 'string') throw wrong('expected descr to name one type');
  return { dtype: descr, shape: shape.tuple, fortran };
}

function isShape(value: PythonLiteral | undefined): value is { readonly tuple: readonly number[] } {
  if (value === null || typeof value !== 'object' || !('tuple' in value)) return false;
  return value.tuple.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}
