// Zip archives as programs write them: Python's, one written as a stream, one of more files than 16 bits count, and
// such as lie about themselves.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileProblem } from '../../../src/core/own-data.ts';
import { listZip, readZip } from '../../../src/datasets/own/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes that lines of Python write with `z`, an open zipfile, or as a stream to one. */
function zip(lines: string, options = ''): Uint8Array<ArrayBuffer> {
  const path = join(folder, 'archive.zip');
  execFileSync('python3', ['-c', `
import zipfile, sys, io
class Stream(io.RawIOBase):
    def __init__(self, file): self.file = file
    def writable(self): return True
    def write(self, data): return self.file.write(data)
file = open(sys.argv[1], 'wb')
stream = Stream(file)
with zipfile.ZipFile(${options || 'file, "w", zipfile.ZIP_DEFLATED'}) as z:
${lines.split('\n').map((line) => `    ${line}`).join('\n')}
file.close()
`, path]);
  return new Uint8Array(readFileSync(path));
}

async function unpackAll(bytes: Uint8Array<ArrayBuffer>): Promise<{ files: Record<string, string>; problems: FileProblem[] }> {
  const problems: FileProblem[] = [];
  const archive = new Blob([bytes]);
  const { members } = await listZip('a.zip', archive, (problem) => problems.push(problem));
  const files: Record<string, string> = {};
  for await (const { path, bytes: content } of readZip(archive, members, (problem) => problems.push(problem))) files[path] = new TextDecoder().decode(content.subarray(0, 40));
  return { files, problems };
}

describe('readZip', () => {
  it.each([
    ['deflated', 'file, "w", zipfile.ZIP_DEFLATED'],
    ['stored', 'file, "w", zipfile.ZIP_STORED'],
    ['written as a stream, sizes behind the bytes', 'stream, "w", zipfile.ZIP_DEFLATED'],
    ['stored and written as a stream', 'stream, "w", zipfile.ZIP_STORED'],
  ])('reads what is %s, whole or without its directory', async (_, options) => {
    const bytes = zip('z.writestr("a/ünï.txt", "one")\nz.writestr("empty.txt", "")\nz.writestr("b.txt", "two " * 50000)', options);
    const files = { 'a/ünï.txt': 'one', 'empty.txt': '', 'b.txt': 'two '.repeat(10) };
    expect(await unpackAll(bytes)).toEqual({ files, problems: [] });
    // The end of the directory is 22 bytes, and an entry more than 46.
    expect(await unpackAll(bytes.slice(0, -40))).toEqual({ files, problems: [{ file: 'a.zip', reason: 'it is cut off: its directory is missing at the end; the 3 files before were read' }] });
  });

  it('reads more files than 16 bits count, each once', async () => {
    const problems: FileProblem[] = [];
    const archive = new Blob([zip('for i in range(70000): z.writestr(f"{i}.txt", str(i))', 'file, "w", zipfile.ZIP_STORED')]);
    const { members } = await listZip('a.zip', archive, (problem) => problems.push(problem));
    let next = 0;
    for await (const { path, bytes } of readZip(archive, members, (problem) => problems.push(problem))) {
      if (path !== `${next}.txt` || new TextDecoder().decode(bytes) !== String(next)) break;
      next++;
    }
    expect([next, problems]).toEqual([70_000, []]);
  }, 120_000);

  it('reads sizes of 64 bits, whole or without its directory', async () => {
    const bytes = zip('with z.open(zipfile.ZipInfo("a.txt"), "w", force_zip64=True) as f: f.write(b"one " * 1000)\nz.writestr("b.txt", "two")');
    const files = { 'a.txt': 'one '.repeat(10), 'b.txt': 'two' };
    expect(await unpackAll(bytes)).toEqual({ files, problems: [] });
    expect((await unpackAll(bytes.slice(0, -40))).files).toEqual(files);
  });

  it('reads files larger than a window, and those behind', async () => {
    const { files, problems } = await unpackAll(zip('import random\nrandom.seed(1)\nz.writestr("large", b"large" + random.randbytes(9 * 2**20))\nz.writestr("small", "small")'));
    expect([files['large']?.slice(0, 5), files['small'], problems]).toEqual(['large', 'small', []]);
  });

  it('finds its files behind a program that unpacks them', async () => {
    const inner = zip('z.writestr("a.txt", "one")');
    const bytes = new Uint8Array(1000 + inner.length);
    bytes.set(inner, 1000);
    expect((await unpackAll(bytes)).files).toEqual({ 'a.txt': 'one' });
  });

  it('names what is damaged, and reads the rest', async () => {
    const bytes = zip('for name in "abc": z.writestr(name, (name * 100).encode())', 'file, "w", zipfile.ZIP_STORED');
    // A byte of the second file, which is its name and then a hundred times "b".
    bytes[bytes.findIndex((byte, at) => byte === 0x62 && bytes[at + 1] === 0x62) + 50] = 0x78;
    const { files, problems } = await unpackAll(bytes);
    expect([Object.keys(files), problems]).toEqual([['a', 'c'], [{ file: 'b', reason: 'it is damaged: its checksum is wrong' }]]);
  });

  it('stops at what unpacks to more than it says', async () => {
    const bytes = zip('z.writestr("a", "one")\nz.writestr("bomb", bytes(60 * 2**20))');
    // The size that the directory says, 24 bytes into its second entry.
    const directory = new DataView(bytes.buffer);
    const entry = bytes.lastIndexOf(0x02, bytes.length - 23);
    for (let at = entry; at > 0; at--) {
      if (directory.getUint32(at, true) !== 0x02014b50) continue;
      directory.setUint32(at + 24, 1000, true);
      break;
    }
    const { files, problems } = await unpackAll(bytes);
    expect([files, problems]).toEqual([{ a: 'one' }, [{ file: 'bomb', reason: 'it is damaged: it unpacks to more than the 1,000 bytes that it says' }]]);
  });

  it('names what is encrypted, and what is no archive', async () => {
    const bytes = zip('z.writestr("a", "one")\nz.writestr("b", "two")');
    const first = bytes.indexOf(0x50, bytes.length - 22 - 2 * 47);
    bytes[first + 8] = 1;
    expect((await unpackAll(bytes)).problems).toEqual([{ file: 'a', reason: 'it is encrypted; unpack it with its password first' }]);
    expect((await unpackAll(new TextEncoder().encode('no archive at all'))).problems).toEqual([{ file: 'a.zip', reason: 'it is no zip archive, or an empty one' }]);
    expect((await unpackAll(zip('pass'))).problems).toEqual([{ file: 'a.zip', reason: 'it is no zip archive, or an empty one' }]);
  });
});
