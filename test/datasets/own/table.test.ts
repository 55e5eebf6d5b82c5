// Tables: what columns are guessed to be, missing values by row and column, and the examples that come of them.

import { describe, expect, it } from 'vitest';
import type { BuildChoices, ColumnRole } from '../../../src/core/own-data.ts';
import { build } from '../../../src/datasets/own/build.ts';
import { buildTable } from '../../../src/datasets/own/build-table.ts';
import { inspectFiles } from '../../../src/datasets/own/inspect.ts';
import { ownDataset } from '../../../src/datasets/own/own-dataset.ts';
import { createMemoryStorage, listOwn } from '../../../src/datasets/own/storage.ts';
import { inspectTable } from '../../../src/datasets/own/table.ts';
import { allInputs, allLabels, memorySources, request } from '../memory-sources.ts';

const inspect = (text: string, name = 'flowers.csv') => inspectTable(name, new Blob([text]));
const choices: BuildChoices = { name: 'Flowers', testShare: 0, seed: 0 };

const flowers = 'length;colour;"species, Latin";id\n1,5;red;setosa;a1\n2,25;"blue";virginica;a2\n3;red;setosa;a3\n';

describe('inspectTable', () => {
  it('guesses delimiter, names, types and what is to be predicted', async () => {
    const { draft } = await inspect(flowers.replace(/;id/, ';species').replace('"species, Latin"', '"kind, Latin"'));
    expect([draft.rows, draft.delimiter, draft.missing, draft.problems]).toEqual([3, ';', [], []]);
    expect(draft.columns.map(({ name, type, role, distinct }) => [name, type, role, distinct])).toEqual([
      ['length', 'number', 'input', 3], ['colour', 'text', 'input', 2], ['kind, Latin', 'text', 'input', 2], ['species', 'text', 'class', 3],
    ]);
  });

  it('numbers columns without names, as MNIST’s CSV has them', async () => {
    const { draft } = await inspect('0,255,7\n12,3,4\n');
    expect(draft.columns.map(({ name, role }) => [name, role])).toEqual([['column 1', 'input'], ['column 2', 'input'], ['column 3', 'target']]);
    expect(draft.rows).toBe(2);
  });

  it('names missing values by row and column, and rows of another length', async () => {
    const { draft } = await inspect('a,b,y\n1,2,0.5\n,3,1.5\n4,NA,2.5\n5,6\n7,8,3.5\n');
    expect(draft.missing).toEqual([{ row: 2, column: 'a' }, { row: 3, column: 'b' }]);
    expect(draft.problems).toEqual([{ file: 'flowers.csv', reason: 'row 4 has 2 values, expected 3; it is left out' }]);
    expect([draft.rows, draft.columns.map(({ missing }) => missing)]).toEqual([4, [1, 1, 0]]);
    expect(draft.columns[2]?.role).toBe('number');
  });

  it('keeps names that look like HTML as they are, and tells equal ones apart', async () => {
    const { draft } = await inspect('<img src=x onerror=alert(1)>,a,a\n1,2,3\n4,5,6\n');
    expect(draft.columns.map(({ name }) => name)).toEqual(['<img src=x onerror=alert(1)>', 'a', 'a (2)']);
  });

  it.each([
    ['one column', 'a\n1\n2\n', 'flowers.csv is no table to learn from: expected at least two rows and two columns, received 2 and 1.'],
    ['nothing', '', 'flowers.csv is no table to learn from'],
    ['bytes', 'PK\u0003\u0004\0\0', 'flowers.csv is no table: it holds bytes that are no text.'],
  ])('refuses %s', async (_, text, message) => {
    await expect(inspect(text)).rejects.toThrow(message);
  });

  it('reads a million rows', async () => {
    const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i},${i % 7},${i % 3}`);
    const table = await inspect(`a,b,class\n${lines.join('\n')}\n`);
    expect([table.draft.rows, table.draft.columns[0]?.distinct, table.draft.columns[2]?.role]).toEqual([1_000_000, 257, 'target']);
    const { count, inputs, labels, classNames } = await buildTable(table, choices);
    expect([count, inputs.length, inputs[2 * 999_999], labels?.[999_999], classNames]).toEqual([1_000_000, 2_000_000, 999_999, 0, ['0', '1', '2']]);
  }, 120_000);
});

describe('buildTable', () => {
  const roles = (...given: ColumnRole[]) => ({ ...choices, roles: given });

  it('writes numbers as they are and texts as kinds', async () => {
    const numbers = await buildTable(await inspect(flowers), roles('input', 'input', 'class', 'ignored'));
    expect(numbers.inputNames).toEqual(['length', 'colour = blue', 'colour = red']);
    expect([...numbers.inputs]).toEqual([1.5, 0, 1, 2.25, 1, 0, 3, 0, 1]);
    expect([numbers.classNames, [...(numbers.labels ?? [])]]).toEqual([['setosa', 'virginica'], [0, 1, 0]]);
  });

  it('predicts numbers, several at once', async () => {
    const numbers = await buildTable(await inspect('x,u,v\n1,2,0.5\n2,4,1.5\n'), roles('input', 'number', 'number'));
    expect([numbers.classNames, numbers.targetNames, [...(numbers.targets ?? [])]]).toEqual([[], ['u', 'v'], [2, 0.5, 4, 1.5]]);
  });

  it('leaves out rows with missing values only when told, and only of columns that are used', async () => {
    const table = await inspect('a,b,y\n1,2,0.5\n,3,1.5\n4,,2.5\n5,6,3.5\n');
    await expect(buildTable(table, roles('input', 'input', 'number'))).rejects.toThrow('flowers.csv has missing values, the first in row 2, column a; leave these rows out, or ignore a, b.');
    expect([...(await buildTable(table, { ...roles('input', 'input', 'number'), dropMissing: true })).inputs]).toEqual([1, 2, 5, 6]);
    expect([...(await buildTable(table, { ...roles('ignored', 'input', 'number'), dropMissing: true })).inputs]).toEqual([2, 3, 6]);
  });

  it.each<[ColumnRole[], string]>([
    [['input', 'input', 'ignored', 'ignored'], 'flowers.csv needs a column to predict: a class or a number.'],
    [['class', 'class', 'input', 'ignored'], 'flowers.csv can have one column of classes, or numbers to predict, not both.'],
    [['ignored', 'class', 'ignored', 'ignored'], 'flowers.csv needs a column to learn from; expected at least one input.'],
    [['input', 'number', 'ignored', 'ignored'], 'flowers.csv: colour holds text, such as "blue"; a number to predict needs numbers.'],
  ])('refuses %j', async (given, message) => {
    const table = await inspect(flowers);
    await expect(buildTable(table, roles(...given))).rejects.toThrow(message);
  });
});

it('a table becomes a dataset whose classes are split evenly', async () => {
  const storage = createMemoryStorage();
  const text = `x1,x2,class\n${Array.from({ length: 100 }, (_, i) => `${i},${-i},${i % 4 === 0 ? 'rare' : 'common'}`).join('\n')}\n`;
  const inspected = await inspectFiles([{ path: 'points.csv', content: new Blob([text]) }]);
  const { info } = await build(inspected, { name: 'Points', testShare: 0.2, seed: 5 }, { storage, onProgress: () => undefined });
  expect(info).toMatchObject({ name: 'Points', inputShape: [2], inputNames: ['x1', 'x2'], classNames: ['common', 'rare'], classCounts: [75, 25], trainingCount: 80, testCount: 20 });
  expect(await listOwn(storage)).toEqual([info]);
  const data = await ownDataset(info, storage).load(request({ sources: memorySources({}), preprocessing: { shape: [2], resize: 'none', normalize: 'dataset', mean: 0, std: 1 } }));
  expect(allLabels(data.validation).filter((label) => label === 1)).toHaveLength(5);
  const firsts = [...allInputs(data.training)].filter((_, i) => i % 2 === 0);
  // Measured on the training part alone.
  expect(firsts.reduce((sum, x) => sum + x, 0) / firsts.length).toBeCloseTo(0, 5);
  expect(data.normalization.mean[0]).toBeCloseTo(-(data.normalization.mean[1] ?? NaN), 5);
});
