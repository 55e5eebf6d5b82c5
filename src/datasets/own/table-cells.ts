// What one cell of a table says. Everything that asks whether a cell is a number, which number or which class asks here.

/** The sign before decimals; the other one, blanks and apostrophes group thousands. */
export type DecimalSign = '.' | ',';

/** What a cell is: `point` and `comma` are numbers with that decimal sign alone, `differs` one with both, but not the same. */
export type CellKind = 'integer' | 'point' | 'comma' | 'same' | 'differs' | 'tooLarge' | 'text';

const groups = { '.': String.raw`[1-9]\d{0,2}(?:([ ,'’])\d{3})(?:\1\d{3})*(?:\.\d*)?`, ',': String.raw`[1-9]\d{0,2}(?:([ .'’])\d{3})(?:\1\d{3})*(?:,\d*)?` };
const grouped = { '.': new RegExp(`^[+-]?${groups['.']}$`), ',': new RegExp(`^[+-]?${groups[',']}$`) };
const plain = { '.': /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, ',': /^[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i };
const infinite = /^[+-]?inf(?:inity)?$/i;
const digits = /^[+-]?\d+$/;

/**
 * The number that a cell without blanks around it says, to the nearest float32 or beyond: ±Infinity where that has no such number
 * ("inf", "1e39"), NaN where it says none. Groups of three digits are thousands: 1,250 is 1250, and 1,25 is none.
 */
export function readNumber(cell: string, decimal: DecimalSign): number {
  const simple = simpleKind(cell);
  if (simple === 'integer' || (simple !== undefined && decimal === '.')) return Number(cell);
  const text = normalised(cell);
  if (plain[decimal].test(text)) return inReach(Number(decimal === ',' ? text.replace(',', '.') : text));
  if (grouped[decimal].test(text)) return inReach(Number(text.replace(decimal === '.' ? /[ ,'’]/g : /[ .'’]/g, '').replace(',', '.')));
  return infinite.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : NaN;
}

/** Training computes in float32. */
function inReach(value: number): number {
  return Number.isFinite(Math.fround(value)) ? value : value < 0 ? -Infinity : Infinity;
}

/** With the usual signs for minus and for the blank between thousands. */
function normalised(text: string): string {
  return /[^\0-\x7f]/.test(text) ? text.replace(/\u2212/g, '-').replace(/[\u00a0\u2009\u202f]/g, ' ') : text;
}

/** What a cell without blanks around it is. */
export function kindOf(cell: string): CellKind {
  const simple = simpleKind(cell);
  if (simple) return simple;
  const point = readNumber(cell, '.');
  const comma = readNumber(cell, ',');
  if (Number.isNaN(point) && Number.isNaN(comma)) return 'text';
  if (Number.isNaN(comma)) return Number.isFinite(point) ? 'point' : 'tooLarge';
  if (Number.isNaN(point)) return Number.isFinite(comma) ? 'comma' : 'tooLarge';
  if (point !== comma) return 'differs';
  return Number.isFinite(point) ? 'same' : 'tooLarge';
}

const zero = 48;
const nine = 57;

/** Nearly all cells are digits, or digits around a point; patterns would take most of the time. */
function simpleKind(cell: string): CellKind | undefined {
  const { length } = cell;
  // Longer ones may be out of float32's reach.
  if (length > 30) return undefined;
  const isSigned = cell.charCodeAt(0) === 45;
  let dot = -1;
  for (let at = isSigned ? 1 : 0; at < length; at++) {
    const code = cell.charCodeAt(at);
    if (code >= zero && code <= nine) continue;
    if (code !== 46 || dot >= 0) return undefined;
    dot = at;
  }
  const first = isSigned ? 1 : 0;
  if (dot < 0) return length > first ? 'integer' : undefined;
  if (length - first === 1) return undefined;
  // 1.250 is a thousand and more where a comma separates decimals.
  const isGroup = length - dot === 4 && dot > first && dot - first <= 3 && cell.charCodeAt(first) !== zero;
  return isGroup ? 'differs' : 'point';
}

/** A cell as a text: without blanks around it, letters with accents in one form. */
export function textOf(field: string): string {
  const text = field.trim();
  return /[^\0-\x7f]/.test(text) ? text.normalize('NFC') : text;
}

/** One name for each number: "1" for 1, 1.0 and 1e0; whole numbers of any length keep all their digits. */
export function numberName(cell: string, decimal: DecimalSign): string {
  if (cell.length > 15 && digits.test(cell)) return BigInt(cell.replace('+', '')).toString();
  const value = readNumber(cell, decimal);
  if (value === 0) return '0';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : String(value);
}

/** Sorts names of numbers by the numbers. */
export function compareNumberNames(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || a === b) return difference;
  return BigInt(a) < BigInt(b) ? -1 : 1;
}

/** Words that usually mean a missing value; in a column of numbers they always do. */
export const usualMissingWords: readonly string[] = ['NA', 'N/A', 'NaN', 'null', 'None', '?', '-'];

/** Tells what is missing: nothing, and words of a list, in capitals or not. */
export function createMissing(words: readonly string[]): (text: string) => boolean {
  const lower = new Set(words.map((word) => word.trim().toLowerCase()));
  const longest = Math.max(0, ...[...lower].map((word) => word.length));
  // Nearly all cells begin as no word does, which is seen at once.
  const begins = new Set([...lower].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]));
  return (text) => text === '' || (text.length <= longest && begins.has(text.charCodeAt(0)) && lower.has(text.toLowerCase()));
}

export const isUsualMissing = createMissing(usualMissingWords);
