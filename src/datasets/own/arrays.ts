// NumPy arrays as examples: .npy files and the members of an .npz, one with the inputs, one with what to predict.

import type { ArrayFacts, BuildChoices, Draft, FileProblem } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { arrayTargets, isOneHot } from './array-targets.ts';
import { messageOf } from '../sources.ts';
import { listZip, readZip } from './zip.ts';
import { readNpy, readNpyHeader, typeName, type NumpyArray } from './npy.ts';
import type { Numbers } from './numbers.ts';

/** An archive that says it holds more is refused before anything is unpacked. */
const maxArrayBytes = 2 * 2 ** 30;

/** Files of arrays as read, by name. */
export interface Arrays {
  readonly draft: Extract<Draft, { kind: 'arrays' }>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Images as bytes, channels first. */
export interface ByteImages {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/** Reads the headers of all arrays; those that cannot be read are problems. Throws DataFormatError where none can. */
export async function inspectArrays(name: string, given: readonly { readonly name: string; readonly content: Blob }[]): Promise<Arrays> {
  const files = new Map<string, Uint8Array>();
  const problems: FileProblem[] = [];
  const headers: Omit<ArrayFacts, 'role'>[] = [];
  for (const file of given) {
    try {
      for await (const [member, bytes] of membersOf(file.name, file.content, (problem) => problems.push(problem))) {
        const { dtype, shape } = readNpyHeader(member, bytes);
        files.set(member, bytes);
        headers.push({ name: member, dtype: typeName(dtype), shape });
      }
    } catch (error) {
      problems.push({ file: file.name, reason: messageOf(error) });
    }
  }
  if (headers.length === 0) throw new DataFormatError(problems[0] ? sentenceOf(problems[0]) : `${name} holds no arrays.`);
  return { draft: { kind: 'arrays', name, arrays: guessRoles(headers), problems }, files };
}

/** The arrays of an archive, or the one of a file. What is wrong with a member is a problem; DataFormatError where it is the whole. */
async function* membersOf(name: string, content: Blob, onProblem: (problem: FileProblem) => void): AsyncGenerator<readonly [name: string, bytes: Uint8Array], void, void> {
  if (!/\.npz$/i.test(name)) return yield [name, new Uint8Array(await content.arrayBuffer())];
  const members = await listZip(name, content, onProblem, maxArrayBytes);
  const arrays = members.filter(({ path }) => path.endsWith('.npy'));
  if (arrays.reduce((sum, { size }) => sum + size, 0) > maxArrayBytes) throw new DataFormatError(`${name} unpacks to more than ${maxArrayBytes / 2 ** 30} GB, which is not read`);
  for await (const { path, bytes } of readZip(content, arrays, onProblem)) yield [path.replace(/\.npy$/, ''), bytes];
}

const targetName = /(^|[_\W])(y|labels?|targets?|classes)([_\W]|$)/i;

/** A reason that names its file already stands alone. */
function sentenceOf({ file, reason }: FileProblem): string {
  return reason.startsWith(file) ? reason : `${file}: ${reason}.`;
}

/** The largest array has the inputs; one as long, by name or because it is small, what to predict. */
function guessRoles(headers: readonly Omit<ArrayFacts, 'role'>[]): ArrayFacts[] {
  const sizeOf = ({ shape }: { readonly shape: readonly number[] }) => shape.reduce((product, size) => product * size, 1);
  const inputs = headers.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
  const others = headers.filter((header) => header !== inputs && header.shape[0] === inputs?.shape[0]);
  const targets = others.find(({ name }) => targetName.test(name)) ?? others[0];
  return headers.map((header) => ({ ...header, role: header === inputs ? 'inputs' : header === targets ? 'targets' : 'ignored' }));
}

/** The chosen arrays as examples. Throws DataFormatError that names the array. */
export function buildArrays({ draft, files }: Arrays, choices: BuildChoices): Numbers | ByteImages {
  const inputs = readChosen(files, choices.inputs ?? draft.arrays.find(({ role }) => role === 'inputs')?.name, 'inputs');
  const targets = readChosen(files, choices.targets ?? draft.arrays.find(({ role }) => role === 'targets')?.name, 'targets');
  const [count = 0, ...axes] = inputs.array.shape;
  if (count < 2 || inputs.array.shape.length > 4) throw new DataFormatError(`${inputs.name} has shape ${inputs.array.shape.join('×')}; expected two or more examples of one to three axes.`);
  if (targets.array.shape[0] !== count) throw new DataFormatError(`${targets.name} has ${targets.array.shape[0] ?? 0} entries, and ${inputs.name} has ${count} examples.`);
  const areImages = inputs.array.values instanceof Uint8Array && axes.length >= 2;
  const found = arrayTargets(targets.name, targets.array, choices.classes ?? ((areImages && isOneHot(targets.array)) || undefined));
  const { classNames, labels } = found;
  // Images are kept as bytes with their class; a number to predict needs them as numbers.
  if (labels && inputs.array.values instanceof Uint8Array && axes.length >= 2) return imagesOf(inputs.array.values, count, axes, { classNames, labels });
  const values = inputs.array.values instanceof Float32Array ? inputs.array.values : Float32Array.from(inputs.array.values);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  const size = values.length / count;
  if (bad >= 0) throw new DataFormatError(`${inputs.name} has a value that is no finite number, in example ${Math.floor(bad / size) + 1}.`);
  return { count, size, inputs: channelsFirst(values, count, axes), ...found };
}

function readChosen(files: ReadonlyMap<string, Uint8Array>, name: string | undefined, what: string): { readonly name: string; readonly array: NumpyArray } {
  const bytes = name === undefined ? undefined : files.get(name);
  if (name === undefined || !bytes) throw new DataFormatError(`There is no array for the ${what}; expected one of ${[...files.keys()].join(', ')}.`);
  return { name, array: readNpy(name, bytes) };
}

function imagesOf(pixels: Uint8Array, count: number, axes: readonly number[], classes: Pick<ByteImages, 'labels' | 'classNames'>): ByteImages {
  const [channels, height, width] = imageShape(axes);
  return { shape: [channels, height, width], pixels: channelsFirst(pixels, count, axes), ...classes };
}

/** [height, width], [channels, height, width] or [height, width, channels]. */
function imageShape(axes: readonly number[]): readonly [number, number, number] {
  const [a = 1, b = 1, c = 1] = axes;
  if (axes.length === 2) return [1, a, b];
  return isChannelsLast(axes) ? [c, a, b] : [a, b, c];
}

function isChannelsLast(axes: readonly number[]): boolean {
  const [first = 0, , last = 0] = axes;
  return axes.length === 3 && last <= 4 && first > 4;
}

function channelsFirst<T extends Uint8Array | Float32Array>(values: T, count: number, axes: readonly number[]): T {
  if (!isChannelsLast(axes)) return values;
  const [channels, height, width] = imageShape(axes);
  const plane = height * width;
  const out = values.slice() as T;
  for (let n = 0; n < count; n++) {
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < channels; c++) out[(n * channels + c) * plane + p] = values[(n * plane + p) * channels + c] as number;
    }
  }
  return out;
}
