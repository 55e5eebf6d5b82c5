// The rows of a table, a piece of its text after another, so that a table of any size is never in memory as text: quotes
// as in RFC 4180, blanks around them, lines that end in any way. What a row holds is for others to say.

import { DataFormatError } from '../idx.ts';
import type { Budget } from './budget.ts';
import type { TableFormat } from './table-format.ts';
import { eachPiece } from './table-text.ts';

/** Characters of one row beyond which a quote is taken to be missing. */
const maxRowLength = 16 * 2 ** 20;

/** A row as split: its fields, how many lines it covers, and where the next begins. */
export interface SplitRow {
  readonly fields: readonly string[];
  readonly lines: number;
  readonly end: number;
}

export interface Split {
  /** Where the first row begins that is not complete. */
  readonly end: number;
  /** Where a quote opens in that row that does not close in this text. */
  readonly openQuote?: number;
}

/**
 * Calls back with each row of `text` that is not empty, until false comes back. Where more follows (`isLast` is false), the row at
 * the end waits for it.
 */
export function splitRows(text: string, delimiter: string, isLast: boolean, take: (row: SplitRow) => boolean | void): Split {
  const separator = delimiter.charCodeAt(0);
  const { length } = text;
  let at = 0;
  for (;;) {
    while (isLineEnd(text.charCodeAt(at))) at++;
    if (at >= length) return { end: length };
    const start = at;
    const fields: string[] = [];
    let lines = 1;
    for (;;) {
      const opening = afterBlanks(text, at, separator);
      if (text.charCodeAt(opening) === quote) {
        const closing = closingQuote(text, opening + 1, separator, isLast);
        if (closing === undefined) return { end: start, openQuote: opening };
        const inside = text.slice(opening + 1, closing);
        lines += inside.includes('\n') || inside.includes('\r') ? inside.split(/\r\n|\n|\r/).length - 1 : 0;
        fields.push(inside.includes('""') ? inside.replaceAll('""', '"') : inside);
        at = afterBlanks(text, closing + 1, separator);
      } else {
        const from = at;
        for (let code = text.charCodeAt(at); at < length && code !== separator && !isLineEnd(code); code = text.charCodeAt(at)) at++;
        fields.push(text.slice(from, at));
      }
      if (text.charCodeAt(at) !== separator) break;
      at++;
    }
    if (at >= length && !isLast) return { end: start };
    // A CR at the very end may be the first half of a CRLF, and the LF an empty line, which says nothing.
    if (at < length) at += text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1;
    if (take({ fields, lines, end: at }) === false) return { end: at };
  }
}

const quote = 34;

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** Past spaces and tabs that do not separate fields. */
function afterBlanks(text: string, from: number, separator: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); (code === 32 || code === 9) && code !== separator; code = text.charCodeAt(at)) at++;
  return at;
}

/** The quote behind which the field ends; one within it is doubled, or has more of the field behind it. */
function closingQuote(text: string, from: number, separator: number, isLast: boolean): number | undefined {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text.charCodeAt(at + 1) === quote) {
      at++;
      continue;
    }
    const next = afterBlanks(text, at + 1, separator);
    if (next >= text.length) return isLast ? at : undefined;
    const code = text.charCodeAt(next);
    if (code === separator || isLineEnd(code)) return at;
  }
  return undefined;
}

export interface RowsRequest {
  readonly name: string;
  readonly content: Blob;
  readonly format: TableFormat;
  readonly budget?: Budget;
  /** Hears the share that is read. */
  onProgress?(fraction: number): void;
  /** Bytes read at a time; given by tests only. */
  readonly bytesAtATime?: number;
}

/** The fields of a row, its number from 1 on, and the lines that it covers. */
export type TakeRow = (fields: readonly string[], row: number, lines: number) => void;

/** Calls back with each row behind the names that is not empty. Throws DataFormatError that names file and row where a quote does not close. */
export async function eachRow({ name, content, format, budget, onProgress, bytesAtATime }: RowsRequest, take: TakeRow): Promise<void> {
  let text = '';
  let toSkip = format.start;
  let row = 0;
  // A row that is longer than a piece is looked at again when there is twice as much of it.
  let enough = 0;
  for await (const { piece, fraction, isLast } of eachPiece({ name, content, encoding: format.encoding, ...(bytesAtATime && { bytesAtATime }) })) {
    budget?.checkTime();
    text += piece.slice(toSkip);
    toSkip = Math.max(0, toSkip - piece.length);
    if (text.length < enough && !isLast) continue;
    const { end, openQuote } = splitRows(text, format.delimiter, isLast, ({ fields, lines }) => {
      if (fields.length > 1 || fields[0]?.trim() !== '') take(withoutEndField(fields, format.width), ++row, lines);
    });
    if (openQuote !== undefined && (isLast || text.length - end > maxRowLength)) {
      throw new DataFormatError(`${name}: a quote that opens in row ${row + 1} is never closed: ${JSON.stringify(/[^\r\n]*/.exec(text.slice(openQuote, openQuote + 40))?.[0])}.`);
    }
    text = text.slice(end);
    enough = Math.min(2 * text.length, maxRowLength + 1);
    if (text.length > maxRowLength) throw new DataFormatError(`${name}: row ${row + 1} has more than ${maxRowLength / 2 ** 20} million characters; expected shorter rows.`);
    onProgress?.(fraction);
  }
}

/** Some programs end each line with a delimiter. */
function withoutEndField(fields: readonly string[], width: number): readonly string[] {
  return fields.length === width + 1 && fields[width]?.trim() === '' ? fields.slice(0, width) : fields;
}
