// An array of targets: classes, numbers, or whole numbers that the loss takes for either.

import { maxClasses } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { classTargets, numberTargets, type OwnTargets } from './own-targets.ts';

export interface TargetArray {
  readonly shape: readonly number[];
  /** In C order; of double precision where singles lack some of the values. */
  readonly values: ArrayLike<number>;
}

/**
 * What the array says of each example; `wanted` is what was said by hand: true for classes, false for numbers. Throws DataFormatError
 * that names the array, and the example of a number that float32 does not have.
 */
export function arrayTargets(name: string, array: TargetArray, wanted: boolean | undefined): OwnTargets {
  const { shape, values } = array;
  const width = values.length / (shape[0] ?? 1);
  if (width === 1) return listTargets(name, values, wanted);
  if (wanted !== true) return numbersOf(name, values, width);
  const labels = Uint8Array.from({ length: shape[0] ?? 0 }, (_, n) => oneHotClass(name, values, n, width));
  return classTargets(name, name, Array.from({ length: width }, (_, index) => String(index)), labels);
}

/** One value for each example. */
function listTargets(name: string, values: ArrayLike<number>, wanted: boolean | undefined): OwnTargets {
  const classes = wanted === false ? undefined : classesOf(values, wanted === true);
  if (!classes && wanted === true) throw new DataFormatError(`${name} holds no classes: it has more than ${maxClasses} different values; expected at most as many.`);
  if (!classes) return numbersOf(name, values, 1);
  // Beyond, neighbours are one number here and two in the file.
  const large = classes.find((value) => Number.isInteger(value) && !Number.isSafeInteger(value));
  if (large !== undefined) throw new DataFormatError(`${name} has the label ${large}; expected labels of at most ${Number.MAX_SAFE_INTEGER.toLocaleString('en-US')}, beyond which they cannot be told apart.`);
  const places = new Map(classes.map((value, index) => [value, index]));
  const found = classTargets(name, name, classes.map(nameOf), Uint8Array.from(values, (value) => places.get(value) ?? 0));
  return wanted === true ? found : { ...numbersOf(name, values, 1), ...found };
}

/** The different values, sorted, where they are few enough and whole or `any` will do. */
function classesOf(values: ArrayLike<number>, any: boolean): readonly number[] | undefined {
  const different = new Set<number>();
  for (let n = 0; n < values.length; n++) {
    const value = values[n] as number;
    if (Number.isNaN(value) || (!any && !Number.isInteger(value))) return undefined;
    different.add(value === 0 ? 0 : value);
    if (different.size > maxClasses) return undefined;
  }
  return [...different].toSorted((a, b) => a - b);
}

/** Of single precision the shortest decimal that means the same. */
function nameOf(value: number): string {
  const short = Number(value.toPrecision(7));
  return String(Math.fround(short) === value ? short : value);
}

/** True where each example has a single 1 among zeros. */
export function isOneHot({ shape: [count = 0], values }: TargetArray): boolean {
  const width = values.length / count;
  for (let n = 0; n < count; n++) if (placeOfOne(values, n, width) === undefined) return false;
  return width > 1;
}

function placeOfOne(values: ArrayLike<number>, n: number, width: number): number | undefined {
  let place: number | undefined;
  for (let c = 0; c < width; c++) {
    const value = values[n * width + c];
    if (value !== 0 && (value !== 1 || place !== undefined)) return undefined;
    if (value === 1) place = c;
  }
  return place;
}

function oneHotClass(name: string, values: ArrayLike<number>, n: number, width: number): number {
  const place = placeOfOne(values, n, width);
  if (place !== undefined) return place;
  throw new DataFormatError(`${name} holds no classes: example ${n + 1} is not one-hot; expected one number for each example, or a single 1 among zeros.`);
}

function numbersOf(name: string, values: ArrayLike<number>, width: number): OwnTargets {
  const targets = Float32Array.from(values);
  const wrong = targets.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new DataFormatError(`${name} has ${values[wrong]} in example ${Math.floor(wrong / width) + 1}; expected finite 32-bit numbers.`);
  return { classNames: [], ...numberTargets(Array.from({ length: width }, (_, index) => (width === 1 ? 'y' : `y${index + 1}`)), targets) };
}
