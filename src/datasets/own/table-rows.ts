// The rows of a table, a piece of its text after another, so that a table of any size is never in memory as text. Papa
// Parse reads the quoting and guesses the delimiter; what lies across the border of two pieces waits for the second.

import Papa from 'papaparse';
import { DataFormatError } from '../idx.ts';
import { messageOf } from '../sources.ts';

/** Bytes of text that are read at a time. */
const pieceBytes = 2 ** 20;
/** Characters of one row beyond which a quote is taken to be missing. */
const maxRowLength = 16 * 2 ** 20;

/** What separates fields and lines. */
export interface TableFormat {
  readonly delimiter: string;
  readonly newline: '\n' | '\r' | '\r\n';
}

/** Guesses from the beginning; undefined where that is no text. */
export async function guessFormat(name: string, content: Blob): Promise<TableFormat | undefined> {
  const text = new TextDecoder().decode(await readPart(name, content, 0, pieceBytes));
  if (text.includes('\0')) return undefined;
  const { delimiter, linebreak } = Papa.parse<string[]>(text, { preview: 10, skipEmptyLines: true }).meta;
  // Papa Parse guesses one of these, and its types say less.
  return { delimiter, newline: linebreak as TableFormat['newline'] };
}

/** Throws DataFormatError that names the file where it is gone, or was changed since it was given. */
async function readPart(name: string, content: Blob, from: number, end: number): Promise<ArrayBuffer> {
  return content.slice(from, end).arrayBuffer().catch((error: unknown) => {
    throw new DataFormatError(`${name} cannot be read: ${messageOf(error)}`);
  });
}

export interface RowsRequest {
  readonly name: string;
  readonly content: Blob;
  readonly format: TableFormat;
  /** Hears the share that is read. */
  onProgress?(fraction: number): void;
  /** Bytes read at a time; told by tests only. */
  readonly bytesAtATime?: number;
}

/** Calls back with the fields of each row that is not empty. Throws DataFormatError that names the file where a row has no end. */
export async function eachRow({ name, content, format, onProgress, bytesAtATime = pieceBytes }: RowsRequest, take: (fields: readonly string[]) => void): Promise<void> {
  const parser = new Papa.Parser(format);
  // Waits for the rest of a character that lies across a border, and passes over a byte order mark.
  const decoder = new TextDecoder();
  let text = '';
  for (let from = 0; from < content.size; from += bytesAtATime) {
    const isLast = from + bytesAtATime >= content.size;
    text += decoder.decode(await readPart(name, content, from, from + bytesAtATime), { stream: !isLast });
    const { data, meta } = parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>;
    for (const fields of data) if (fields.length > 1 || fields[0] !== '') take(fields);
    text = text.slice(meta.cursor);
    if (text.length > maxRowLength) throw new DataFormatError(`${name} has a row of more than ${maxRowLength / 2 ** 20} million characters, which begins with ${JSON.stringify(text.slice(0, 40))}; a closing quote may be missing.`);
    onProgress?.(Math.min(1, (from + bytesAtATime) / content.size));
  }
}
