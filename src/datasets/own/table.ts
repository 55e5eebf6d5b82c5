// Tables of comma-separated values: what their columns hold, and their rows as numbers. Papa Parse reads the quoting
// and guesses the delimiter; what is a number, a class or missing is decided here.

import Papa from 'papaparse';
import { maxDistinct, type ColumnFacts, type ColumnRole, type Draft, type FileProblem } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';

/** Texts longer than this do not fit into one string of every browser. */
const maxTableBytes = 400 * 2 ** 20;
/** Problems and missing values told one by one. */
const maxTold = 20;
const missingWords = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-']);
/** A column so called is guessed to be the one to predict. */
const targetName = /^(label|class|target|y|species|outcome|category)$/i;
/** Whole numbers with at most this many different values are guessed to be classes. */
const maxNumberedClasses = 20;
/** Texts with more different values than this are guessed to be names, not kinds. */
const maxKinds = 50;

export interface Table {
  readonly draft: Extract<Draft, { kind: 'table' }>;
  readonly text: string;
  readonly hasHeader: boolean;
  /** The different values of each column, sorted; complete where there are at most `maxDistinct`. */
  readonly values: readonly (readonly string[])[];
}

/** Reads a table once and tells what is in it. Throws DataFormatError that names the file. */
export async function inspectTable(name: string, content: Blob): Promise<Table> {
  if (content.size > maxTableBytes) throw new DataFormatError(`${name} has ${Math.round(content.size / 2 ** 20)} MB; at most ${maxTableBytes / 2 ** 20} MB of text are read.`);
  const text = (await content.text()).replace(/^\uFEFF/, '');
  if (text.slice(0, 100_000).includes('\0')) throw new DataFormatError(`${name} is no table: it holds bytes that are no text.`);
  const [first = []] = Papa.parse<string[]>(text, { preview: 1 }).data;
  const hasHeader = first.every((field) => !isNumber(field, ',') && field.trim() !== '');
  const names = uniqueNames(hasHeader ? first.map((field) => field.trim()) : first.map((_, index) => `column ${index + 1}`));
  const counters = names.map(createCounter);
  const problems: FileProblem[] = [];
  const missing: { row: number; column: string }[] = [];
  let wrong = 0;
  const { rows, delimiter } = eachRow(text, hasHeader, (fields, row) => {
    if (fields.length !== names.length) {
      if (wrong++ < maxTold) problems.push({ file: name, reason: `row ${row} has ${fields.length} values, expected ${names.length}; it is left out` });
      return;
    }
    fields.forEach((field, column) => {
      if (counters[column]?.add(field) === 'missing' && missing.length < maxTold) missing.push({ row, column: names[column] ?? '' });
    });
  });
  if (rows - wrong < 2 || names.length < 2) throw new DataFormatError(`${name} is no table to learn from: expected at least two rows and two columns, received ${rows - wrong} and ${names.length}.`);
  if (wrong > maxTold) problems.push({ file: name, reason: `${wrong - maxTold} more rows have another number of values and are left out` });
  const facts = counters.map((counter) => counter.facts());
  const columns = guessRoles(facts);
  return { draft: { kind: 'table', name, rows: rows - wrong, delimiter, columns, missing, problems }, text, hasHeader, values: counters.map((counter) => counter.values()) };
}

/** Calls back with each row of values and its number, from 1, the line of names not counted. */
export function eachRow(text: string, hasHeader: boolean, take: (fields: readonly string[], row: number) => void): { readonly rows: number; readonly delimiter: string } {
  let row = hasHeader ? -1 : 0;
  let delimiter = ',';
  Papa.parse<string[]>(text, {
    skipEmptyLines: true,
    // Row by row, so that a million of them are never all there as lists of strings.
    step({ data: fields, meta }) {
      delimiter = meta.delimiter;
      if (++row > 0) take(fields, row);
    },
  });
  return { rows: Math.max(row, 0), delimiter };
}

export function isMissing(field: string): boolean {
  return missingWords.has(field.trim().toLowerCase());
}

/** The field as a number, or NaN; 1,5 is one where something else separates the fields. */
export function readNumber(field: string, delimiter: string): number {
  const trimmed = field.trim();
  if (trimmed === '') return NaN;
  return Number(delimiter !== ',' && /^[+-]?\d+,\d+$/.test(trimmed) ? trimmed.replace(',', '.') : trimmed);
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
      if (samples.length < 5) samples.push(value.slice(0, 40));
      if (values.size <= maxDistinct) values.add(value);
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
