// Awkward tables, each as some program wrote it: the right values, or a sentence that says what is wrong and where.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BuildChoices, ColumnRole, TableSettings } from '../../../src/core/own-data.ts';
import { buildTable } from '../../../src/datasets/own/build-table.ts';
import { inspectTable } from '../../../src/datasets/own/table.ts';

const choices: BuildChoices = { name: 'Table', testShare: 0, seed: 0 };
const inspect = (content: string | Uint8Array<ArrayBuffer>, settings?: TableSettings) => inspectTable('t.csv', new Blob([content]), undefined, settings);
const caseFile = (name: string) => new Uint8Array(readFileSync(new URL(`cases/csv-${name}.csv`, import.meta.url)));

async function read(content: string | Uint8Array<ArrayBuffer>, settings?: TableSettings, more: Partial<BuildChoices> = {}) {
  const table = await inspect(content, settings);
  const { draft } = table;
  const numbers = await buildTable(table, { ...choices, ...more });
  const inputs = Array.from({ length: numbers.count }, (_, n) => [...numbers.inputs.subarray(n * numbers.size, (n + 1) * numbers.size)]);
  return { ...numbers, rows: inputs, draft, notes: draft.notes };
}

describe('a table as a program wrote it', () => {
  it.each<[string, number[][], readonly string[], readonly RegExp[]]>([
    ['excel-sep', [[0, 0], [1, 2]], ['u', 'v'], []],
    ['latin1-classes', [[0, 0], [1, 2]], ['pèche', 'pêche'], [/is not UTF-8 and is read as Windows-1252/]],
    ['pandas-index', [[0, 0], [0.5, 2]], ['u', 'v'], [/^column 1 has no name of its own/]],
    ['quoted-thousands', [[1250, 0], [2250, 2]], ['u', 'v'], [/^price: "1,250" in row 1 is read as 1250/]],
    ['quoted-decimal-comma', [[0.5, 0], [1.5, 2]], ['u', 'v'], []],
    ['german-thousands', [[1000.5, 0], [1001.5, 2]], ['u', 'v'], []],
    ['comment', [[0, 0], [1, 2]], ['u', 'v'], [/^The first 2 lines, from "# made by logger 3" on/]],
    ['space-quote', [[0, 1], [1, 1]], ['u', 'v'], []],
    ['int-target', [[0, 0], [1, 2]], ['3', '4', '5', '6', '7', '8'], []],
  ])('%s has the right values', async (name, firsts, classNames, notes) => {
    const { rows, classNames: found, notes: told, draft, count } = await read(caseFile(name));
    expect([rows.slice(0, 2), found, draft.problems, count]).toEqual([firsts, classNames, [], draft.rows]);
    expect(told).toHaveLength(notes.length);
    notes.forEach((note, index) => expect(told[index]).toMatch(note));
  });

  it.each([
    ['unclosed-quote', 't.csv: a quote that opens in row 4 is never closed: "\\"3,6,u".'],
    ['inf', 't.csv: a holds numbers, but row 4 has "inf", which is no finite 32-bit number; take "inf" for missing, or a for text.'],
    ['missing-some', 't.csv has missing values, the first in row 5, column a; leave these rows out, or ignore a.'],
    ['na-class', 't.csv has missing values, the first in row 1, column label; leave these rows out, ignore label, or take NA, None for text.'],
  ])('%s is told', async (name, message) => {
    await expect(read(caseFile(name))).rejects.toThrow(message);
  });

  it('what was advised helps', async () => {
    expect((await read(caseFile('inf'), { missingWords: ['inf'] }, { dropMissing: true })).rows.map(([a]) => a)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect((await read(caseFile('missing-some'), {}, { dropMissing: true })).count).toBe(11);
    expect((await read(caseFile('na-class'), { missingWords: [] })).classNames).toEqual(['DE', 'NA', 'None']);
    expect((await read(caseFile('inf'), {}, { texts: ['a'] })).size).toBe(13);
  });
});

describe('numbers', () => {
  it.each<[string, string, number[]]>([
    ['tabs', 'a\tlabel\n1,250\tu\n2,500\tv\n', [1250, 2500]],
    ['tabs and a decimal comma that shows', 'a\tlabel\n1,250\tu\n0,500\tv\n', [1.25, 0.5]],
    ['semicolons and points that may be either', 'a;label\n1.250;u\n2.500;v\n', [1.25, 2.5]],
    ['semicolons and another column that shows commas', 'a;b;label\n1.250;0,5;u\n2.500;1,5;v\n', [1250, 0.5, 2500, 1.5]],
    ['semicolons and points before decimals', 'a;b;label\n1.5;1;u\n2.5;2;v\n', [1.5, 1, 2.5, 2]],
    ['quotes and both signs', 'a,label\n"1,250.75",u\n"12",v\n', [1250.75, 12]],
    ['blanks between thousands', 'a,label\n1 250,u\n12,v\n', [1250, 12]],
  ])('behind %s', async (_, text, values) => {
    expect((await read(text)).rows.flat()).toEqual(values);
  });

  it('that may be read in two ways are noted, and can be read in the other', async () => {
    const text = 'a\tlabel\n1,250\tu\n2,500\tv\n';
    expect((await read(text)).notes).toEqual(['a: "1,250" in row 1 is read as 1250, with a point before decimals, since no cell shows which sign stands there.']);
    const { rows, notes } = await read(text, { decimal: ',' });
    expect([rows.flat(), notes]).toEqual([[1.25, 2.5], []]);
    expect((await read('a;label\n1.250;u\n2.500;v\n')).notes).toEqual([expect.stringContaining('a: "1.250" in row 1 is read as 1.25, with a point before decimals')]);
    expect((await read('a,label\n1.250,u\n2.500,v\n')).notes).toEqual([]);
  });

  it.each([
    ['a number that is too large for float32', 'a,y\n1,0.5\n2,1.5\n1e39,2.5\n4,3.5\n', 'a holds numbers, but row 3 has "1e39"'],
    ['a text among numbers', 'a,y\n1,0.5\n2,1.5\n3,2.5\nbroken,3.5\n', 'a holds numbers, but row 4 has "broken"'],
    ['a comma among points', 'a,y\n1.5,0.5\n2.5,1.5\n"3,5",2.5\n4.5,3.5\n', 'a holds numbers, but row 3 has "3,5"'],
    ['an odd target', 'a,y\n1,0.5\n2,1.5\n3,x\n4,3.5\n5,inf\n', 'y holds numbers, but row 3 has "x", which is no finite 32-bit number, and 1 more row has such a cell'],
  ])('with %s among them are refused by row and column', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('with many different texts among them are text, which is noted', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i % 3 === 0 ? `A/${i}` : 1000 + i},${i},${i % 2}`);
    const { notes, inputNames } = await read(`ticket,n,label\n${rows.join('\n')}\n`);
    expect(inputNames).toEqual(['n']);
    expect(notes).toEqual(['ticket holds more than 50 different texts and is ignored.', 'ticket holds numbers but for 34 cells, the first in row 1: "A/0"; it is taken for text.']);
  });

  it('beside NA where NA is a text elsewhere', async () => {
    const text = 'a,country\n1,NA\nNA,DE\n3,NA\n';
    const { rows, classNames } = await read(text.replace('3,NA', '3,FR'), { missingWords: [] }, { dropMissing: true });
    expect([rows.flat(), classNames]).toEqual([[1, 3], ['FR', 'NA']]);
  });
});

describe('classes', () => {
  const labels = async (text: string, role: ColumnRole = 'class') => {
    const { classNames, labels: found } = await read(text, {}, { roles: ['input', role] });
    return [classNames, [...(found ?? [])]];
  };

  it('are one for 1 and 1.0, sorted as numbers', async () => {
    expect(await labels('a,y\n1,10\n2,1\n3,1.0\n4,2.0\n')).toEqual([['1', '2', '10'], [2, 0, 0, 1]]);
    expect(await labels('a,y\n1,1.5\n2,"2"\n3,1.50\n')).toEqual([['1.5', '2'], [0, 1, 0]]);
  });

  it('beyond 2^24 and 2^53 stay apart', async () => {
    expect(await labels('a,y\n1,16777216\n2,16777217\n3,16777216\n')).toEqual([['16777216', '16777217'], [0, 1, 0]]);
    expect(await labels('a,y\n1,9007199254740993\n2,9007199254740992\n')).toEqual([['9007199254740992', '9007199254740993'], [1, 0]]);
  });

  it('may be odd cells among numbers where the column is predicted as a class', async () => {
    expect(await labels('a,y\n1,1\n2,2\n3,x\n4,1\n')).toEqual([['1', '2', 'x'], [0, 1, 2, 0]]);
  });

  it('are at least two, in the rows that are kept', async () => {
    await expect(labels('a,y\n1,v\n2,v\n')).rejects.toThrow('t.csv has one class, "v": y says the same of every example; expected at least two classes.');
    await expect(labels('a,y\n1,3\n2,3\n', 'target')).rejects.toThrow('t.csv has one class, "3"');
    await expect(read('a,y\n1,v\n,u\n3,v\n', {}, { dropMissing: true })).rejects.toThrow('t.csv has one class, "v"');
    expect((await read('a,y\n1,v\n,u\n3,w\n', {}, { dropMissing: true })).classNames).toEqual(['v', 'w']);
  });
});

describe('encodings', () => {
  const utf16 = (text: string, bigEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(2 * text.length + 2));
    [...`\ufeff${text}`].forEach((letter, at) => view.setUint16(2 * at, letter.charCodeAt(0), !bigEndian));
    return new Uint8Array(view.buffer);
  };
  const text = 'größe,label\n1,pêche\n2,pèche\n';

  it('by their marks: UTF-8, UTF-16 in either order', async () => {
    for (const content of [text, `\ufeff${text}`, utf16(text, false), utf16(text, true)]) {
      const { classNames, inputNames, notes } = await read(content);
      expect([classNames, inputNames, notes]).toEqual([['pèche', 'pêche'], ['größe'], []]);
    }
  });

  it('by hand', async () => {
    const cyrillic = Uint8Array.from([...'a,label\n1,'].map((c) => c.charCodeAt(0)).concat(0xe4, 0xe0, 10, 50, 44, 0xed, 0xe5, 0xf2, 10));
    expect((await read(cyrillic, { encoding: 'windows-1251' })).classNames).toEqual(['да', 'нет']);
    await expect(read(cyrillic, { encoding: 'utf-8' })).rejects.toThrow('t.csv is not UTF-8: it holds bytes that are no characters of it.');
    await expect(read(text, { encoding: 'klingon' })).rejects.toThrow('There is no encoding "klingon"; expected one such as utf-8, windows-1252 or shift_jis.');
  });

  it('never put a sign of damage in place of a letter, also far behind the beginning', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},u`).join('\n');
    const content = new TextEncoder().encode(`a,label\n${rows}\n5,p_che\n6,p__che\n`);
    content[content.lastIndexOf('_'.charCodeAt(0)) - 1] = 0xea;
    const { columns, notes } = (await inspect(content)).draft;
    expect(notes[0]).toMatch(/Windows-1252/);
    expect(columns[1]?.samples.join()).not.toContain('\ufffd');
    await expect(inspect(Uint8Array.from([0xef, 0xbb, 0xbf, ...content]))).rejects.toThrow('t.csv is not UTF-8: it holds bytes that are no characters of it, which its first bytes name.');
  });
});

describe('rows', () => {
  it('of nothing but delimiters and empty lines are passed over', async () => {
    const { rows, notes } = await read('a,b,label\n\n1,2,u\n,,\n  \n3,4,v\n,,\n');
    expect([rows, notes]).toEqual([[[1, 2], [3, 4]], ['2 rows hold nothing but delimiters and are passed over.']]);
  });

  it('of another length are told with the true reason', async () => {
    expect((await inspect('a,b,label\n1,2,u\n0,5,1,v\n3,4,v\n"5\n6,7,u\n8",9,w\n5,6\n')).draft.problems.map(({ reason }) => reason)).toEqual([
      'row 2 has 4 values, expected 3; it is left out', 'row 5 has 2 values, expected 3; it is left out',
    ]);
    expect((await inspect('a,b,label\n1,2,u\n"3,4,v\n4,5,u"\n6,7,v\n')).draft.problems.map(({ reason }) => reason)).toEqual(['row 2 has 1 value, expected 3, and goes over 2 lines, for a quote that opens in it; it is left out']);
  });

  it('that cannot be used are the reason where nothing is left', async () => {
    await expect(inspect('a,b\n1,2,3\n4,5,6\n7,8,9\n1,2\n')).rejects.toThrow('t.csv is no table to learn from: expected at least two rows and two columns, received 1 and 2; row 1 has 3 values, expected 2; it is left out.');
  });
});

describe('what would be too much', () => {
  it('columns are counted before they are read', async () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `c${i}`).join();
    await expect(inspect(`${names}\n${'1,'.repeat(199_999)}1\n`)).rejects.toThrow('t.csv has more than 65,536 columns; expected at most as many.');
  });

  it('texts that become too many inputs are refused before they are made', async () => {
    const rows = Array.from({ length: 50 }, (_, r) => Array.from({ length: 1500 }, (_, c) => `t${(r + c) % 50}`).join());
    const names = Array.from({ length: 1499 }, (_, i) => `c${i}`).join();
    await expect(read(`${names},label\n${rows.join('\n')}\n`)).rejects.toThrow('t.csv has more than 65,536 columns; expected at most as many.');
  });

  it('empty lines cost next to nothing', async () => {
    expect((await read(`a,label\n1,u\n${'\n'.repeat(30_000_000)}2,v\n`)).count).toBe(2);
  }, 60_000);
});
