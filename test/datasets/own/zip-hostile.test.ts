// Archives made to hurt: small on the disk, huge when unpacked. Nothing is unpacked beyond the budget, counted in
// bytes.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { FileProblem } from '../../../src/core/own-data.ts';
import { createBudget } from '../../../src/datasets/own/budget.ts';
import { inspectImages } from '../../../src/datasets/own/image-files.ts';
import { listZip, readZip, readZipStart } from '../../../src/datasets/own/zip.ts';

/** Bytes that Python writes to `b`, with these helpers at hand. */
function zip(lines: string): Blob {
  const script = `
import io, sys, struct, zipfile, zlib
b = io.BytesIO()
def deflated(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()
def local(name, body, size, crc, method=8):
    return struct.pack('<LHHHHHLLLHH', 0x04034b50, 20, 0, method, 0, 0, crc, len(body), size, len(name), 0) + name + body
def entry(name, packed, size, crc, start, method=8, flags=0):
    return struct.pack('<LHHHHHHLLLHHHHHLL', 0x02014b50, 20, 20, flags, method, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0, start) + name
def end(count, size, start):
    return struct.pack('<LHHHHLLH', 0x06054b50, 0, 0, min(count, 65535), min(count, 65535), size, start, 0)
${lines}
sys.stdout.buffer.write(b.getvalue())`;
  return new Blob([new Uint8Array(execFileSync('python3', ['-c', script], { maxBuffer: 1 << 28 }))]);
}

/** Files that share one body of 1 MB. */
const sharing = `
data = bytes(2**20); body = deflated(data); crc = zlib.crc32(data)
b.write(local(b'cat/0.gif', body, len(data), crc))
start = b.tell()
directory = b''.join(entry(b'%s/%d.gif' % ([b'cat', b'dog'][i % 2], i), len(body), len(data), crc, 0) for i in range(20000))
b.write(directory + end(20000, len(directory), start))`;

/** Each file's body begins with the whole header of the next: deflate quotes it, so that all checks of sizes hold. */
const quoting = `
data = b'x' * 1000; body = deflated(data); crc = zlib.crc32(data)
inner = local(b'dog/1.gif', body, len(data), crc)
quoted = struct.pack('<BHH', 0, len(inner) - len(body), 0xffff ^ (len(inner) - len(body))) + inner
whole = inner[:len(inner) - len(body)] + data
b.write(local(b'cat/0.gif', quoted, len(whole), zlib.crc32(whole)))
second = 30 + 9 + 5
directory = entry(b'cat/0.gif', len(quoted), len(whole), zlib.crc32(whole), 0) + entry(b'dog/1.gif', len(body), len(data), crc, second)
start = b.tell()
b.write(directory + end(2, len(directory), start))`;

describe('archives', () => {
  it.each([
    ['share one body', sharing],
    ['quote one another', quoting],
  ])('whose files %s are refused before any is unpacked', async (_, lines) => {
    const content = zip(lines);
    expect(content.size).toBeLessThan(2 ** 21);
    await expect(inspectImages('bomb.zip', [], { path: 'bomb.zip', content })).rejects.toThrow(
      /^bomb\.zip is not read: its files .+ and .+ lie in the same bytes, as in archives that are made to unpack to far more than they hold\.$/,
    );
  });

  it('are unpacked up to the budget and no further', async () => {
    const content = zip(`
with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for i in range(40): z.writestr(f'cat/{i}.gif', bytes(10**6))`);
    expect(content.size).toBeLessThan(100_000);
    const { members } = await listZip('bomb.zip', content, () => undefined);
    let unpacked = 0;
    const read = async () => {
      for await (const { bytes } of readZip(
        content,
        members,
        () => undefined,
        createBudget('bomb.zip', { bytes: 5e6 }),
      ))
        unpacked += bytes.length;
    };
    await expect(read()).rejects.toThrow('bomb.zip unpacks to more than 4.8 MB, which is not read.');
    expect(unpacked).toBe(5e6);
  });

  it('of files that say sizes which their bytes cannot have are left out before room is made for them', async () => {
    const problems: FileProblem[] = [];
    const content = zip(`
data = b'GIF89a' + bytes(100); body = deflated(data); crc = zlib.crc32(data)
b.write(local(b'a/0.gif', body, 60 * 2**20, crc))
second = b.tell()
b.write(local(b'b/0.gif', data, 60 * 2**20, crc, 0))
start = b.tell()
directory = entry(b'a/0.gif', len(body), 60 * 2**20, crc, 0) + entry(b'b/0.gif', len(data), 60 * 2**20, crc, second, 0)
b.write(directory + end(2, len(directory), start))`);
    const { members } = await listZip('a.zip', content, (problem) => problems.push(problem));
    expect(members).toEqual([]);
    expect(problems.map(({ file, reason }) => [file, reason.replace(/its \d+ cannot/, 'its few cannot')])).toEqual([
      ['a/0.gif', 'it is damaged: it says 62,914,560 bytes, and its few cannot hold them'],
      ['b/0.gif', 'it is damaged: it says 62,914,560 bytes, and its few cannot hold them'],
    ]);
  });

  it('with a directory beyond all need are refused before it is read', async () => {
    const room = new Blob([new Uint8Array(2 ** 20)]);
    const endOf = zip('b.write(end(1, 200 * 2**20, 0))');
    await expect(
      listZip('a.zip', new Blob([...Array.from({ length: 200 }, () => room), endOf]), () => undefined),
    ).rejects.toThrow('a.zip has a directory of 200 MB; expected at most 128 MB, enough for 300,000 files.');
  });

  it('of which only beginnings are wanted are unpacked only there', async () => {
    const content = zip(`
with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('x.npy', b'begin' + bytes(60 * 2**20))`);
    const {
      members: [member],
    } = await listZip('a.npz', content, () => undefined);
    if (!member) return expect.unreachable();
    let read = 0;
    const counting = {
      slice: (from: number, to: number) => {
        read += to - from;
        return content.slice(from, to);
      },
    } as Blob;
    const start = await readZipStart(counting, member, 10_000);
    expect([start.length, new TextDecoder().decode(start.subarray(0, 5))]).toEqual([10_000, 'begin']);
    // The header's room, and one piece of compressed bytes.
    expect(read).toBeLessThan(6000);
  });

  it.each<[string, string, string]>([
    [
      'encrypted',
      `b.write(local(b'cat/0.gif', b'x' * 20, 20, 1, 0)); start = b.tell(); d = entry(b'cat/0.gif', 20, 8, 1, 0, 0, 1); b.write(d + end(1, len(d), start))`,
      'cat/0.gif: it is encrypted; unpack it with its password first.',
    ],
    [
      'encrypted by AES',
      `b.write(local(b'cat/0.gif', b'x' * 20, 20, 1, 99)); start = b.tell(); d = entry(b'cat/0.gif', 20, 8, 1, 0, 99); b.write(d + end(1, len(d), start))`,
      'cat/0.gif: it is encrypted; unpack it with its password first.',
    ],
    [
      'compressed otherwise',
      `
with zipfile.ZipFile(b, 'w', zipfile.ZIP_LZMA) as z: z.writestr('cat/0.gif', b'GIF89a')`,
      'cat/0.gif: it is compressed by LZMA; expected Deflate, or nothing.',
    ],
    [
      'archives',
      `
with zipfile.ZipFile(b, 'w') as z: z.writestr('inner.zip', b'PK')`,
      'inner.zip: it is an archive in itself; unpack it first.',
    ],
    ['not there', 'b.write(b"PK\\x03\\x04")', 'bad.zip: it is cut off within its first file.'],
  ])('of which all is %s tell the first reason', async (_, lines, reason) => {
    await expect(inspectImages('bad.zip', [], { path: 'bad.zip', content: zip(lines) })).rejects.toThrow(
      `bad.zip holds no images that can be read; expected a folder of images for each of two or more classes. ${reason}`,
    );
  });
});
