// Names in archives that do not say their letters: told apart where the bytes show them, guessed otherwise, and
// corrected.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { NameEncoding } from '../../../src/core/own-data.ts';
import { inspectImages } from '../../../src/datasets/own/image-files.ts';
import { listZip } from '../../../src/datasets/own/zip.ts';

/** An archive of pictures in these folders, the names as Python encodes them, without the flag that says UTF-8. */
function zip(folders: readonly string[], encoding: string, extra = ''): Blob {
  const script = `
import io, sys, json, zipfile, zlib, struct
class Unflagged(zipfile.ZipInfo):
    def _encodeFilenameFlags(self): return self.raw, self.flag_bits & ~0x800
folders, encoding = json.loads(sys.argv[1]), sys.argv[2]
b = io.BytesIO()
z = zipfile.ZipFile(b, 'w')
for f in folders:
    raw = (f + '/1.gif').encode(encoding)
    info = Unflagged(raw.hex())
    info.raw = raw
    ${extra}
    z.writestr(info, b'GIF89a' + bytes([8, 0, 8, 0]) + bytes(30))
z.close()
sys.stdout.buffer.write(b.getvalue())`;
  return new Blob([new Uint8Array(execFileSync('python3', ['-c', script, JSON.stringify(folders), encoding]))]);
}

async function classesOf(archive: Blob, encoding?: NameEncoding) {
  const { draft } = await inspectImages('a.zip', [], { path: 'a.zip', content: archive }, encoding);
  return { names: draft.classes.map(({ name }) => name), ...(draft.nameEncoding && { guess: draft.nameEncoding }) };
}

describe('names', () => {
  it('are UTF-8 where the bytes of all are it', async () => {
    expect(await classesOf(zip(['Ärger', 'süß', '表'], 'utf-8'))).toEqual({
      names: ['süß', 'Ärger', '表'],
      guess: 'utf-8',
    });
    expect(await classesOf(zip(['Katze', 'Hund'], 'utf-8'))).toEqual({ names: ['Hund', 'Katze'] });
  });

  it('are DOS letters, or those of Windows, as their places show, and the guess is told', async () => {
    expect(await classesOf(zip(['Blätter', 'Früchte'], 'cp437'))).toEqual({
      names: ['Blätter', 'Früchte'],
      guess: 'cp437',
    });
    expect(await classesOf(zip(['pêche', 'pèche'], 'cp1252'))).toEqual({
      names: ['pèche', 'pêche'],
      guess: 'windows-1252',
    });
  });

  it.each([
    ['shift_jis', 'shift_jis', ['表紙', '猫']],
    ['gbk', 'gb18030', ['猫', '狗']],
    ['euc-kr', 'euc-kr', ['고양이', '개']],
    ['cp866', 'ibm866', ['Кошки', 'собаки']],
  ] as const)('in %s are corrected by the choice of the user', async (python, encoding, folders) => {
    const archive = zip(folders, python);
    expect((await classesOf(archive)).guess).toBeDefined();
    expect((await classesOf(archive, encoding)).names.toSorted()).toEqual([...folders].sort());
  });

  it('are those of Info-ZIP’s second name where there is one', async () => {
    const second = `second = (f + '/1.gif').encode('utf-8'); info.extra = struct.pack('<HHBL', 0x7075, 5 + len(second), 1, zlib.crc32(raw)) + second`;
    expect(await classesOf(zip(['猫', '狗'], 'gbk', second))).toEqual({ names: ['狗', '猫'] });
  });

  it('lose what means nothing, and are refused where they lead out', async () => {
    const problems: string[] = [];
    const { members } = await listZip(
      'a.zip',
      zip(['./cat', 'a//b', 'a:b', 'C:\\x', '../up', '/root'], 'utf-8'),
      ({ file }) => problems.push(file),
    );
    expect(members.map(({ path }) => path)).toEqual(['cat/1.gif', 'a/b/1.gif', 'a:b/1.gif', 'C:\\x/1.gif']);
    expect(problems).toEqual(['../up/1.gif', '/root/1.gif']);
  });
});
