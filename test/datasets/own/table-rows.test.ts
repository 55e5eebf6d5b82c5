// Rows of a table read in pieces: whatever lies across the border of two, the same rows come out.

import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/datasets/own/budget.ts';
import { detectFormat, type TableFormat } from '../../../src/datasets/own/table-format.ts';
import { eachRow } from '../../../src/datasets/own/table-rows.ts';

async function rowsOf(text: string | Uint8Array<ArrayBuffer>, delimiter: string, bytesAtATime?: number): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  await eachRow({ name: 'some.csv', content: new Blob([text]), format: formatOf(delimiter), ...(bytesAtATime !== undefined && { bytesAtATime }) }, (fields) => rows.push(fields));
  return rows;
}

const formatOf = (delimiter: string): TableFormat => ({ encoding: 'utf-8', delimiter, width: 9, start: 0, notes: [] });
const comma = ',';
/** Every size of piece from one byte to all of it. */
const sizesFor = (text: string) => Array.from({ length: new TextEncoder().encode(text).length + 1 }, (_, index) => index + 1);

describe('eachRow', () => {
  it.each<[string, string, string, string[][]]>([
    ['quotes, commas and lines within quotes', 'a,"b ""c"", d"\n"x\ny","""",z\n', comma, [['a', 'b "c", d'], ['x\ny', '"', 'z']]],
    ['characters of two, three and four bytes, after a byte order mark', '\uFEFFgröße,♥\n😀,"ß😀"\n', comma, [['größe', '♥'], ['😀', 'ß😀']]],
    ['CRLF', 'a,b\r\n"1\r\n2",3\r\n4,""\r\n', comma, [['a', 'b'], ['1\r\n2', '3'], ['4', '']]],
    ['CR alone', 'a;b\r1;2\r', ';', [['a', 'b'], ['1', '2']]],
    ['no newline at the end', 'a,b\n1,2\n3,"4"', comma, [['a', 'b'], ['1', '2'], ['3', '4']]],
    ['an empty last field without a newline', 'a,b\n1,', comma, [['a', 'b'], ['1', '']]],
    ['empty lines, which are passed over', '\n\na,b\n\n1,2\n\n\n', comma, [['a', 'b'], ['1', '2']]],
    ['spaces after a closing quote', '"a" ,b\n"1"  ,"2" \n', comma, [['a', 'b'], ['1', '2']]],
    ['blanks before an opening quote, and quotes within', 'a, "b, c", "d ""e"""\n1,\t"x, y", z "w"\n', comma, [['a', 'b, c', 'd "e"'], ['1', 'x, y', ' z "w"']]],
    ['quotes that are not doubled', '"He said "hi" there",1\n5" pipe,2\n', comma, [['He said "hi" there', '1'], ['5" pipe', '2']]],
    ['lines that end in different ways', 'a,b\r\n1,2\r3,4\n\r\n5,6', comma, [['a', 'b'], ['1', '2'], ['3', '4'], ['5', '6']]],
    ['tabs, which quotes may stand behind', 'a\t"b\tc"\t d\n', '\t', [['a', 'b\tc', ' d']]],
    ['lines of blanks', 'a,b\n   \n\t\n1,2\n', comma, [['a', 'b'], ['1', '2']]],
    ['nothing', '', comma, []],
  ])('reads %s, cut anywhere', async (_, text, format, expected) => {
    for (const size of sizesFor(text)) expect(await rowsOf(text, format, size), `${size} bytes at a time`).toEqual(expected);
  });

  it('reads back whatever Papa Parse writes', async () => {
    const field = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', ' ', 'é', '😀', '1') }));
    const table = fc.integer({ min: 2, max: 4 }).chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
    await fc.assert(fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (rows, size, endsWithNewline) => {
      const text = Papa.unparse(rows, { newline: '\n', quotes: true }) + (endsWithNewline ? '\n' : '');
      expect(await rowsOf(text, comma, size)).toEqual(rows);
    }));
  });

  it('refuses a row without an end rather than reading the rest of the file as one', async () => {
    const text = `a,b\n1,2\n"never closed,${'x,y\n'.repeat(4.5 * 2 ** 20)}`;
    await expect(rowsOf(text, comma)).rejects.toThrow('some.csv: a quote that opens in row 3 is never closed: "\\"never closed,x,y".');
    await expect(rowsOf(`a,b\n1,${'2'.repeat(17 * 2 ** 20)}`, comma)).rejects.toThrow('some.csv: row 2 has more than 16 million characters; expected shorter rows.');
  });

  it('names a file that cannot be read any more', async () => {
    const gone = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('It was moved.')) }) } as unknown as Blob;
    await expect(eachRow({ name: 'moved.csv', content: gone, format: formatOf(comma) }, () => undefined)).rejects.toThrow('moved.csv cannot be read: It was moved.');
  });
});

describe('detectFormat', () => {
  const formatIn = (text: string | Uint8Array<ArrayBuffer>) => detectFormat('some.csv', new Blob([text]), 'utf-8', createBudget('some.csv'));

  it.each<[string, string]>([
    ['a,b\n1,2\n', ','],
    ['a;b;c\r\n1,5;2;3\r\n', ';'],
    ['1,5;2,5;v\n2,5;3,5;u\n', ';'],
    ['a\tb\r1\t2\r', '\t'],
    ['a|b\n1|2,5\n', '|'],
    ['name,note\nx,"a; b; c"\ny,"d; e; f"\n', ','],
    ['sep=|\na,b|c\n1|2\n', '|'],
    ['"sep=;"\r\na;b\r\n', ';'],
  ])('finds the delimiter of %j', async (text, delimiter) => {
    expect((await formatIn(text)).delimiter).toBe(delimiter);
  });

  it.each<[string, string, readonly string[] | undefined]>([
    ['names over numbers', 'a,b\n1,2\n', ['a', 'b']],
    ['an index without a name, as pandas writes it', ',a,label\n0,1.5,v\n1,2.5,u\n', ['', 'a', 'label']],
    ['an index of texts without a name', ',a,b\nx,1,2\ny,3,4\n', ['', 'a', 'b']],
    ['row names that R leaves without a name', 'a\tb\n1\t2.5\tv\n2\t3.5\tu\n', ['', 'a', 'b']],
    ['years', '2019,2020,2021\n12,15,11\n9,14,20\n', ['2019', '2020', '2021']],
    ['years before a class', '2018,2020,2022,label\n12,15,11,v\n9,14,20,u\n', ['2018', '2020', '2022', 'label']],
    ['the numbers that pandas names columns with', '0,1,2,target\n5.1,3.5,1.4,0\n4.9,3.0,1.3,1\n', ['0', '1', '2', 'target']],
    ['a year among names', 'city,2020,price\nx,5,1\ny,6,2\n', ['city', '2020', 'price']],
    ['names of texts', 'cap,odour\nflat,sweet\nbell,foul\n', ['cap', 'odour']],
    ['no names, where the first row is like the others', 'x,s,n\nx,y,w\nb,s,w\nx,s,n\n', undefined],
    ['no names over numbers', '0,255,7\n12,3,4\n', undefined],
    ['no names over rows that count on', '0,1,2\n3,4,5\n6,7,8\n', undefined],
    ['no names where a cell of the first row is odd', '5,error,3,7\n6,1,2,7\n8,2,9,1\n', undefined],
    ['no names, and classes that come again', '1,2,v\n3,4,u\n5,6,v\n', undefined],
    ['delimiters at the ends of lines', 'a,b,\n1,2,\n3,4,\n', ['a', 'b']],
    ['delimiters at the ends of all lines but the names', 'a,b\n1,2,\n3,4,\n', ['a', 'b']],
    ['a delimiter at the end of the names alone', 'a,b,\n1,2\n3,4\n', ['a', 'b']],
    ['names behind remarks', '# made by logger, version 3\n# unit: mm\n\na,b\n1,2\n', ['a', 'b']],
    ['names in a remark', '# a, b, label\n1,2,v\n3,4,u\n', ['a', 'b', 'label']],
    ['names behind a title', 'Sales of 2020\n\nshop;sold;class\nx;1;u\ny;2;v\n', ['shop', 'sold', 'class']],
    ['names behind a title that a spreadsheet filled up', 'Sales;;\nshop;sold;class\nx;1;u\ny;2;v\n', ['shop', 'sold', 'class']],
  ])('finds %s', async (_, text, names) => {
    const format = await formatIn(text);
    expect(format.names?.map((name) => name.trim())).toEqual(names);
    const rows: (readonly string[])[] = [];
    await eachRow({ name: 'some.csv', content: new Blob([text]), format, bytesAtATime: 5 }, (fields) => rows.push(fields));
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([format.width]));
    if (names) expect(rows[0]).not.toEqual(format.names);
  });

  it('notes what it passes over', async () => {
    expect((await formatIn('# made by logger 3\n# unit: mm\na,b\n1,2\n')).notes).toEqual(['The first 2 lines, from "# made by logger 3" on, are no part of the table and are passed over.']);
    expect((await formatIn('Sales of 2020\n\nshop;sold\nx;1\ny;2\n')).notes).toEqual(['The first line, "Sales of 2020", is no part of the table and is passed over.']);
  });

  it('refuses bytes that are no text', async () => {
    await expect(formatIn('PK\u0003\u0004\0\0')).rejects.toThrow('some.csv is no table: it holds bytes that are no text.');
  });
});
