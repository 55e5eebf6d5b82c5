// Writing files: whole or not at all, on real disks that are full, and on one that fails at every call there is.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkWritable, nodeDisk, writeFiles, type Disk } from '../../src/cli/write-files.ts';
import { CommandError } from '../../src/cli/command.ts';
import { runCli, startCli } from '../support/cli.ts';
import { projectRoot } from '../support/shared-data.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const before = { 'model.json': text('old model'), 'weights.bin': text('old weights') };
const after = { 'model.json': text('new model'), 'weights.bin': text('new weights') };
/** Everything below a folder, hidden files too. */
const contentOf = (place: string): Record<string, string> => Object.fromEntries(
  readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name).slice(place.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
);
const newFiles = { 'model.json': 'new model', 'weights.bin': 'new weights' };

/** A disk whose `failing`th call fails with `code`, and which says after every call what a reader would see. */
function failingDisk(failing: number, code: string, look: () => void = () => undefined): Disk & { calls: number } {
  const disk = { calls: 0 } as Disk & { calls: number };
  for (const name of Object.keys(nodeDisk) as (keyof Disk)[]) {
    const call = nodeDisk[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(disk, {
      [name]: async (...args: unknown[]) => {
        disk.calls++;
        if (disk.calls === failing) {
          // A disk that fills up has taken a part.
          if (name === 'writeNew') writeFileSync(String(args[0]), 'hal');
          throw Object.assign(new Error(`${code}: made up`), { code });
        }
        const result = await call(...args);
        look();
        return result;
      },
    });
  }
  return disk;
}

describe('writing files', () => {
  it('makes folders that are missing and replaces files of the same names alone', async () => {
    const place = join(folder, 'a/b/model');
    await writeFiles(place, before);
    writeFileSync(join(place, 'notes.txt'), 'mine');
    await writeFiles(place, after);
    expect(contentOf(folder)).toEqual({ 'a/b/model/model.json': 'new model', 'a/b/model/weights.bin': 'new weights', 'a/b/model/notes.txt': 'mine' });
  });

  it('takes a path that ends in a slash, and a folder that is a link', async (context) => {
    await writeFiles(`${join(folder, 'model')}/`, before);
    expect(contentOf(folder)).toEqual({ 'model/model.json': 'old model', 'model/weights.bin': 'old weights' });
    if (process.platform === 'win32') return context.skip('links need rights on Windows');
    execFileSync('ln', ['-s', 'model', join(folder, 'linked')]);
    await writeFiles(join(folder, 'linked'), after);
    expect(contentOf(join(folder, 'model'))).toEqual(newFiles);
  });

  it.each([['a folder that is there', true], ['a new folder', false]])('leaves all old files or all new ones in %s, wherever the disk fails', async (_, exists) => {
    let failures = 0;
    for (let failing = 1; ; failing++) {
      const place = join(folder, `${failing}/below/model`);
      mkdirSync(join(folder, String(failing)));
      if (exists) await writeFiles(place, before);
      const disk = failingDisk(failing, 'ENOSPC');
      const error = await writeFiles(place, after, disk).then(() => undefined, (reason: unknown) => reason);
      if (disk.calls < failing) break;
      const found = contentOf(join(folder, String(failing)));
      if (error === undefined) {
        // Only what was in the way could not be removed.
        expect(Object.entries(found).filter(([name]) => !/\/\.[^/]*\.old$/.test(name))).toEqual(Object.entries(newFiles).map(([name, value]) => [`below/model/${name}`, value]));
        continue;
      }
      failures++;
      expect(error).toBeInstanceOf(CommandError);
      expect((error as Error).message).toMatch(/^\S+ cannot be written: the disk is full\.$/);
      expect(found, `call ${failing}`).toEqual(exists ? { 'below/model/model.json': 'old model', 'below/model/weights.bin': 'old weights' } : {});
      expect(existsSync(join(folder, String(failing), 'below'))).toBe(exists);
    }
    expect(failures).toBeGreaterThan(5);
  });

  it('shows a reader at no moment a model beside weights of another time', async () => {
    const place = join(folder, 'model');
    await writeFiles(place, before);
    const seen = new Set<string>();
    const look = () => {
      const found = contentOf(place);
      if (found['model.json'] !== undefined) seen.add(`${found['model.json']}, ${found['weights.bin']}`);
    };
    await writeFiles(place, after, failingDisk(Infinity, '', look));
    expect([...seen]).toEqual(['old model, old weights', 'new model, new weights']);
  });

  it('says what is in the way', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(writeFiles(join(folder, 'file'), after)).rejects.toThrow(`${join(folder, 'file')}: this is a file; expected a folder to write to.`);
    await expect(writeFiles(join(folder, 'file/below'), after)).rejects.toThrow(/file: this is a file; expected a folder|a part of the path is a file/);
    mkdirSync(join(folder, 'model/model.json'), { recursive: true });
    await expect(writeFiles(join(folder, 'model'), after)).rejects.toThrow('model.json: this is a folder; expected a file to replace.');
    expect(readdirSync(join(folder, 'model'))).toEqual(['model.json']);
  });

  it('finds out beforehand whether a folder can be written, and leaves nothing there', async (context) => {
    await checkWritable(join(folder, 'a/b'));
    mkdirSync(join(folder, 'there'));
    await checkWritable(join(folder, 'there'));
    expect(readdirSync(folder, { recursive: true })).toEqual(['there']);
    await expect(checkWritable(join(folder, 'there'), failingDisk(3, 'EROFS'))).rejects.toThrow('there cannot be written: the disk is read-only.');
    if (process.platform === 'win32' || process.getuid?.() === 0) return context.skip('root may write everywhere');
    chmodSync(join(folder, 'there'), 0o500);
    await expect(checkWritable(join(folder, 'there'))).rejects.toThrow('access is not permitted');
  });
});

describe('the command line on disks that take nothing', () => {
  const exportTo = (place: string) => ['export', 'templates/mnist-cnn.json', '--format', 'tfjs', '-o', place];

  it.runIf(existsSync('/proc/self'))('answers for /proc instead of waiting for ever', async () => {
    const { child, finished } = startCli(exportTo('/proc/convloom/model'));
    const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    expect(await finished).toEqual({ code: 1, out: '', err: '/proc/convloom/model cannot be written: no folder can be made there.\n' });
    clearTimeout(patience);
  });

  it.runIf(existsSync('/dev/full'))('says in one sentence that standard output is full', () => {
    for (const args of [['summary', 'templates/mlp.json'], ['--help'], ['check', 'templates/mlp.json', '--json']]) {
      const { status, stderr } = spawnSync('sh', ['-c', '"$0" build/cli/convloom.js "$@" > /dev/full', process.execPath, ...args], { cwd: projectRoot, encoding: 'utf8' });
      expect([status, stderr]).toEqual([1, 'Standard output cannot be written: the disk is full.\n']);
    }
    expect(spawnSync('sh', ['-c', '"$0" build/cli/convloom.js summary nothing.json 2> /dev/full', process.execPath], { cwd: projectRoot }).status).toBe(1);
  });

  it('leaves an earlier export whole where files may not grow so large', async (context) => {
    const place = join(folder, 'model');
    await runCli(...exportTo(place));
    const earlier = contentOf(place);
    // 40 KB are enough for model.json and not for the weights of 72 KB.
    const { status, stderr, error } = spawnSync('bash', ['-c', 'ulimit -f 40 && exec "$0" build/cli/convloom.js "$@"', process.execPath, ...exportTo(place), '--seed', '7'], { cwd: projectRoot, encoding: 'utf8' });
    if (error) return context.skip('this system has no bash');
    expect([status, stderr]).toEqual([1, `${join(place, 'group1-shard1of1.bin')} cannot be written: the file would be larger than the system allows.\n`]);
    expect(contentOf(place)).toEqual(earlier);
  });

  it('leaves an earlier export whole on a full disk', async (context) => {
    const mounted = join(folder, 'disk');
    mkdirSync(mounted);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'convloom', mounted], { stdio: 'ignore' });
    } catch {
      return context.skip('mounting a small disk needs root');
    }
    try {
      const place = join(mounted, 'model');
      expect((await runCli(...exportTo(place))).code).toBe(0);
      const earlier = contentOf(mounted);
      const { code, err } = await runCli(...exportTo(place), '--seed', '7');
      expect([code, err]).toEqual([1, `${join(place, 'group1-shard1of1.bin')} cannot be written: the disk is full.\n`]);
      expect(contentOf(mounted)).toEqual(earlier);
    } finally {
      execFileSync('umount', [mounted]);
    }
  });
});
