// How a table is written, from its beginning: what stands before it, what separates fields, whether its first row names
// the columns. Guesses that could be wrong are noted in a sentence.

import type { TableSettings } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import type { Budget } from './budget.ts';
import { isUsualMissing, kindOf } from './table-cells.ts';
import { splitRows } from './table-rows.ts';
import { eachPiece } from './table-text.ts';

export interface TableFormat {
  /** As TextDecoder names it. */
  readonly encoding: string;
  readonly delimiter: string;
  /** Absent where the first row is an example. */
  readonly names?: readonly string[];
  /** Fields of a row. */
  readonly width: number;
  /** Characters before the first example. */
  readonly start: number;
  readonly notes: readonly string[];
}

const delimiters = [',', ';', '\t', '|'];
/** Rows that guesses are made from. */
const sampleRows = 200;
/** Pieces that are read for them where rows are long. */
const samplePieces = 16;
/** Characters that the delimiter is guessed from. */
const guessedLength = 2 ** 18;
/** Cells that are looked at to tell names from examples. */
const sampledCells = 100_000;
/** A column so called is guessed to be the one to predict. */
export const targetName = /^(label|class|target|y|species|outcome|category)$/i;

/** Reads the beginning. Throws DataFormatError that names the file where it is no text, EncodingError where it is of another encoding. */
export async function detectFormat(name: string, content: Blob, encoding: string, budget: Budget, settings: TableSettings = {}): Promise<TableFormat> {
  const { text, isWhole } = await readBeginning(name, content, encoding);
  if (text.includes('\0')) throw new DataFormatError(`${name} is no table: it holds bytes that are no text.`);
  const separator = /^"?sep=(.)"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(text);
  let start = separator?.[0].length ?? 0;
  const comments = leadingComments(text, start);
  start += comments.length;
  const delimiter = separator?.[1] ?? guessDelimiter(text.slice(start), isWhole);
  const sample = sampleOf(text.slice(start), delimiter, isWhole);
  budget.take('columns', Math.max(sample.width, sample.rows[0]?.length ?? 0));
  const titles = countTitles(sample.rows, sample.width);
  const commentNames = namesInComment(comments.lines.at(-1), delimiter, sample.rows);
  const passed = comments.lines.length - (commentNames ? 1 : 0) + titles;
  const notes = passed === 0 ? [] : [passedOver(passed, comments.lines[0] ?? sample.rows[0]?.find((field) => field.trim() !== '') ?? '')];
  const rows = sample.rows.slice(titles);
  start += sample.starts[titles] ?? 0;
  const common = { encoding, delimiter, notes };
  if (commentNames) return { ...common, names: commentNames, width: commentNames.length, start };
  const { names, width } = namesOf(rows, sample.width, delimiter, settings.hasNames);
  return { ...common, width, ...(names && { names }), start: names ? start + (sample.starts[titles + 1] ?? sample.end) - (sample.starts[titles] ?? 0) : start };
}

async function readBeginning(name: string, content: Blob, encoding: string): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  let text = '';
  let pieces = 0;
  for await (const { piece, isLast } of eachPiece({ name, content, encoding })) {
    text += piece;
    if (isLast) return { text, isWhole: true };
    // Two rows are whole where two lines end; within quotes too, which the next piece will show.
    if (++pieces === samplePieces || /[\r\n][^\r\n]+[\r\n]/.test(text)) break;
  }
  return { text, isWhole: content.size === 0 };
}

/** Lines that begin with #, and empty ones among them. */
function leadingComments(text: string, from: number): { readonly lines: readonly string[]; readonly length: number } {
  const comment = /[ \t]*(?:#[^\r\n]*)?[\r\n]+/y;
  const lines: string[] = [];
  let end = from;
  for (;;) {
    comment.lastIndex = end;
    const found = comment.exec(text)?.[0];
    if (found === undefined) return { lines, length: end - from };
    if (found.trim() !== '') lines.push(found.trim());
    end += found.length;
  }
}

interface Sample {
  readonly rows: readonly (readonly string[])[];
  /** Where each row begins. */
  readonly starts: readonly number[];
  readonly end: number;
  /** Fields that most rows have. */
  readonly width: number;
}

function sampleOf(text: string, delimiter: string, isWhole: boolean): Sample {
  const rows: (readonly string[])[] = [];
  const starts = [0];
  const take = (isLast: boolean) => splitRows(text, delimiter, isLast, ({ fields, end }) => {
    rows.push(fields);
    starts.push(end);
    return rows.length < sampleRows;
  });
  take(isWhole);
  // A row longer than all that was read is judged by what is there of it.
  if (rows.length === 0) take(true);
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width = 0] = [...counts].toSorted(([a, timesA], [b, timesB]) => timesB - timesA || b - a)[0] ?? [];
  return { rows, starts, end: starts.at(-1) ?? 0, width };
}

/** The one that most rows have equally often; where several do, the one that leaves fewer of the others within fields. */
function guessDelimiter(text: string, isWhole: boolean): string {
  const candidates = delimiters.flatMap((delimiter) => {
    const { rows, width } = sampleOf(text.slice(0, guessedLength), delimiter, isWhole && text.length <= guessedLength);
    if (width < 2) return [];
    const share = rows.filter(({ length }) => length === width).length / rows.length;
    const strange = rows.flat().filter((field) => delimiters.some((other) => field.includes(other)) && kindOf(field.trim()) === 'text').length / (rows.length * width);
    return [{ delimiter, score: share - strange }];
  });
  return candidates.toSorted((a, b) => b.score - a.score)[0]?.delimiter ?? ',';
}

/** Rows on top that are a title or a remark: one field where the others have several. */
function countTitles(rows: readonly (readonly string[])[], width: number): number {
  if (width < 2) return 0;
  const isTitle = (fields: readonly string[]) => fields.filter((field) => field.trim() !== '').length === 1 && (fields.length === 1 || width > 2);
  const first = rows.findIndex((fields) => !isTitle(fields));
  return Math.max(0, first);
}

/** "# a, b, label" before rows of as many fields names them. */
function namesInComment(line: string | undefined, delimiter: string, rows: readonly (readonly string[])[]): readonly string[] | undefined {
  let names: readonly string[] = [];
  if (line !== undefined) splitRows(line.replace(/^[#\s]+/, ''), delimiter, true, ({ fields }) => { names = fields; });
  const fits = names.length > 1 && names.length === rows[0]?.length && !looksLikeNames(rows[0], rows.slice(1)) && looksLikeNames(names, rows);
  return fits ? names : undefined;
}

function passedOver(count: number, first: string): string {
  const shown = JSON.stringify(first.trim().slice(0, 40));
  return count === 1 ? `The first line, ${shown}, is no part of the table and is passed over.` : `The first ${count} lines, from ${shown} on, are no part of the table and are passed over.`;
}

function namesOf(rows: readonly (readonly string[])[], width: number, delimiter: string, said: boolean | undefined): { readonly names?: readonly string[]; readonly width: number } {
  const [first = [], ...rest] = rows;
  const endsEmpty = (fields: readonly string[]) => fields.at(-1)?.trim() === '';
  const full = rest.filter(({ length }) => length === width);
  const others = full.length > 0 && full.every(endsEmpty);
  // A delimiter at the ends of lines: of all, of the names alone, of the examples alone.
  const real = others && width > 2 && (first.length === width - 1 || endsEmpty(first)) ? width - 1 : width;
  const own = first.length === real + 1 && endsEmpty(first) ? first.slice(0, real) : first;
  const named = (names: readonly string[]) => said ?? looksLikeNames(names, rest);
  // R writes no name over the names of rows; where commas separate, a comma more may be a decimal sign.
  if (own.length === real - 1 && delimiter !== ',' && named(['', ...own])) return { names: ['', ...own], width: real };
  return named(own) ? { names: own, width: own.length } : { width: real };
}

/** Whether a row names the columns of those below: other things stand in it than in them. */
function looksLikeNames(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const isNumber = (cell: string) => kindOf(cell) !== 'text';
  const some = rest.slice(0, Math.max(5, Math.floor(sampledCells / first.length)));
  const evidence = { textOverNumbers: 0, newText: 0, repeated: 0 };
  const numbers: number[] = [];
  first.forEach((field, column) => {
    const cell = field.trim();
    const below = some.flatMap((fields) => (isUsualMissing(fields[column]?.trim() ?? '') ? [] : [fields[column]?.trim() ?? '']));
    const overNumbers = below.length > 0 && 2 * below.filter(isNumber).length > below.length;
    if (cell === '') return;
    if (isNumber(cell)) numbers.push(Number(cell));
    else if (overNumbers) evidence.textOverNumbers += isUsualMissing(cell) ? 0 : 1;
    else if (below.includes(cell)) evidence.repeated++;
    else evidence.newText++;
  });
  const namesTarget = first.some((field) => targetName.test(field.trim()));
  const isTyped = evidence.textOverNumbers > 0 && numbers.length === 0;
  if (evidence.repeated > (isTyped ? evidence.textOverNumbers : 0)) return false;
  if (numbers.length === 0) return evidence.textOverNumbers + evidence.newText > 0;
  // Numbers as names: 0, 1, 2 and on, or years.
  const isSeries = isRun(numbers) && !(evidence.newText === 0 && rest.some((fields) => isRun(fields.map(Number))));
  if (evidence.textOverNumbers > 0) return isSeries || namesTarget;
  return isSeries && (namesTarget || numbers.length > 2);
}

/** Whole numbers that grow by the same each time. */
function isRun(values: readonly number[]): boolean {
  const step = (values[1] ?? NaN) - (values[0] ?? NaN);
  return values.every(Number.isInteger) && (values.length === 1 || (step > 0 && values.every((value, index) => index === 0 || value - (values[index - 1] ?? NaN) === step)));
}
