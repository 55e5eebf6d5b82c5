// Tables of comma-separated values: what their columns hold. What is a number, a class or missing is decided here.

import { maxDistinct, type ColumnFacts, type ColumnRole, type Draft, type FileProblem } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { eachRow, guessFormat, type TableFormat } from './table-rows.ts';

/** What is made of a table is in memory as numbers, before it is kept. */
const maxTableBytes = 400 * 2 ** 20;
/** Problems and missing values told one by one. */
const maxTold = 20;
const missingWords = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-']);
const longestMissing = 4;
/** A column so called is guessed to be the one to predict. */
const targetName = /^(label|class|target|y|species|outcome|category)$/i;
/** Whole numbers with at most this many different values are guessed to be classes. */
const maxNumberedClasses = 20;
/** Texts with more different values than this are guessed to be names, not kinds. */
const maxKinds = 50;

export interface Table {
  readonly draft: Extract<Draft, { kind: 'table' }>;
  /** Read again when numbers are made of it, rather than held as text. */
  readonly content: Blob;
  readonly format: TableFormat;
  readonly hasHeader: boolean;
  /** The different values of each column, sorted; complete where there are at most `maxDistinct`. */
  readonly values: readonly (readonly string[])[];
}

/** Reads a table once and tells what is in it. Throws DataFormatError that names the file. */
export async function inspectTable(name: string, content: Blob, onProgress?: (fraction: number) => void): Promise<Table> {
  if (content.size > maxTableBytes) throw new DataFormatError(`${name} has ${Math.round(content.size / 2 ** 20)} MB; at most ${maxTableBytes / 2 ** 20} MB of text are read.`);
  const format = await guessFormat(name, content);
  if (!format) throw new DataFormatError(`${name} is no table: it holds bytes that are no text.`);
  let columns: ReturnType<typeof createColumns> | undefined;
  await eachRow({ name, content, format, ...(onProgress && { onProgress }) }, (fields) => {
    if (columns) columns.add(fields);
    else columns = createColumns(name, fields);
  });
  columns ??= createColumns(name, []);
  const { hasHeader, counters, missing } = columns;
  const { rows, problems } = columns.finish();
  if (rows < 2 || counters.length < 2) throw new DataFormatError(`${name} is no table to learn from: expected at least two rows and two columns, received ${rows} and ${counters.length}.`);
  const facts = guessRoles(counters.map((counter) => counter.facts()));
  return { draft: { kind: 'table', name, rows, delimiter: format.delimiter, columns: facts, missing, problems }, content, format, hasHeader, values: counters.map((counter) => counter.values()) };
}

/** What the columns hold, row by row; the first is the names unless it holds numbers. */
function createColumns(file: string, first: readonly string[]) {
  const hasHeader = first.every((field) => !isNumber(field, ',') && field.trim() !== '');
  const names = uniqueNames(first.map((field, index) => (hasHeader ? field.trim() : `column ${index + 1}`)));
  const counters = names.map(createCounter);
  const problems: FileProblem[] = [];
  const missing: { row: number; column: string }[] = [];
  let rows = 0;
  let wrong = 0;
  const add = (fields: readonly string[]) => {
    rows++;
    if (fields.length !== names.length) {
      if (wrong++ < maxTold) problems.push({ file, reason: `row ${rows} has ${fields.length} values, expected ${names.length}; it is left out` });
      return;
    }
    fields.forEach((field, column) => {
      if (counters[column]?.add(field) === 'missing' && missing.length < maxTold) missing.push({ row: rows, column: names[column] ?? '' });
    });
  };
  if (!hasHeader) add(first);
  return {
    hasHeader, counters, missing, add,
    /** Rows of the right length, and what is wrong with others. */
    finish() {
      if (wrong > maxTold) problems.push({ file, reason: `${wrong - maxTold} more rows have another number of values and are left out` });
      return { rows: rows - wrong, problems };
    },
  };
}

export function isMissing(field: string): boolean {
  const word = field.trim();
  return word.length <= longestMissing && missingWords.has(word.toLowerCase());
}

/** The field as a number, or NaN; 1,5 is one where something else separates the fields. */
export function readNumber(field: string, delimiter: string): number {
  const trimmed = field.trim();
  if (trimmed === '') return NaN;
  const number = Number(trimmed);
  // Nearly all are numbers at once.
  if (!Number.isNaN(number) || delimiter === ',') return number;
  return /^[+-]?\d+,\d+$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : NaN;
}

function isNumber(field: string, delimiter: string): boolean {
  return Number.isFinite(readNumber(field, delimiter)) || Number.isFinite(readNumber(field, ';'));
}

function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** What one column holds, value by value. */
function createCounter(name: string) {
  const values = new Set<string>();
  const samples: string[] = [];
  let missing = 0;
  let numbers = true;
  let whole = true;
  return {
    add(field: string): 'missing' | 'there' {
      if (isMissing(field)) {
        missing++;
        return 'missing';
      }
      const value = field.trim();
      if (samples.length < 5) samples.push(apart(value.slice(0, 40)));
      if (values.size <= maxDistinct && !values.has(value)) values.add(apart(value));
      if (numbers) {
        const number = readNumber(value, ';');
        if (!Number.isFinite(number)) numbers = false;
        else if (!Number.isInteger(number)) whole = false;
      }
      return 'there';
    },
    values: () => sortValues([...values], numbers),
    facts: (): Omit<ColumnFacts, 'role'> & { readonly whole: boolean } => ({ name, type: numbers ? 'number' : 'text', missing, distinct: Math.min(values.size, maxDistinct + 1), samples, whole: numbers && whole }),
  };
}

/** The text for itself: engines let a part of a text hold all of it, here a piece of the file, in memory. */
function apart(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

function sortValues(values: string[], numbers: boolean): string[] {
  return numbers ? values.sort((a, b) => readNumber(a, ';') - readNumber(b, ';')) : values.sort();
}

function guessRoles(facts: readonly (Omit<ColumnFacts, 'role'> & { readonly whole: boolean })[]): ColumnFacts[] {
  const named = facts.findIndex(({ name }) => targetName.test(name));
  const target = named >= 0 ? named : facts.length - 1;
  return facts.map(({ whole, ...column }, index) => {
    const isClass = column.type === 'text' || (whole && column.distinct <= maxNumberedClasses);
    const role: ColumnRole = index === target ? (isClass ? 'class' : 'number') : column.type === 'text' && column.distinct > maxKinds ? 'ignored' : 'input';
    return { ...column, role };
  });
}
