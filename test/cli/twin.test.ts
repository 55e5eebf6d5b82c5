// `convloom train A --twin B`: both in lockstep, each line with its side.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';
import { projectRoot, sharedData } from '../support/shared-data.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-twin-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('convloom train --twin', () => {
  it('trains both by turns on the same batches; the same network twice has the same losses', async (context) => {
    const data = sharedData(context, '.');
    const args = ['--epochs', '1', '--limit', '400', '--data', data, '--json', '--backend', 'wasm'];
    const { code, out, err } = await runCli('train', 'templates/mlp.json', '--twin', 'templates/mlp.json', ...args);
    expect([code, err]).toEqual([0, '']);
    const lines = jsonLines(out);
    const batches = lines.filter(({ type }) => type === 'batch');
    const losses = (side: string) => batches.filter((line) => line['side'] === side).map(({ loss }) => loss);
    expect(losses('A')).toHaveLength(4);
    expect(losses('A')).toEqual(losses('B'));
    // The first side's batch ends each round.
    expect(batches.map(({ side }) => side).join('')).toBe('BABABABA');
    expect(lines.at(-1)).toMatchObject({ side: 'A', type: 'ended', reason: 'completed' });

    const alone = await runCli('train', 'templates/mlp.json', ...args);
    expect(jsonLines(alone.out).filter(({ type }) => type === 'batch').map(({ loss }) => loss)).toEqual(losses('A'));
  });

  it('tells both in text, and saves both models', async (context) => {
    const data = sharedData(context, '.');
    const output = join(folder, 'models');
    const { code, out } = await runCli('train', 'templates/mnist-cnn.json', '--twin', 'templates/mnist-cnn-batchnorm.json', '--epochs', '1', '--limit', '200', '--data', data, '-o', output);
    expect(code).toBe(0);
    expect(out).toMatch(/^A {2}Epoch 1\/1 {2}loss/m);
    expect(out).toMatch(/^B {2}Epoch 1\/1 {2}loss/m);
    const weights = (side: string) => JSON.stringify(JSON.parse(readFileSync(join(output, side, 'model.json'), 'utf8')));
    expect(weights('a')).not.toContain('BatchNorm2d');
    expect(weights('b')).toContain('BatchNorm2d');
  });

  it('refuses other data in a sentence', async (context) => {
    const document = JSON.parse(readFileSync(`${projectRoot}templates/mlp.json`, 'utf8')) as { training: object };
    const other = join(folder, 'other.json');
    writeFileSync(other, JSON.stringify({ ...document, training: { ...document.training, dataset: 'fashion-mnist' } }));
    const { code, err } = await runCli('train', 'templates/mlp.json', '--twin', other, '--limit', '100', '--data', sharedData(context, '.'));
    expect(code).toBe(1);
    expect(err).toBe('Both sides of a comparison train on the same data; A trains on mnist and B on fashion-mnist.\n');
  });
});
