// NumPy arrays as examples: .npy files and the members of an .npz, one with the inputs, one with what to predict, and
// two more where there is a test part. Only headers are read until it is chosen which arrays are used.

import { exampleShape } from '../../core/array-layout.ts';
import type { ArrayFacts, BuildChoices, Draft, FileProblem } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import { messageOf, type Bytes } from '../sources.ts';
import { arrayTargets, isOneHot } from './array-targets.ts';
import { assignRoles, type ArrayHeader, type SaidRoles } from './array-roles.ts';
import { createBudget, type Budget } from './budget.ts';
import { firstReason } from './first-reason.ts';
import { npyHeaderBytes, readNpyHeader, requireNumbers, typeName } from './npy-header.ts';
import { readNpy, type NumpyArray } from './npy.ts';
import { joinInputs } from './join-inputs.ts';
import type { Numbers } from './numbers.ts';
import { listZip, readZipMember, readZipStart } from './zip.ts';

/** Arrays are held as a whole while they are kept, and once more as what is made of them. */
const maxArrayBytes = 2 ** 30;

interface ArraySource {
  /** Unpacked. */
  readonly size: number;
  readBeginning(): Promise<Bytes>;
  /** Rejects where the file is damaged or gone. */
  readAll(): Promise<Bytes>;
}

/** Files of arrays as looked through, by name. */
export interface Arrays {
  readonly draft: Extract<Draft, { kind: 'arrays' }>;
  readonly sources: ReadonlyMap<string, ArraySource>;
}

/** Images as bytes, channels first. */
export interface ByteImages {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /** The first example of the test part, where the arrays have one. */
  readonly testFrom?: number;
}

export interface GivenFile {
  readonly name: string;
  readonly content: Blob;
}

/** What was said of arrays: by name, or by the file that they are in. */
export interface SaidOfArrays extends Omit<SaidRoles, 'isLabels'> {
  readonly labelsFile?: string | undefined;
}

/** Reads the headers of all arrays; those that cannot be used are problems. Throws DataFormatError where none can. */
export async function inspectArrays(
  name: string,
  given: readonly GivenFile[],
  { labelsFile, ...said }: SaidOfArrays = {},
): Promise<Arrays> {
  const sources = new Map<string, ArraySource>();
  const files = new Map<string, string>();
  const problems: FileProblem[] = [];
  const headers: ArrayHeader[] = [];
  const archives = given.filter((file) => isArchive(file.name)).length;
  for (const file of given) {
    try {
      for (const [member, source] of await sourcesIn(file, (problem) => problems.push(problem))) {
        // np.savez calls arrays without names arr_0 in every file.
        const array = archives > 1 ? `${file.name.replace(/\.npz$/i, '')}/${member}` : member;
        const header = await headerOf(array, source).catch(
          (error: unknown) => void problems.push({ file: array, reason: messageOf(error) }),
        );
        if (!header) continue;
        sources.set(array, source);
        files.set(array, file.name);
        headers.push(header);
      }
    } catch (error) {
      problems.push({ file: file.name, reason: messageOf(error) });
    }
  }
  if (headers.length === 0) throw new DataFormatError(firstReason(problems) ?? `${name} holds no arrays.`);
  const isLabels = labelsFile === undefined ? undefined : (array: string) => files.get(array) === labelsFile;
  return { draft: { kind: 'arrays', name, ...assignRoles(headers, { ...said, isLabels }), problems }, sources };
}

function isArchive(name: string): boolean {
  return /\.npz$/i.test(name);
}

/** The arrays of an archive, or the one of a file. What is wrong with a member is a problem. */
async function sourcesIn(
  { name, content }: GivenFile,
  onProblem: (problem: FileProblem) => void,
): Promise<(readonly [string, ArraySource])[]> {
  if (!isArchive(name)) {
    const read = async (end: number) => new Uint8Array(await content.slice(0, end).arrayBuffer());
    return [
      [name, { size: content.size, readBeginning: () => read(npyHeaderBytes), readAll: () => read(content.size) }],
    ];
  }
  const { members } = await listZip(name, content, onProblem, { maxBytes: maxArrayBytes });
  return members
    .filter(({ path }) => path.endsWith('.npy'))
    .map((member) => [
      member.path.replace(/\.npy$/, ''),
      {
        size: member.size,
        readBeginning: () => readZipStart(content, member, npyHeaderBytes),
        readAll: () => readZipMember(content, member),
      },
    ]);
}

async function headerOf(name: string, source: ArraySource): Promise<ArrayHeader> {
  const { dtype, shape } = readNpyHeader(name, await source.readBeginning());
  requireNumbers(name, dtype);
  if (shape.length === 0)
    throw new DataFormatError(`${name} is a single value; expected an array whose first axis counts the examples.`);
  return { name, dtype: typeName(dtype), shape };
}

/** Inputs and targets as many as there are examples. */
interface Pair {
  readonly inputs: NamedArray;
  readonly targets: NamedArray;
  readonly count: number;
}

interface NamedArray extends NumpyArray {
  readonly name: string;
}

/**
 * The chosen arrays as examples. Throws DataFormatError that names the array, or the budget that it needs more
 * than.
 */
export async function buildArrays(
  arrays: Arrays,
  choices: BuildChoices,
  budget: Budget = createBudget(arrays.draft.name, { bytes: maxArrayBytes }),
): Promise<Numbers | ByteImages> {
  const { main, test } = await readPairs(arrays, choices, budget);
  const targets = joinTargets(main, test);
  const { layout = 'asTheyStand' } = choices;
  const pairs = test ? [main, test] : [main];
  const count = pairs.reduce((sum, pair) => sum + pair.count, 0);
  const testFrom = test && { testFrom: main.count };
  const shape = exampleShape(main.inputs, layout);
  const areImages = shape.length >= 2 && pairs.every(({ inputs }) => inputs.values instanceof Uint8Array);
  const said = choices.classes ?? ((areImages && isOneHot(targets)) || undefined);
  const found = arrayTargets(main.targets.name, targets, said);
  const { classNames, labels } = found;
  // Images are kept as bytes with their class; a number to predict needs them as numbers.
  if (labels && areImages) {
    const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape;
    const pixels = joinInputs(pairs, layout, Uint8Array);
    return { shape: [channels ?? 1, height ?? 1, width ?? 1], pixels, classNames, labels, ...testFrom };
  }
  const inputs = joinInputs(pairs, layout, Float32Array);
  const size = inputs.length / count;
  for (const [
    at,
    {
      inputs: { name, values },
    },
  ] of pairs.entries())
    requireFinite(name, values, size, inputs, at === 0 ? 0 : main.count * size);
  return { count, size, inputs, ...found, ...testFrom };
}

async function readPairs(
  { draft, sources }: Arrays,
  choices: BuildChoices,
  budget: Budget,
): Promise<{ main: Pair; test: Pair | undefined }> {
  const withRole = (role: ArrayFacts['role']) => draft.arrays.find((array) => array.role === role)?.name;
  const [inputs, targets] = [choices.inputs ?? withRole('inputs'), choices.targets ?? withRole('targets')];
  const main = await readPair(draft, sources, inputs, targets, budget);
  if (main.count < 2)
    throw new DataFormatError(
      `${main.inputs.name} has shape ${main.inputs.shape.join('×')}; expected two or more examples.`,
    );
  const [testInputs, testTargets] = [withRole('testInputs'), withRole('testTargets')];
  if (choices.testArrays === false || testInputs === undefined || testTargets === undefined)
    return { main, test: undefined };
  const test = await readPair(draft, sources, testInputs, testTargets, budget);
  for (const [own, other] of [
    [test.inputs, main.inputs],
    [test.targets, main.targets],
  ] as const) {
    if (own.shape.slice(1).join() === other.shape.slice(1).join()) continue;
    throw new DataFormatError(
      `${own.name} has shape ${own.shape.join('×')}, and ${other.name} ${other.shape.join('×')}; expected them to differ in their first axis alone.`,
    );
  }
  return { main, test };
}

async function readPair(
  draft: Arrays['draft'],
  sources: Arrays['sources'],
  inputs: string | undefined,
  targets: string | undefined,
  budget: Budget,
): Promise<Pair> {
  if (inputs !== undefined && inputs === targets)
    throw new DataFormatError(`${inputs} cannot be both what is learnt from and what is predicted; choose two arrays.`);
  const pair = {
    inputs: await readChosen(draft, sources, inputs, 'inputs', budget),
    targets: await readChosen(draft, sources, targets, 'targets', budget),
  };
  const [count = 0, ...axes] = pair.inputs.shape;
  if (axes.length > 3)
    throw new DataFormatError(
      `${pair.inputs.name} has shape ${pair.inputs.shape.join('×')}; expected examples of at most three axes.`,
    );
  if (pair.targets.shape[0] !== count)
    throw new DataFormatError(
      `${pair.targets.name} has ${pair.targets.shape[0] ?? 0} entries, and ${pair.inputs.name} has ${count} examples.`,
    );
  return { ...pair, count };
}

async function readChosen(
  { arrays, problems }: Arrays['draft'],
  sources: Arrays['sources'],
  name: string | undefined,
  what: 'inputs' | 'targets',
  budget: Budget,
): Promise<NamedArray> {
  const source = name === undefined ? undefined : sources.get(name);
  if (name === undefined || !source) {
    const reason = firstReason(problems);
    throw new DataFormatError(
      `There is no array for the ${what}; expected one of ${arrays.map((array) => array.name).join(', ')}.${reason === undefined ? '' : ` ${reason}`}`,
    );
  }
  const { dtype = '', shape = [] } = arrays.find((array) => array.name === name) ?? {};
  budget.take('bytes', source.size, 'save it in a smaller type, such as float32 or uint8, or fewer examples');
  if (dtype !== 'uint8')
    budget.take(
      'numbers',
      shape.reduce((product, size) => product * size, 1),
    );
  try {
    return { name, ...readNpy(name, await source.readAll(), what === 'targets') };
  } catch (error) {
    throw error instanceof DataFormatError
      ? error
      : new DataFormatError(`${name} cannot be read: ${messageOf(error)}`);
  }
}

/** One array of all targets, in double precision so that large whole numbers stay apart. */
function joinTargets(main: Pair, test: Pair | undefined): NumpyArray {
  if (!test) return main.targets;
  const values = new Float64Array(main.targets.values.length + test.targets.values.length);
  values.set(main.targets.values);
  values.set(test.targets.values, main.targets.values.length);
  return { ...main.targets, shape: [main.count + test.count, ...main.targets.shape.slice(1)], values };
}

/** `values` as read, `made` of them single floats from `from` on, with `size` of them for each example. */
function requireFinite(name: string, values: ArrayLike<number>, size: number, made: Float32Array, from: number): void {
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(made[from + index])) continue;
    throw new DataFormatError(
      `${name} has a value that is no finite number of single precision, in example ${Math.floor(index / size) + 1}.`,
    );
  }
}
