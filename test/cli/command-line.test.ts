// The command line as a whole: help, version, and what it says to arguments that make no sense.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { projectRoot } from '../support/shared-data.ts';

const { version } = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8')) as { version: string };
const commands = ['check', 'summary', 'plan', 'train', 'export', 'data', 'serve'];

describe('convloom', () => {
  it('tells its version', async () => {
    expect(await runCli('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('is what npx runs in the project, without installing anything', () => {
    const env = { ...process.env, npm_config_offline: 'true', npm_config_cache: mkdtempSync(join(tmpdir(), 'convloom-npx-')) };
    const out = execFileSync('npx', ['--no', '--', 'convloom', '--version'], { cwd: projectRoot, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' });
    expect(out.trim()).toBe(version);
    expect(readdirSync(env.npm_config_cache)).not.toContain('_npx');
    rmSync(env.npm_config_cache, { recursive: true });
  });

  it('lists its commands with --help, and as an error without arguments', async () => {
    const help = await runCli('--help');
    expect(help.code).toBe(0);
    for (const command of commands) expect(help.out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(await runCli()).toEqual({ code: 2, out: '', err: help.out });
  });

  it.each(commands)('explains %s with --help', async (command) => {
    const { code, out, err } = await runCli(command, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: convloom ${command}`);
    expect(out).toContain('--help');
  });

  it.each([
    [['fly'], 'There is no command "fly"'],
    [['check'], 'check needs FILE...'],
    [['summary', 'a.json', 'b.json'], 'received "b.json"'],
    [['train', 'a.json', '--speed', '9'], "Unknown option '--speed'"],
    [['train', 'a.json', '--epochs', '0'], '--epochs must be a whole number of at least 1, received "0"'],
    [['train', 'a.json', '--epochs', '1.5'], 'received "1.5"'],
    [['train', 'a.json', '--lr', 'fast'], '--lr must be a number above 0, received "fast"'],
    [['train', 'a.json', '--seed'], '--seed'],
    [['export', 'a.json'], 'export needs --format'],
    [['export', 'a.json', '--format', 'pickle'], 'one of tfjs, received "pickle"'],
    [['export', 'a.json', '--format', 'tfjs'], 'export needs --output'],
    [['data', 'imagenet'], 'There is no dataset "imagenet" to download; expected mnist, fashion-mnist, cifar-10'],
    [['data', 'mnist', '--mirror', 'nowhere'], '--mirror must be a URL, received "nowhere"'],
    [['serve', '--port', 'http'], '--port must be a whole number'],
  ])('answers %j with one sentence and a pointer to the help', async (args, sentence) => {
    const { code, out, err } = await runCli(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
    expect(err).toMatch(/See "convloom .*--help"\.\n$/);
  });

  it('says in one sentence that a file is not there', async () => {
    for (const command of ['summary', 'plan', 'train']) {
      expect(await runCli(command, 'absent.json')).toEqual({ code: 1, out: '', err: 'absent.json: there is no such file.\n' });
    }
  });
});
