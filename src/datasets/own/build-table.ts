// A table's rows as examples: numbers as they are, texts as one number for each kind, and what is to be predicted.

import { maxClasses, type BuildChoices, type ColumnFacts, type ColumnRole } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import type { Numbers } from './numbers.ts';
import { eachRow } from './table-rows.ts';
import { isMissing, readNumber, type Table } from './table.ts';

/** Texts with more kinds than this make too many inputs. */
const maxKinds = 50;

/** How one column is written into an example. */
interface Writer {
  readonly column: number;
  readonly names: readonly string[];
  write(field: string, out: Float32Array, to: number): void;
}

/** The rows as numbers. Throws DataFormatError that names the column or the row. */
export async function buildTable(
  { draft, content, format, hasHeader, values }: Table, { roles = draft.columns.map(({ role }) => role), dropMissing = false }: BuildChoices, onProgress?: (fraction: number) => void,
): Promise<Numbers> {
  const chosen = (role: ColumnRole) => draft.columns.flatMap((column, index) => (roles[index] === role ? [{ ...column, index }] : []));
  const used = draft.columns.filter((_, index) => roles[index] !== 'ignored');
  checkMissing(draft.name, draft.missing, used, dropMissing);
  const inputs = chosen('input').map((column) => writerOf(draft.name, draft.delimiter, column, values[column.index] ?? []));
  const targets = chosen('number');
  const [classColumn, another] = chosen('class');
  if (inputs.length === 0) throw new DataFormatError(`${draft.name} needs a column to learn from; expected at least one input.`);
  if (another || (classColumn && targets.length > 0)) throw new DataFormatError(`${draft.name} can have one column of classes, or numbers to predict, not both.`);
  if (!classColumn && targets.length === 0) throw new DataFormatError(`${draft.name} needs a column to predict: a class or a number.`);
  for (const { name, type } of targets) if (type !== 'number') throw new DataFormatError(`${draft.name}: ${name} holds text; a number to predict needs numbers.`);
  const classNames = classColumn ? (values[classColumn.index] ?? []) : [];
  if (classNames.length > maxClasses) throw new DataFormatError(`${draft.name}: ${classColumn?.name} has more than ${maxClasses} different values; expected at most as many classes.`);
  const classes = new Map(classNames.map((name, index) => [name, index]));

  const size = inputs.reduce((sum, { names }) => sum + names.length, 0);
  const data = { inputs: new Float32Array(draft.rows * size), targets: new Float32Array(draft.rows * targets.length), labels: new Uint8Array(draft.rows) };
  let count = 0;
  let isFirst = true;
  await eachRow({ name: draft.name, content, format, ...(onProgress && { onProgress }) }, (fields) => {
    const isHeader = isFirst && hasHeader;
    isFirst = false;
    if (isHeader || fields.length !== draft.columns.length || fields.some((field, index) => roles[index] !== 'ignored' && isMissing(field))) return;
    let to = count * size;
    for (const { column, names, write } of inputs) {
      write(fields[column] ?? '', data.inputs, to);
      to += names.length;
    }
    targets.forEach(({ index }, at) => { data.targets[count * targets.length + at] = readNumber(fields[index] ?? '', draft.delimiter); });
    if (classColumn) data.labels[count] = classes.get((fields[classColumn.index] ?? '').trim()) ?? 0;
    count++;
  });
  if (count < 2) throw new DataFormatError(`${draft.name} has ${count} rows without missing values; expected at least two.`);
  return {
    count, size, inputs: data.inputs.subarray(0, count * size), inputNames: inputs.flatMap(({ names }) => names),
    ...(classColumn
      ? { classNames, labels: data.labels.subarray(0, count) }
      : { classNames: [], targetNames: targets.map(({ name }) => name), targets: data.targets.subarray(0, count * targets.length) }),
  };
}

function checkMissing(file: string, missing: Table['draft']['missing'], used: readonly ColumnFacts[], dropMissing: boolean): void {
  const lacking = used.filter((column) => column.missing > 0);
  const [first] = lacking;
  if (dropMissing || !first) return;
  const where = missing.find(({ column }) => column === first.name);
  throw new DataFormatError(`${file} has missing values${where ? `, the first in row ${where.row}, column ${where.column}` : ` in column ${first.name}`}; leave these rows out, or ignore ${lacking.map(({ name }) => name).join(', ')}.`);
}

function writerOf(file: string, delimiter: string, { name, type, index }: ColumnFacts & { readonly index: number }, values: readonly string[]): Writer {
  if (type === 'number') {
    return { column: index, names: [name], write: (field, out, to) => { out[to] = readNumber(field, delimiter); } };
  }
  if (values.length > maxKinds) throw new DataFormatError(`${file}: ${name} has more than ${maxKinds} different texts; ignore it, or give it fewer kinds.`);
  const kinds = new Map(values.map((value, at) => [value, at]));
  return { column: index, names: values.map((value) => `${name} = ${value}`), write: (field, out, to) => { out[to + (kinds.get(field.trim()) ?? 0)] = 1; } };
}
