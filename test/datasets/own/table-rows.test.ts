// Rows of a table read in pieces: whatever lies across the border of two, the same rows come out.

import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { eachRow, guessFormat, type TableFormat } from '../../../src/datasets/own/table-rows.ts';

async function rowsOf(text: string | Uint8Array<ArrayBuffer>, format: TableFormat, bytesAtATime?: number): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  await eachRow({ name: 'some.csv', content: new Blob([text]), format, ...(bytesAtATime !== undefined && { bytesAtATime }) }, (fields) => rows.push(fields));
  return rows;
}

const comma: TableFormat = { delimiter: ',', newline: '\n' };
/** Every size of piece from one byte to all of it. */
const sizesFor = (text: string) => Array.from({ length: new TextEncoder().encode(text).length + 1 }, (_, index) => index + 1);

describe('eachRow', () => {
  it.each<[string, string, TableFormat, string[][]]>([
    ['quotes, commas and lines within quotes', 'a,"b ""c"", d"\n"x\ny","""",z\n', comma, [['a', 'b "c", d'], ['x\ny', '"', 'z']]],
    ['characters of two, three and four bytes, after a byte order mark', '\uFEFFgröße,♥\n😀,"ß😀"\n', comma, [['größe', '♥'], ['😀', 'ß😀']]],
    ['CRLF', 'a,b\r\n"1\r\n2",3\r\n4,""\r\n', { delimiter: ',', newline: '\r\n' }, [['a', 'b'], ['1\r\n2', '3'], ['4', '']]],
    ['CR alone', 'a;b\r1;2\r', { delimiter: ';', newline: '\r' }, [['a', 'b'], ['1', '2']]],
    ['no newline at the end', 'a,b\n1,2\n3,"4"', comma, [['a', 'b'], ['1', '2'], ['3', '4']]],
    ['an empty last field without a newline', 'a,b\n1,', comma, [['a', 'b'], ['1', '']]],
    ['empty lines, which are passed over', '\n\na,b\n\n1,2\n\n\n', comma, [['a', 'b'], ['1', '2']]],
    ['spaces after a closing quote', '"a" ,b\n"1"  ,"2" \n', comma, [['a', 'b'], ['1', '2']]],
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
    const text = `a,b\n1,2\n"never closed,${'x,y\n'.repeat(5 * 2 ** 20)}`;
    await expect(rowsOf(text, comma)).rejects.toThrow('some.csv has a row of more than 16 million characters, which begins with "\\"never closed,x,y\\nx,y\\nx,y\\nx,y\\nx,y\\nx,y\\nx,"; a closing quote may be missing.');
  });

  it('names a file that cannot be read any more', async () => {
    const gone = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('It was moved.')) }) } as unknown as Blob;
    await expect(eachRow({ name: 'moved.csv', content: gone, format: comma }, () => undefined)).rejects.toThrow('moved.csv cannot be read: It was moved.');
  });
});

describe('guessFormat', () => {
  it.each<[string, TableFormat | undefined]>([
    ['a,b\n1,2\n', comma],
    ['a;b;c\r\n1,5;2;3\r\n', { delimiter: ';', newline: '\r\n' }],
    ['a\tb\r1\t2\r', { delimiter: '\t', newline: '\r' }],
    ['PK\u0003\u0004\0\0', undefined],
  ])('of %j', async (text, expected) => {
    expect(await guessFormat('some.csv', new Blob([text]))).toEqual(expected);
  });
});
