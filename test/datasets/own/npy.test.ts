// NumPy files as numpy itself writes them: dtypes, byte orders, Fortran order; and those that are refused.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readNpy, typeName } from '../../../src/datasets/own/npy.ts';

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
