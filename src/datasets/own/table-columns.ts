// What each column of a table holds, counted row by row: numbers in which notation, texts, what is missing, and the cells
// that do not fit the others. The same facts then say how every cell of the column is read.

import { maxDistinct, type ColumnFacts } from '../../core/own-data.ts';
import { compareNumberNames, isUsualMissing, kindOf, numberName, readNumber, textOf, type CellKind, type DecimalSign } from './table-cells.ts';

/** Different texts of a column as they stand; those of one number may be written in several ways. */
const maxTexts = 4 * maxDistinct;
/** Different texts that all columns together hold beyond `fewTexts` each. */
const sharedTexts = 1_000_000;
const fewTexts = 64;
/** Cells that do not fit, told one by one. */
const maxOdd = 20;

interface OddCell {
  readonly row: number;
  readonly text: string;
}

/** How the cells of a column are read; the counts are done. */
export interface ColumnReading {
  readonly facts: Omit<ColumnFacts, 'role'>;
  readonly decimal: DecimalSign;
  /** The different values, sorted, as numbers or as texts; more than `maxDistinct` where there are more than that. */
  values(as: ColumnFacts['type']): readonly string[];
  /** The first missing cells. */
  readonly missingRows: readonly number[];
  /** Notes on what was guessed. */
  readonly notes: readonly string[];
}

export interface ColumnsRequest {
  readonly names: readonly string[];
  isMissing(text: string): boolean;
  /** The sign before decimals where it is chosen by hand. */
  readonly decimal?: DecimalSign | undefined;
  /** For notes: where it is not a comma, numbers with a comma are likelier to be written with a decimal comma. */
  readonly delimiter: string;
}

/** Counts the cells of rows, column by column. */
export function createColumns({ names, isMissing, decimal, delimiter }: ColumnsRequest) {
  const room = { left: sharedTexts };
  const counters = names.map((name) => createCounter(name, isMissing, room));
  return {
    add(fields: readonly string[], row: number): void {
      for (let column = 0; column < counters.length; column++) counters[column]?.add(fields[column] ?? '', row);
    },
    /** A column that shows no sign before decimals follows those that do, where they agree. */
    finish(): readonly ColumnReading[] {
      const shown = new Set(counters.flatMap(({ decimalShown }) => decimalShown() ?? []));
      const [common = '.'] = shown.size === 1 ? shown : [];
      return counters.map((counter) => counter.finish(decimal ?? counter.decimalShown() ?? common, decimal === undefined && shown.size !== 1 && delimiter));
    },
  };
}

function createCounter(name: string, isMissing: (text: string) => boolean, room: { left: number }) {
  const counts: Record<CellKind, number> = { integer: 0, point: 0, comma: 0, same: 0, differs: 0, tooLarge: 0, text: 0 };
  const firsts: Partial<Record<CellKind, { readonly cells: OddCell[]; readonly texts: Set<string> }>> = {};
  const texts = new Set<string>();
  const samples: string[] = [];
  const missing: number[] = [];
  const missingTexts = new Set<string>();
  const words = { count: 0, texts: new Set<string>(), rows: [] as number[] };
  let missingCount = 0;
  let latest: string | undefined;
  const hasDecimals = { '.': false, ',': false };

  function note(kind: CellKind, row: number, text: string): void {
    const { cells, texts: different } = (firsts[kind] ??= { cells: [], texts: new Set() });
    if (cells.length < maxOdd) cells.push({ row, text: apart(text.slice(0, 200)) });
    if (different.size <= maxOdd && !different.has(text)) different.add(apart(text));
  }
  const hold = (text: string): void => {
    if (text === latest || texts.size >= maxTexts) return;
    latest = text;
    if (texts.has(text)) return;
    if (texts.size >= fewTexts && room.left-- <= 0) return;
    texts.add(apart(text));
  };
  /** Those that the other numbers of the column are written in. */
  const decimalShown = (): DecimalSign | undefined => (counts.point === counts.comma ? undefined : counts.point > counts.comma ? '.' : ',');

  return {
    decimalShown,
    add(field: string, row: number): void {
      const text = field.trim();
      if (isMissing(text)) {
        missingCount++;
        if (missing.length < maxOdd) missing.push(row);
        if (text !== '' && missingTexts.size < maxOdd) missingTexts.add(apart(text));
        return;
      }
      if (samples.length < 5) samples.push(apart(text.slice(0, 40)));
      if (isUsualMissing(text)) {
        words.count++;
        words.texts.add(apart(text));
        if (words.rows.length < maxOdd) words.rows.push(row);
        return;
      }
      const kind = kindOf(text);
      counts[kind]++;
      if (kind !== 'integer') {
        if (kind !== 'same') note(kind, row, text);
        for (const decimal of ['.', ','] as const) hasDecimals[decimal] ||= readNumber(text, decimal) % 1 !== 0 && kind !== 'text';
      }
      hold(kind === 'text' ? textOf(text) : text);
    },
    finish(decimal: DecimalSign, delimiter: string | false): ColumnReading {
      const other = decimal === '.' ? 'comma' : 'point';
      const strangers = counts.text + counts[other];
      const numbers = counts.integer + counts.same + counts.differs + counts[decimal === '.' ? 'point' : 'comma'];
      const oddKinds = (['text', other, 'tooLarge'] as const).filter((kind) => counts[kind] > 0);
      const oddTexts = oddKinds.flatMap((kind) => [...(firsts[kind]?.texts ?? [])]);
      const mostlyNumbers = numbers + counts.tooLarge > strangers || (numbers + strangers + counts.tooLarge === 0 && words.count === 0);
      const isNumber = mostlyNumbers && oddTexts.length <= maxOdd;
      const first = oddKinds.flatMap((kind) => firsts[kind]?.cells ?? []).toSorted((a, b) => a.row - b.row).slice(0, maxOdd);
      const oddCount = oddKinds.reduce((sum, kind) => sum + counts[kind], 0);
      const sortedTexts = () => [...texts, ...words.texts].toSorted();
      const numberNames = () => [...new Set([...texts].map((text) => numberName(text, decimal)))].toSorted(compareNumberNames);
      const values = (as: ColumnFacts['type']) => (as === 'number' ? numberNames() : sortedTexts());
      const type = isNumber ? 'number' : 'text';
      const distinct = isNumber && oddCount === 0 ? numberNames().length : texts.size + (isNumber ? 0 : words.texts.size);
      const [differing] = firsts.differs?.cells ?? [];
      return {
        decimal, values,
        missingRows: isNumber ? [...missing, ...words.rows].toSorted((a, b) => a - b).slice(0, maxOdd) : missing,
        facts: {
          name, type, distinct: Math.min(distinct, maxDistinct), samples,
          whole: isNumber && !hasDecimals[decimal],
          missing: missingCount + (isNumber ? words.count : 0),
          ...(missingTexts.size > 0 && { missingWords: [...missingTexts] }),
          ...(isNumber && oddCount > 0 && { odd: { count: oddCount, first, texts: oddTexts } }),
        },
        notes: [
          ...(mostlyNumbers && !isNumber ? [`${name} holds numbers but for ${oddCount.toLocaleString('en-US')} cells, the first in row ${first[0]?.row}: ${JSON.stringify(first[0]?.text)}; it is taken for text.`] : []),
          ...(isNumber && differing && delimiter !== false && isWorthSaying(differing.text, delimiter) && decimalShown() === undefined ? [readAs(name, differing, decimal)] : []),
        ],
      };
    },
  };
}

/** A comma always is; a point where semicolons separate, as in countries that write decimals with a comma. */
function isWorthSaying(text: string, delimiter: string): boolean {
  return text.includes(',') || delimiter === ';';
}

function readAs(name: string, { row, text }: OddCell, decimal: DecimalSign): string {
  return `${name}: ${JSON.stringify(text)} in row ${row} is read as ${readNumber(text, decimal)}, with a ${decimal === '.' ? 'point' : 'comma'} before decimals, since no cell shows which sign stands there.`;
}

/** The text for itself: engines let a part of a text hold all of it, here a piece of the file, in memory. */
function apart(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
