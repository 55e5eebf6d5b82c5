// Attributes: the settings of a layer, declared as data, from which the inspector, the document check
// and the resolved values all come. Learned numbers are never attributes.

import type { ProblemDraft } from './problems.ts';

export type Pair = readonly [number, number];
export type AttrValue = number | string | boolean | null | readonly number[];

export type AttrType = 'int' | 'float' | 'boolean' | 'choice' | 'pair' | 'padding' | 'shape' | 'numbers';

/** One declared attribute. `T` is the type of a valid value. */
export interface AttrSpec<T extends AttrValue = AttrValue> {
  readonly type: AttrType;
  /** PyTorch's argument name in words, sentence case. */
  readonly label: string;
  /** One sentence for the inspector. */
  readonly help: string;
  readonly default: T;
  readonly min?: number;
  readonly max?: number;
  /** For `choice`: the values, in the order to show them. */
  readonly options?: readonly string[];
  /** True where `null` is a value of its own, meaning what `nullLabel` says. */
  readonly nullable?: boolean;
  readonly nullLabel?: string;
}

export type AttrSpecs = Readonly<Record<string, AttrSpec>>;
export type AttrsOf<S extends AttrSpecs> = { readonly [K in keyof S]: S[K] extends AttrSpec<infer T> ? T : never };
export type Attrs = Readonly<Record<string, AttrValue>>;

type Described = { readonly label: string; readonly help: string };
type Ranged = { readonly min?: number; readonly max?: number };

export type IntOrPair = number | Pair;
export type Padding = IntOrPair | 'same' | 'valid';

export const intAttr = (spec: Described & Ranged & { default: number }): AttrSpec<number> => ({ type: 'int', ...spec });
export const floatAttr = (spec: Described & Ranged & { default: number }): AttrSpec<number> => ({ type: 'float', ...spec });
export const booleanAttr = (spec: Described & { default: boolean }): AttrSpec<boolean> => ({ type: 'boolean', ...spec });
/** An int, or an `[height, width]` pair of them. */
export const pairAttr = (spec: Described & Ranged & { default: IntOrPair }): AttrSpec<IntOrPair> => ({ type: 'pair', ...spec });
/** As `pairAttr`, where `null` means what `nullLabel` says (PyTorch's `stride=None` of a pooling). */
export const nullablePairAttr = (
  spec: Described & Ranged & { default: IntOrPair | null; nullLabel: string },
): AttrSpec<IntOrPair | null> => ({ type: 'pair', nullable: true, ...spec });
/** An int, a pair, `'same'` or `'valid'`. */
export const paddingAttr = (spec: Described & { default: Padding }): AttrSpec<Padding> => ({ type: 'padding', min: 0, ...spec });
/** A whole tensor shape without batch. */
export const shapeAttr = (spec: Described & { default: readonly number[] }): AttrSpec<readonly number[]> => ({ type: 'shape', min: 1, ...spec });
/** A list of any length as text: numbers separated by spaces or commas. */
export const numbersAttr = (spec: Described & { default: string }): AttrSpec<string> => ({ type: 'numbers', ...spec });
export const choiceAttr = <const T extends string>(
  spec: Described & { default: NoInfer<T>; options: readonly T[] },
): AttrSpec<T> => ({ type: 'choice', ...spec });

/** What a valid value looks like, in words: "an integer of at least 1". */
export function describeAttr(spec: AttrSpec): string {
  const range = describeRange(spec);
  const or = spec.nullable ? ` or null (${spec.nullLabel ?? 'none'})` : '';
  switch (spec.type) {
    case 'int': return `an integer${range}${or}`;
    case 'float': return `a number${range}${or}`;
    case 'boolean': return 'true or false';
    case 'choice': return `one of ${(spec.options ?? []).map((option) => `"${option}"`).join(', ')}`;
    case 'pair': return `an integer${range} or a pair [height, width] of them${or}`;
    case 'padding': return `an integer${range}, a pair [height, width], "same" or "valid"`;
    case 'shape': return `a list of one to four integers${range}`;
    case 'numbers': return `numbers separated by spaces, at most ${mostText} characters`;
  }
}

function describeRange({ min, max }: AttrSpec): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return '';
}

/** True where `value` is valid for `spec`. */
export function isAttrValue(spec: AttrSpec, value: unknown): value is AttrValue {
  if (value === null) return spec.nullable === true;
  const inRange = (x: number) => (spec.min === undefined || x >= spec.min) && (spec.max === undefined || x <= spec.max);
  const isInt = (x: unknown): x is number => Number.isSafeInteger(x) && inRange(x as number);
  const isPair = (x: unknown) => Array.isArray(x) && x.length === 2 && x.every(isInt);
  switch (spec.type) {
    case 'int': return isInt(value);
    case 'float': return typeof value === 'number' && Number.isFinite(value) && inRange(value);
    case 'boolean': return typeof value === 'boolean';
    case 'choice': return typeof value === 'string' && (spec.options ?? []).includes(value);
    case 'pair': return isInt(value) || isPair(value);
    case 'padding': return value === 'same' || value === 'valid' || isInt(value) || isPair(value);
    case 'shape': return Array.isArray(value) && value.length >= 1 && value.length <= 4 && value.every(isInt);
    case 'numbers': return typeof value === 'string' && value.length <= mostText && readNumbers(value) !== undefined;
  }
}

/** Documents keep no longer text as an option of a dataset. */
const mostText = 1000;

/** The numbers of a text, at least one; undefined where a word of it is none. */
export function readNumbers(text: string): number[] | undefined {
  const numbers = text.split(/[\s,;]+/).filter((word) => word !== '').map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/**
 * Fills in defaults and checks every given value.
 * Problems: `attr-invalid` (error; `attrs` is then undefined), `attr-unknown` (error).
 */
export function resolveAttrs(specs: AttrSpecs, given: Attrs | undefined): { attrs?: Attrs; problems: ProblemDraft[] } {
  const problems: ProblemDraft[] = [];
  const attrs: Record<string, AttrValue> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given?.[name];
    if (value === undefined) {
      attrs[name] = spec.default;
    } else if (isAttrValue(spec, value)) {
      attrs[name] = value;
    } else {
      problems.push({
        code: 'attr-invalid',
        attr: name,
        message: `${name} must be ${describeAttr(spec)}, received ${JSON.stringify(value)}`,
        fix: { label: `Set ${name} back to ${JSON.stringify(spec.default)}`, setAttr: name, value: spec.default },
      });
    }
  }
  const invalid = problems.length > 0;
  for (const name of Object.keys(given ?? {})) if (!(name in specs)) problems.push(unknownAttr(name, Object.keys(specs)));
  return invalid ? { problems } : { attrs, problems };
}

/** An error: PyTorch's layer may have it, and another network would be trained without it. */
function unknownAttr(name: string, known: readonly string[]): ProblemDraft {
  const camelCase = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    code: 'attr-unknown',
    attr: name,
    message: `${name} is not an attribute of this layer; expected ${known.length > 0 ? known.join(', ') : 'none'}`,
    hint: name !== camelCase && known.includes(camelCase) ? `It is written ${camelCase} here.` : 'What it would change cannot be done here.',
    fix: { label: `Remove ${name}`, removeAttr: name },
  };
}

/** `5` and `[5, 5]` both as a pair `[height, width]`. */
export function toPair(value: IntOrPair): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

/** `5×5`; used in shorthands and messages. */
export function formatPair(value: IntOrPair): string {
  const [height, width] = toPair(value);
  return `${height}×${width}`;
}

/** The shortest exact form: `2` where both are 2, otherwise `2×3`. */
export function formatIntOrPair(value: IntOrPair): string {
  const [height, width] = toPair(value);
  return height === width ? String(height) : `${height}×${width}`;
}
