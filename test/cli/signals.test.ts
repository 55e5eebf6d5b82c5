// What signals leave: an orderly end, the model as it is then, and a code that says which it was.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, startCli } from '../support/cli.ts';
import { loadWithTfjs } from '../support/plain-tfjs.ts';
import { projectRoot } from '../support/shared-data.ts';

let folder = '';
let digits = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-signals-'));
  digits = join(folder, 'digits.json');
  const document = JSON.parse(readFileSync(`${projectRoot}templates/mlp.json`, 'utf8')) as { training: object };
  writeFileSync(digits, JSON.stringify({ ...document, training: { ...document.training, dataset: 'digits', epochs: 1000 } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('%s saves the model that is being trained', async (signal, exitCode) => {
    const output = join(folder, signal);
    const { child, finished } = startCli(['train', digits, '--limit', '1000', '--json', '-o', output]);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (child.killed || !chunk.includes('"type":"batch"')) return;
      child.kill(signal);
      // npx and shells pass a terminal's signal on a second time.
      child.kill(signal);
    });
    const { code, out, err } = await finished;
    expect([code, err]).toEqual([exitCode, '']);
    expect(jsonLines(out).slice(-2)).toEqual([
      { type: 'notice', code: 'model-saved', message: `Saved the model to ${output}` }, { type: 'ended', reason: 'stopped' },
    ]);
    expect(readdirSync(output).toSorted()).toEqual(['group1-shard1of1.bin', 'model.json']);
    const model = await loadWithTfjs(Object.fromEntries(readdirSync(output).map((name) => [name, new Uint8Array(readFileSync(join(output, name)))])));
    expect(model.countParams()).toBeGreaterThan(0);
  });

  it('before training has begun leaves no folder behind', async () => {
    const output = join(folder, 'early');
    const { child, finished } = startCli(['train', digits, '--json', '-o', output]);
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    const { code, out } = await finished;
    expect(code).toBe(143);
    if (!out.includes('"type":"batch"')) expect(existsSync(output)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('ends the server in order', async () => {
    const { child, finished } = startCli(['serve', '--port', '0', '--data', folder]);
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    expect((await finished).code).toBe(0);
  });
});
