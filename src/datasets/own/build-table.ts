// A table's rows as examples: numbers as they are, texts as one number for each kind, and what is to be predicted.

import { maxClasses, type BuildChoices, type ColumnFacts, type ColumnRole, type ColumnType, type OddCells } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { createBudget } from './budget.ts';
import type { Numbers } from './numbers.ts';
import { classTargets, numberTargets, type OwnTargets } from './own-targets.ts';
import { pageAdvice, type TableAdvice } from './table-advice.ts';
import { createMissing, isUsualMissing, numberName, readNumber, textOf } from './table-cells.ts';
import type { ColumnReading } from './table-columns.ts';
import { eachRow } from './table-rows.ts';
import type { Table } from './table.ts';

/** Texts with more kinds than this make too many inputs. */
const maxKinds = 50;

/** A column as it is used. */
interface Used extends Omit<ColumnFacts, 'role'> {
  readonly index: number;
  readonly role: ColumnRole;
  readonly reading: ColumnReading;
}

export interface BuildTableOptions {
  onProgress?(fraction: number): void;
  /** What a sentence of refusal says can be done. */
  readonly advice?: TableAdvice;
}

/** The rows as numbers. Throws DataFormatError that names the column or the row. */
export async function buildTable(table: Table, choices: BuildChoices, { onProgress, advice = pageAdvice }: BuildTableOptions = {}): Promise<Numbers> {
  const { draft, content, format } = table;
  const used = usedColumns(table, choices, advice);
  const inputs = used.filter(({ role }) => role === 'input').map((column) => inputOf(draft.name, column, advice));
  const targets = targetsOf(draft.name, used);
  const size = inputs.reduce((sum, { names }) => sum + names.length, 0);
  const budget = createBudget(draft.name);
  budget.take('columns', size);
  budget.take('numbers', draft.rows * (size + targets.numbers.length), advice.tooMany());
  checkMissing(draft, used, choices, advice);

  const data = { inputs: new Float32Array(draft.rows * size), numbers: new Float32Array(draft.rows * targets.numbers.length), labels: new Uint8Array(targets.classes ? draft.rows : 0) };
  const isMissing = createMissing(draft.settings.missingWords);
  const missingIn = (column: Used, text: string) => isMissing(text) || (column.type === 'number' && isUsualMissing(text));
  const number = ({ name, reading }: Used, text: string, row: number): number => {
    const value = readNumber(text, reading.decimal);
    if (Number.isFinite(value)) return value;
    throw new DataFormatError(`${draft.name}: ${JSON.stringify(text.slice(0, 40))} in row ${row}, column ${name}, is no finite number of 32 bits.`);
  };
  let count = 0;
  await eachRow({ name: draft.name, content, format, budget, ...(onProgress && { onProgress }) }, (fields, row) => {
    if (fields.length !== format.width || fields.every((field) => field.trim() === '')) return;
    if (used.some((column) => missingIn(column, (fields[column.index] ?? '').trim()))) return;
    let to = count * size;
    for (const { column, names, kinds } of inputs) {
      const text = (fields[column.index] ?? '').trim();
      if (kinds) data.inputs[to + (kinds.get(textOf(text)) ?? 0)] = 1;
      else data.inputs[to] = number(column, text, row);
      to += names.length;
    }
    targets.numbers.forEach((column, at) => { data.numbers[count * targets.numbers.length + at] = number(column, (fields[column.index] ?? '').trim(), row); });
    if (targets.classes) data.labels[count] = targets.classes.indexOf((fields[targets.classes.column.index] ?? '').trim());
    count++;
  });
  if (count < 2) throw new DataFormatError(`${draft.name} has ${count === 1 ? '1 row' : `${count} rows`} without missing values; expected at least two.`);
  return {
    count, size, inputs: data.inputs.subarray(0, count * size), inputNames: inputs.flatMap(({ names }) => names),
    ...keptTargets(draft.name, targets, data, count),
  };
}

/** The columns that have a use. Throws DataFormatError where one has cells that fit nothing. */
function usedColumns({ draft, columns }: Table, { roles, texts = [] }: BuildChoices, advice: TableAdvice): readonly Used[] {
  return draft.columns.flatMap((facts, index): Used[] => {
    const reading = columns[index];
    const role = roles?.[index] ?? facts.role;
    if (role === 'ignored' || !reading) return [];
    const [first] = facts.odd?.first ?? [];
    const asText = facts.type === 'text' || texts.includes(facts.name) || (first !== undefined && role === 'class');
    if (first && facts.odd && !asText) {
      throw new DataFormatError(`${draft.name}: ${facts.name} holds numbers, but ${oddText(facts.odd)}; ${advice.odd(facts.name, facts.odd.texts, draft.settings.missingWords)}.`);
    }
    const type: ColumnType = asText ? 'text' : 'number';
    return [{ ...facts, index, reading, type, role: role === 'target' && type === 'text' ? 'class' : role }];
  });
}

/** 'row 4 has "inf", which is no finite 32-bit number, and 2 more rows have such cells' */
export function oddText({ count, first: [first] }: OddCells): string {
  const others = count === 1 ? '' : `, and ${(count - 1).toLocaleString('en-US')} more ${count === 2 ? 'row has such a cell' : 'rows have such cells'}`;
  return `row ${first?.row} has ${JSON.stringify(first?.text)}, which is no finite 32-bit number${others}`;
}

interface Input {
  readonly column: Used;
  readonly names: readonly string[];
  /** The place of each text; absent for numbers. */
  readonly kinds?: ReadonlyMap<string, number>;
}

function inputOf(file: string, column: Used, advice: TableAdvice): Input {
  const { name, type, reading } = column;
  if (type === 'number') return { column, names: [name] };
  const values = reading.values('text');
  if (values.length > maxKinds) throw new DataFormatError(`${file}: ${name} has more than ${maxKinds} different texts; ${advice.tooManyKinds(name)}.`);
  return { column, names: values.map((value) => `${name} = ${value}`), kinds: new Map(values.map((value, at) => [value, at])) };
}

interface ToPredict {
  readonly numbers: readonly Used[];
  readonly classes?: { readonly column: Used; readonly names: readonly string[]; indexOf(text: string): number };
}

function targetsOf(file: string, used: readonly Used[]): ToPredict {
  const numbers = used.filter(({ role }) => role === 'number' || role === 'target');
  const [classColumn, another] = used.filter(({ role }) => role === 'class');
  if (!used.some(({ role }) => role === 'input')) throw new DataFormatError(`${file} needs a column to learn from; expected at least one input.`);
  if (another || (classColumn && numbers.length > 0)) throw new DataFormatError(`${file} can have one column of classes, or numbers to predict, not both.`);
  const [only] = numbers;
  if (!classColumn && !only) throw new DataFormatError(`${file} needs a column to predict: a class or a number.`);
  for (const { name, type, reading } of numbers) {
    if (type !== 'number') throw new DataFormatError(`${file}: ${name} holds text, such as ${JSON.stringify(reading.values('text')[0] ?? '')}; a number to predict needs numbers.`);
  }
  const column = classColumn ?? (numbers.length === 1 && only?.role === 'target' ? only : undefined);
  return { numbers, ...(column && { classes: classesOf(file, column) }) };
}

function classesOf(file: string, column: Used): NonNullable<ToPredict['classes']> {
  const names = column.reading.values(column.type);
  if (names.length > maxClasses) throw new DataFormatError(`${file}: ${column.name} has more than ${maxClasses} different values; expected at most as many classes.`);
  const places = new Map(names.map((name, index) => [name, index]));
  // Texts as they stand, so that each is read once.
  const known = new Map<string, number>();
  const indexOf = (text: string): number => {
    const place = known.get(text) ?? places.get(column.type === 'number' ? numberName(text, column.reading.decimal) : textOf(text)) ?? 0;
    if (known.size < 4 * maxClasses) known.set(text, place);
    return place;
  };
  return { column, names, indexOf };
}

function keptTargets(file: string, { numbers, classes }: ToPredict, data: { readonly numbers: Float32Array; readonly labels: Uint8Array }, count: number): OwnTargets {
  const asNumbers = numbers.length > 0 ? numberTargets(numbers.map(({ name }) => name), data.numbers.subarray(0, count * numbers.length)) : {};
  const asClasses = classes ? classTargets(file, classes.column.name, classes.names, data.labels.subarray(0, count)) : { classNames: [] };
  return { ...asNumbers, ...asClasses };
}

function checkMissing({ name, missing, rows }: Table['draft'], used: readonly Used[], { dropMissing = false }: BuildChoices, advice: TableAdvice): void {
  const lacking = used.filter((column) => column.missing > 0);
  const [first] = lacking;
  if (dropMissing || !first) return;
  const where = missing.find(({ column }) => lacking.some((one) => one.name === column));
  const all = lacking.find((column) => column.missing === rows);
  if (all) throw new DataFormatError(`${name}: ${all.name} has no values at all; ${advice.ignore([all.name])}.`);
  throw new DataFormatError(`${name} has missing values${where ? `, the first in row ${where.row}, column ${where.column}` : ` in column ${first.name}`}; ${advice.missing(lacking.map((column) => column.name), [...new Set(lacking.flatMap(({ missingWords = [] }) => missingWords))])}.`);
}
