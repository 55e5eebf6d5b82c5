// NumPy files as numpy itself writes them: dtypes, byte orders, Fortran order; and those that are refused.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../src/datasets/own/npy.ts';
import { readNpyHeader, typeName } from '../../../src/datasets/own/npy-header.ts';

/** What `np.save` writes of an expression. */
function saved(expression: string): Uint8Array {
  return new Uint8Array(execFileSync('python3', ['-c', `import io, sys, numpy as np\nb = io.BytesIO()\nnp.save(b, ${expression}, allow_pickle=True)\nsys.stdout.buffer.write(b.getvalue())`]));
}

describe('readNpy', () => {
  it.each([
    ['|u1', '[0, 1, 200]', [0, 1, 200]], ['|i1', '[-1, 0, 100]', [-1, 0, 100]], ['|b1', '[True, False, True]', [1, 0, 1]],
    ['<u2', '[0, 300, 65535]', [0, 300, 65535]], ['>i2', '[-2, 300, 5]', [-2, 300, 5]], ['<i4', '[-70000, 0, 70000]', [-70000, 0, 70000]],
    ['>u4', '[1, 2, 3000000]', [1, 2, 3000000]], ['<i8', '[-5, 6, 70000]', [-5, 6, 70000]], ['>u8', '[1, 2, 3]', [1, 2, 3]],
    ['<f2', '[0.5, -2, 6.1e-5]', [0.5, -2, 6.1035156e-5]], ['>f4', '[0.25, -1.5, 3]', [0.25, -1.5, 3]], ['<f8', '[1e-3, 2, -3.5]', [1e-3, 2, -3.5]],
  ])('%s', (dtype, values, expected) => {
    const array = readNpy('a.npy', saved(`np.array(${values}, dtype='${dtype}')`));
    expect(array.shape).toEqual([3]);
    [...array.values].forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
  });

  it('gives C order whatever the file’s', () => {
    const c = readNpy('a.npy', saved('np.arange(24).reshape(2, 3, 4)'));
    const f = readNpy('a.npy', saved('np.asfortranarray(np.arange(24).reshape(2, 3, 4))'));
    expect([f.shape, [...f.values]]).toEqual([[2, 3, 4], [...c.values]]);
    expect([...c.values]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  it.each([
    ['objects, without unpickling them', () => saved('np.array([{"a": 1}], dtype=object)'), 'x.npy holds Python objects, which are never read; expected numbers or booleans.'],
    ['text', () => saved('np.array(["a", "b"])'), 'x.npy holds text; expected numbers or booleans.'],
    ['complex numbers', () => saved('np.array([1j])'), 'x.npy holds complex numbers; expected numbers or booleans.'],
    ['records', () => saved('np.zeros(2, dtype=[("a", "f4")])'), 'x.npy holds records; expected one array of numbers.'],
    ['half a file', () => saved('np.zeros(100, dtype="f4")').subarray(0, 200), 'x.npy is cut off: 100 values need 400 bytes, received 72.'],
    ['half a header', () => saved('np.zeros(3)').subarray(0, 40), 'x.npy is cut off in its header.'],
    ['something else', () => new TextEncoder().encode('a,b\n1,2\n3,4\n'), 'x.npy is no .npy file: it does not begin with NumPy’s magic bytes.'],
    ['a shape beyond all bounds', () => patched(saved('np.zeros(3)')), 'x.npy is cut off'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy('x.npy', bytes())).toThrow(message);
  });
});

/** A file with this header, and 16 bytes of values. */
function withHeader(header: string, version: readonly [number, number] = [1, 0]): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const length = version[0] === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), ...version, ...length, ...text, ...new Array<number>(16).fill(1));
}

const headers: readonly (readonly [header: string, version?: readonly [number, number]])[] = [
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }", [2, 0]],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }", [3, 0]],
  ['{"shape": (2, 2), "fortran_order": True, "descr": "<f4"}', [3, 0]],
  ["{'descr': '?', 'fortran_order': False, 'shape': (4,)}"],
  ["{'descr': 'f8', 'fortran_order': False, 'shape': (2,)}"],
  ["{'descr': '>H', 'fortran_order': False, 'shape': (3,)}"],
  ["{'descr': 'float32', 'fortran_order': False, 'shape': ()}"],
  ["{'descr': '<i', 'fortran_order': False, 'shape': (0, 3)}"],
  ["{'descr': 'b', 'fortran_order': False, 'shape': (2)}"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': [2, 2]}"],
  ["{'descr': '<f4', 'fortran_order': 1, 'shape': (2, 2)}"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'more': 1}"],
  ["{'descr': '<f4', 'shape': (2, 2)}"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2.0)}"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2 2)}"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}; import os"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}"],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", [9, 0]],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", [1, 1]],
  ["{'descr': '|O', 'fortran_order': False, 'shape': (2,)}"],
  ["{'descr': 'no type', 'fortran_order': False, 'shape': (2,)}"],
  [`{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), ${' '.repeat(11_000)}}`],
];

describe('headers', () => {
  const loads = `
import sys, io, json, base64, warnings, numpy as np
warnings.simplefilter('ignore')
def load(b):
    try:
        a = np.load(io.BytesIO(base64.b64decode(b)))
        return [a.dtype.name, list(a.shape), a.astype('f4').ravel().tolist()]
    except Exception: return None
print(json.dumps([load(b) for b in json.load(sys.stdin)]))`;

  it('are read as NumPy reads them, and refused where it refuses them', () => {
    const files = headers.map(([header, version]) => withHeader(header, version));
    const input = JSON.stringify(files.map((bytes) => Buffer.from(bytes).toString('base64')));
    const expected = JSON.parse(execFileSync('python3', ['-c', loads], { input, encoding: 'utf8' })) as unknown[];
    const received = files.map((bytes) => {
      try {
        const { shape, dtype, values } = readNpy('x.npy', bytes);
        return [typeName(dtype), shape, [...values]];
      } catch {
        return null;
      }
    });
    headers.forEach(([header], index) => expect([header, received[index]]).toEqual([header, expected[index]]));
    expect(expected.filter((each) => each === null)).toHaveLength(16);
  });

  it.each([
    [["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", [9, 0]], 'x.npy has format version 9.0; expected NumPy’s 1.0, 2.0 or 3.0.'],
    [["{'descr': '<f4', 'fortran_order': False, 'shape': [2, 2]}"], 'x.npy has a header that cannot be read: expected its shape as a tuple of whole numbers.'],
    [["{'descr': '<f4', 'shape': (2, 2)}"], 'x.npy has a header that cannot be read: expected descr, fortran_order and shape, received descr, shape.'],
  ] as const)('that are refused tell why: %j', ([header, version], message) => {
    expect(() => readNpyHeader('x.npy', withHeader(header, version))).toThrow(message);
  });

  it('keep whole numbers beyond 2^24 apart where they are read exactly', () => {
    const bytes = saved('np.array([2**24, 2**24 + 1, 2**40 + 1])');
    expect([...readNpy('y.npy', bytes, true).values]).toEqual([2 ** 24, 2 ** 24 + 1, 2 ** 40 + 1]);
  });
});

/** The shape (3,) made larger than any number of values. */
function patched(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes).replace("'shape': (3,), }      ", "'shape': (9999999,99999999999999,), }");
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

it('names types as NumPy does', () => {
  const types = ['|b1', '|u1', '|i1', '<u2', '>i2', '<i4', '>u8', '<f2', '>f4', '<f8', '<c16'];
  const names = execFileSync('python3', ['-c', `import numpy as np\nfor t in ${JSON.stringify(types)}: print(np.dtype(t).name)`], { encoding: 'utf8' });
  expect(types.map(typeName)).toEqual(names.trim().split('\n'));
  expect(typeName('<M8[ns]')).toBe('<M8[ns]');
});
