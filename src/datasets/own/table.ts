// Tables of comma-separated values: read once, told what is in them, and what each column is likely to be for.

import { maxClasses, type ColumnFacts, type ColumnRole, type Draft, type FileProblem, type TableSettings } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { createBudget } from './budget.ts';
import { createMissing, usualMissingWords } from './table-cells.ts';
import { createColumns, type ColumnReading } from './table-columns.ts';
import { detectFormat, targetName, type TableFormat } from './table-format.ts';
import { eachRow } from './table-rows.ts';
import { EncodingError, isEncoding, markedEncoding, westernEncoding } from './table-text.ts';

/** What is made of a table is in memory as numbers, before it is kept. */
const maxTableBytes = 400 * 2 ** 20;
/** Problems and missing values told one by one. */
const maxTold = 20;
/** Texts with more different values than this are guessed to be names, not kinds. */
const maxKinds = 50;
/** What pandas calls a column of row numbers when it reads it again. */
const indexName = /^unnamed: \d+$/i;

export interface Table {
  readonly draft: Extract<Draft, { kind: 'table' }>;
  /** Read again when numbers are made of it, rather than held as text. */
  readonly content: Blob;
  readonly format: TableFormat;
  readonly columns: readonly ColumnReading[];
}

export type TableProgress = (fraction: number) => void;

/** Reads a table once and tells what is in it. Throws DataFormatError that names the file. */
export async function inspectTable(name: string, content: Blob, onProgress?: TableProgress, settings: TableSettings = {}): Promise<Table> {
  if (content.size > maxTableBytes) throw new DataFormatError(`${name} has ${Math.round(content.size / 2 ** 20)} MB; at most ${maxTableBytes / 2 ** 20} MB of text are read.`);
  if (settings.encoding !== undefined && !isEncoding(settings.encoding)) throw new DataFormatError(`There is no encoding ${JSON.stringify(settings.encoding)}; expected one such as utf-8, windows-1252 or shift_jis.`);
  const { encoding, isMarked } = settings.encoding === undefined ? await markedEncoding(name, content) : { encoding: settings.encoding, isMarked: true };
  try {
    return await inspectAs(encoding, []);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    if (isMarked) throw new DataFormatError(`${error.message}${settings.encoding === undefined ? ', which its first bytes name' : ''}.`);
    return inspectAs(westernEncoding, [`${name} is not UTF-8 and is read as Windows-1252, the Western European encoding of Windows.`]);
  }

  async function inspectAs(chosen: string, notes: readonly string[]): Promise<Table> {
    const budget = createBudget(name);
    const format = await detectFormat(name, content, chosen, budget, settings);
    const names = columnNames(format);
    const missingWords = settings.missingWords ?? usualMissingWords;
    const counted = createColumns({
      names, isMissing: createMissing(missingWords), delimiter: format.delimiter,
      decimal: settings.decimal === 'auto' ? undefined : settings.decimal,
    });
    const rows = createRowCounter(name, names.length);
    await eachRow({ name, content, format, budget, ...(onProgress && { onProgress }) }, (fields, row, lines) => {
      if (rows.isUsable(fields, row, lines)) counted.add(fields, row);
    });
    const { count, empty, problems } = rows.finish();
    if (count < 2 || names.length < 2) {
      throw new DataFormatError(`${name} is no table to learn from: expected at least two rows and two columns, received ${count} and ${names.length}${problems[0] ? `; ${problems[0].reason}` : ''}.`);
    }
    const columns = counted.finish();
    const facts = guessRoles(columns.map(({ facts: known }) => known), format.names ?? []);
    const all = [
      ...notes, ...format.notes,
      ...(empty > 0 ? [`${empty === 1 ? 'One row holds' : `${empty.toLocaleString('en-US')} rows hold`} nothing but delimiters and ${empty === 1 ? 'is' : 'are'} passed over.`] : []),
      ...facts.flatMap((column, index) => ignoredNote(column, format.names?.[index])),
      ...columns.flatMap((column) => column.notes),
    ];
    const missing = columns.flatMap(({ missingRows, facts: { name: column } }) => missingRows.map((row) => ({ row, column })));
    const draft: Table['draft'] = {
      kind: 'table', name, rows: count, delimiter: format.delimiter, columns: facts, problems, notes: all.slice(0, maxTold),
      missing: missing.toSorted((a, b) => a.row - b.row).slice(0, maxTold),
      settings: { missingWords, decimal: settings.decimal ?? 'auto', encoding: chosen, hasNames: format.names !== undefined },
    };
    return { draft, content, format, columns };
  }
}

/** Rows that have as many values as there are columns, and what is wrong with others. */
function createRowCounter(file: string, width: number) {
  const problems: FileProblem[] = [];
  let count = 0;
  let empty = 0;
  let wrong = 0;
  return {
    isUsable(fields: readonly string[], row: number, lines: number): boolean {
      if (fields.length === width && !fields.every((field) => field.trim() === '')) {
        count++;
        return true;
      }
      if (fields.every((field) => field.trim() === '')) empty++;
      else if (wrong++ < maxTold) problems.push({ file, reason: `row ${row} has ${fields.length === 1 ? '1 value' : `${fields.length} values`}, expected ${width}${lines > 1 ? `, and goes over ${lines} lines, for a quote that opens in it` : ''}; it is left out` });
      return false;
    },
    finish() {
      if (wrong > maxTold) problems.push({ file, reason: `${(wrong - maxTold).toLocaleString('en-US')} more rows have another number of values and are left out` });
      return { count, empty, problems };
    },
  };
}

/** Names told apart; columns without one are numbered. */
function columnNames({ names, width }: TableFormat): string[] {
  const seen = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const own = names?.[index]?.trim() ?? '';
    const wanted = own === '' ? `column ${index + 1}` : own;
    let name = wanted;
    for (let times = 2; seen.has(name); times++) name = `${wanted} (${times})`;
    seen.add(name);
    return name;
  });
}

function isRowName(name: string | undefined): boolean {
  return name !== undefined && (name.trim() === '' || indexName.test(name.trim()));
}

/** Why a column was guessed to be of no use. */
function ignoredNote({ name, role, distinct }: ColumnFacts, given: string | undefined): string[] {
  if (role !== 'ignored') return [];
  if (distinct === 0) return [`${name} is empty and is ignored.`];
  if (isRowName(given)) return [`${name} has no name of its own, as row names of pandas and R, and is ignored.`];
  return [`${name} holds more than ${maxKinds} different texts and is ignored.`];
}

function guessRoles(facts: readonly Omit<ColumnFacts, 'role'>[], names: readonly string[]): ColumnFacts[] {
  const named = facts.findIndex(({ name }) => targetName.test(name));
  const target = named >= 0 ? named : facts.findLastIndex(({ distinct }) => distinct > 0);
  return facts.map((column, index) => ({ ...column, role: index === target ? targetRoleOf(column) : inputRoleOf(column, index === 0 && isRowName(names[0])) }));
}

function inputRoleOf({ type, distinct }: Pick<ColumnFacts, 'type' | 'distinct'>, isIndex: boolean): ColumnRole {
  const isEmpty = distinct === 0;
  return isIndex || isEmpty || (type === 'text' && distinct > maxKinds) ? 'ignored' : 'input';
}

/** What a column is predicted as: the loss decides where it holds whole numbers that may be classes. */
export function targetRoleOf({ type, whole, distinct }: Pick<ColumnFacts, 'type' | 'whole' | 'distinct'>): ColumnRole {
  if (type === 'text') return 'class';
  return whole && distinct <= maxClasses ? 'target' : 'number';
}
