// `convloom train --data FILE`: awkward tables and targets from the command line, and the options that are advised.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-own-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const caseFile = (name: string) => fileURLToPath(new URL(`../datasets/own/cases/${name}`, import.meta.url));
const train = (network: string, data: string, ...args: string[]) => runCli('train', caseFile(network), '--data', data, '--backend', 'tfjs-cpu', '--json', ...args);
const find = (out: string, type: string) => jsonLines(out).filter((line) => (line as { type: string }).type === type);

it('tells what was guessed, as a notice', async () => {
  const { code, out, err } = await train('mlp2_2.json', caseFile('csv-quoted-thousands.csv'));
  expect([code, err]).toEqual([0, '']);
  expect(find(out, 'notice')).toContainEqual({ type: 'notice', code: 'own-data', message: 'price: "1,250" in row 1 is read as 1250, with a point before decimals, since no cell shows which sign stands there.' });
});

it.each([
  ['csv-inf.csv', 'csv-inf.csv: a holds numbers, but row 4 has "inf", which is no finite 32-bit number; --missing "NA,N/A,NaN,null,None,?,-,inf" --drop-missing takes it for missing and leaves the rows out, and --text a takes the column for text.\n'],
  ['csv-missing-some.csv', 'csv-missing-some.csv has missing values, the first in row 5, column a; --drop-missing leaves these rows out, and --ignore a leaves the column out.\n'],
  ['csv-na-class.csv', 'csv-na-class.csv has missing values, the first in row 1, column label; --drop-missing leaves these rows out, --ignore label leaves the column out, and --missing "" takes NA, None for texts.\n'],
  ['csv-unclosed-quote.csv', 'csv-unclosed-quote.csv: a quote that opens in row 4 is never closed: "\\"3,6,u".\n'],
])('advises options that exist: %s', async (name, message) => {
  const { code, err } = await train('mlp2_2.json', caseFile(name));
  expect([code, err]).toEqual([1, message]);
});

it('does what it advised', async () => {
  const trained = async (name: string, ...args: string[]) => find((await train('mlp2_2.json', caseFile(name), ...args)).out, 'data')[0];
  expect(await trained('csv-inf.csv', '--missing', 'NA,N/A,NaN,null,None,?,-,inf', '--drop-missing')).toMatchObject({ trainingCount: 9, validationCount: 2 });
  expect(await trained('csv-missing-some.csv', '--drop-missing')).toMatchObject({ trainingCount: 9, validationCount: 2 });
  const three = join(folder, 'three.json');
  writeFileSync(three, readFileSync(caseFile('mlp2_2.json'), 'utf8').replace('"outFeatures": 2', '"outFeatures": 3'));
  const { out } = await runCli('train', three, '--data', caseFile('csv-na-class.csv'), '--missing', '', '--backend', 'tfjs-cpu', '--json');
  expect(find(out, 'data')[0]).toMatchObject({ classNames: ['DE', 'NA', 'None'] });
  expect(await trained('csv-pandas-index.csv', '--inputs', 'column 1,b')).toMatchObject({ trainingCount: 10 });
});

it('whole numbers are what the loss takes, or what was said', async () => {
  const regression = await train('reg2_1.json', caseFile('csv-int-target.csv'));
  expect([regression.code, regression.err]).toEqual([0, '']);
  expect(find(regression.out, 'data')[0]).toMatchObject({ classNames: [] });
  const classes = await train('reg2_1.json', caseFile('csv-int-target.csv'), '--target-type', 'classes');
  expect(classes.err).toMatch(/csv-int-target\.csv has 6 classes, and the network has 1 output/);
  const numbers = await train('mlp2_2.json', caseFile('csv-int-target.csv'), '--target-type', 'numbers');
  expect(numbers.err).toMatch(/cross-entropy tells classes apart, and csv-int-target\.csv has 1 number to predict; .*--target-type on the command line/);
});

it('one-hot and several targets train', async () => {
  const oneHot = await train('mlp2_2.json', caseFile('npz-onehot.npz'));
  expect([oneHot.code, oneHot.err, (find(oneHot.out, 'epoch')[0] as { training: { accuracy: number } }).training.accuracy]).toEqual([0, '', expect.any(Number)]);
  const several = await train('multilabel.json', caseFile('npz-multilabel.npz'));
  expect([several.code, several.err]).toEqual([0, '']);
  const table = join(folder, 'several.csv');
  writeFileSync(table, `a,b,u,v\n${Array.from({ length: 10 }, (_, i) => `${i},${i % 3},${i % 2},${i % 3 === 0 ? 1 : 0}`).join('\n')}\n`);
  const columns = await train('mlp2_2.json', table, '--target', 'u,v', '--loss', 'bceWithLogits');
  expect([columns.code, columns.err]).toEqual([0, '']);
});

it('options of data without data, and wrong ones, are refused', async () => {
  expect((await runCli('train', caseFile('mlp2_2.json'), '--drop-missing')).err).toMatch(/--drop-missing belongs to --data FILE, which is not given/);
  const table = caseFile('csv-inf.csv');
  const arrays = caseFile('npz-onehot.npz');
  expect((await train('mlp2_2.json', arrays, '--drop-missing')).err).toMatch(/^--drop-missing belongs to a table in --data, which is not given\./);
  expect((await train('mlp2_2.json', arrays, '--inputs', 'x,y')).err).toBe('There is no array "x,y"; expected one of x, y.\n');
  expect((await train('mlp2_2.json', table, '--labels', arrays)).err).toMatch(/^--labels belongs to an array in --data, which is not given\./);
  expect((await train('mlp2_2.json', arrays, '--labels', table)).err).toMatch(/^npz-onehot\.npz is one too many: expected one table, /);
  expect((await train('mlp2_2.json', caseFile('csv-inf.csv'), '--decimal', 'dot')).err).toMatch(/--decimal/);
  expect((await train('mlp2_2.json', caseFile('csv-inf.csv'), '--ignore', 'c')).err).toBe('There is no column "c"; expected one of a, b, label.\n');
});
