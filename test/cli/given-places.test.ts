// Options that name files and folders: what is not there is told before anything begins, and nothing else is used in its stead.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { projectRoot } from '../support/shared-data.ts';

let folder = '';
let digits = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-places-'));
  digits = join(folder, 'digits.json');
  const document = JSON.parse(readFileSync(`${projectRoot}templates/mlp.json`, 'utf8')) as { training: object };
  writeFileSync(digits, JSON.stringify({ ...document, training: { ...document.training, dataset: 'digits' } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what an option names', () => {
  it.each([
    [['train', 'DIGITS', '--data', 'my-own-dta.csv'], '--data my-own-dta.csv: there is no such file or folder.'],
    [['train', 'DIGITS', '--data', 'no/such/folder/'], '--data no/such/folder/: there is no such file or folder.'],
    [['train', 'DIGITS', '--data', 'package.json/data'], '--data package.json/data: a part of the path is a file; expected a folder.'],
    [['train', 'DIGITS', '--twin', 'twin.json'], '--twin twin.json: there is no such file.'],
    [['train', 'DIGITS', '--data', 'x.npy', '--labels', 'y.npy'], '--data x.npy: there is no such file or folder.'],
    [['train', 'DIGITS', '--labels', 'y.npy'], '--labels y.npy: there is no such file.'],
    [['sweep', 'DIGITS', '--grid', 'lr=0.1', '--data', 'nowhere'], '--data nowhere: there is no such folder.'],
    [['sweep', 'DIGITS', '--grid', 'lr=0.1', '--data', 'package.json'], '--data package.json: this is a file; expected a folder.'],
    [['lab', '3', '--data', 'nowhere'], '--data nowhere: there is no such folder.'],
    [['serve', '--data', 'nowhere'], '--data nowhere: there is no such folder.'],
    [['train', 'nothing.json'], 'nothing.json: there is no such file.'],
    [['data', 'mnist', '--dir', 'package.json'], `PROJECTpackage.json: this is a file; expected a folder to write to.`],
  ])('%j is an error that names it', async (args, sentence) => {
    const { code, out, err } = await runCli(...args.map((arg) => (arg === 'DIGITS' ? digits : arg)));
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `${sentence.replace('PROJECT', projectRoot)}\n` });
  });

  it.each(['train', 'sweep'])('is not ignored by %s where the network’s data are no files', async (command) => {
    const { code, out, err } = await runCli(command, digits, ...(command === 'sweep' ? ['--grid', 'lr=0.1'] : []), '--data', folder);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `--data ${folder}: Digits reads no files; leave --data out, or name a dataset that does.\n` });
  });
});

describe('train -o', () => {
  const edge = (source: string, target: string) => ({ source, sourcePort: 'out', target, targetPort: 'in' });
  const withKind = (kind: string, attrs: object): string => {
    const nodes = { input: { kind: 'Input', attrs: { shape: [1, 28, 28] } }, odd: { kind, attrs }, flat: { kind: 'Flatten' }, fc: { kind: 'Linear', attrs: { outFeatures: 10 } }, output: { kind: 'Output' } };
    const edges = { e1: edge('input', 'odd'), e2: edge('odd', 'flat'), e3: edge('flat', 'fc'), e4: edge('fc', 'output') };
    const { training, layout: _, ...rest } = JSON.parse(readFileSync(digits, 'utf8')) as { training: object; layout: object };
    const file = join(folder, `${kind}.json`);
    writeFileSync(file, JSON.stringify({ ...rest, layout: { nodes: {} }, graph: { nodes, edges }, training: { ...training, epochs: 1 } }));
    return file;
  };

  it.each([
    ['Conv2d', { outChannels: 2, kernelSize: 3, stride: 2, dilation: 2 }],
    ['GELU', { approximate: 'tanh' }],
  ])('says before training that tfjs cannot hold %s %j', async (kind, attrs) => {
    const file = withKind(kind, attrs);
    const { code, out, err } = await runCli('train', file, '--limit', '100', '-o', join(folder, 'model'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(new RegExp(`^${file}: error at odd`));
    expect((await runCli('train', file, '--limit', '100', '--json')).code).toBe(0);
  });

  it('says so of a twin', async () => {
    const { code, out, err } = await runCli('train', digits, '--twin', withKind('GELU', { approximate: 'tanh' }), '-o', join(folder, 'model'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('GELU.json: error at odd');
  });

  it.each([['/dev/null', /this is a file; expected a folder/], ['/proc/convloom', /cannot be written/]])('says before training that %s takes no model', async (place, reason) => {
    const { code, out, err } = await runCli('train', digits, '-o', place);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(reason);
  });
});
