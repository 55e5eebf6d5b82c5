// Tar archives: files by name, and headers that say what cannot be.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../src/datasets/tar.ts';

/** An archive of a.bin (700 bytes of 7) and b.bin (3 of 9), as Python's tarfile writes it. */
const whole = () => new Uint8Array(execFileSync('python3', ['-c', `
import io, sys, tarfile
b = io.BytesIO()
with tarfile.open(fileobj=b, mode='w', format=tarfile.USTAR_FORMAT) as t:
    for name, data in [('d/a.bin', bytes([7]) * 700), ('d/b.bin', bytes([9]) * 3)]:
        info = tarfile.TarInfo(name); info.size = len(data); t.addfile(info, io.BytesIO(data))
sys.stdout.buffer.write(b.getvalue())`]));

/** The same with another size in its first header. */
function sized(size: string): Uint8Array<ArrayBuffer> {
  const bytes = whole();
  bytes.fill(0, 124, 136);
  bytes.set(new TextEncoder().encode(size), 124);
  return bytes;
}

describe('readTar', () => {
  it('gives files by the last part of their names', () => {
    const files = readTar('a.tar', whole());
    expect([...files].map(([name, { length }]) => [name, length])).toEqual([['a.bin', 700], ['b.bin', 3]]);
  });

  it.each([
    ['-2000', 'a.tar is no tar archive: its header at byte 0 cannot be read.'],
    ['77777777777', 'a.tar is cut off: d/a.bin needs 8589934591 bytes, received'],
    ['xyz', 'a.tar is no tar archive: its header at byte 0 cannot be read.'],
  ])('refuses a size of %s, rather than going on for ever', (size, message) => {
    expect(() => readTar('a.tar', sized(size))).toThrow(message);
  });
});
