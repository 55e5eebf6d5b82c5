// Which array holds what: by what was said and by names, as NumPy's files use them. Sizes speak only where two arrays
// have names that say nothing.

import type { ArrayFacts } from '../../core/own-data.ts';

export type ArrayHeader = Omit<ArrayFacts, 'role'>;

/** What the user said. */
export interface SaidRoles {
  readonly inputs?: string | undefined;
  readonly targets?: string | undefined;
  /** True for arrays that were given as labels; all others are not, where there are such. */
  readonly isLabels?: ((name: string) => boolean) | undefined;
}

const inputWords = new Set([
  'x',
  'xs',
  'data',
  'input',
  'inputs',
  'feature',
  'features',
  'image',
  'images',
  'img',
  'imgs',
  'sample',
  'samples',
  'example',
  'examples',
  'pixels',
  'points',
  'signal',
  'signals',
]);
const targetWords = new Set([
  'y',
  'ys',
  'label',
  'labels',
  'lbl',
  'lbls',
  'target',
  'targets',
  'class',
  'classes',
  'answer',
  'answers',
  'truth',
  'gt',
  'output',
  'outputs',
]);
const trainingWords = new Set(['train', 'training', 'tr', 'trn']);
const testWords = new Set(['test', 'testing', 'te', 'tst']);
const validationWords = new Set(['val', 'valid', 'validation', 'dev', 'eval']);
const glued =
  /^(x|y|data|images?|labels?|targets?|inputs?|features?|classes)(train|training|tr|trn|test|testing|te|tst|val|valid|validation|dev)$/;
const gluedBehind =
  /^(train|training|test|testing|val|valid|validation|dev)(x|y|data|images?|labels?|targets?|inputs?|features?|classes)$/;

type Part = 'none' | 'training' | 'test' | 'validation';

interface Read {
  readonly header: ArrayHeader;
  readonly what: 'inputs' | 'targets' | undefined;
  readonly part: Part;
}

/** "trainImages", "X_train", "ytest" and "kmnist-train-labels" as their words. */
function wordsOf(name: string): readonly string[] {
  const words = name
    .replace(/\.np[yz]/gi, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.flatMap((word) => {
    const parts = glued.exec(word) ?? gluedBehind.exec(word);
    return parts ? parts.slice(1) : [word];
  });
}

function read(header: ArrayHeader, { inputs, targets, isLabels }: SaidRoles): Read {
  const words = wordsOf(header.name);
  const has = (set: ReadonlySet<string>) => words.some((word) => set.has(word));
  const byName = has(targetWords) ? 'targets' : has(inputWords) ? 'inputs' : undefined;
  const said = header.name === targets ? 'targets' : header.name === inputs ? 'inputs' : undefined;
  const what =
    said ?? (isLabels ? (isLabels(header.name) ? 'targets' : byName === 'targets' ? undefined : 'inputs') : byName);
  return {
    header,
    what,
    part: has(trainingWords) ? 'training' : has(testWords) ? 'test' : has(validationWords) ? 'validation' : 'none',
  };
}

/** The arrays with their roles, and what is worth knowing about the choice. No array has two roles. */
export function assignRoles(
  headers: readonly ArrayHeader[],
  said: SaidRoles = {},
): { readonly arrays: ArrayFacts[]; readonly notes: string[] } {
  const all = headers.map((header) => read(header, said));
  const notes: string[] = [];
  const roles = new Map<ArrayHeader, ArrayFacts['role']>();
  const pick = (what: 'inputs' | 'targets', part: Part, role: ArrayFacts['role']): void => {
    const fitting = all.filter((each) => each.what === what && each.part === part && !roles.has(each.header));
    const chosen = fitting.find(({ header }) => header.name === said[what]);
    const [first, second] = chosen ? [chosen] : fitting;
    if (!first) return;
    if (second)
      notes.push(
        `${fitting.map(({ header }) => header.name).join(', ')} may each hold the ${wordFor(what)}; ${first.header.name} is taken.`,
      );
    roles.set(first.header, role);
  };
  const mainPart = partOf(all, said);
  pick('targets', mainPart, 'targets');
  pick('inputs', mainPart, 'inputs');
  nameTheRest(all, roles);
  pickTest(all, mainPart, pick, roles, notes);
  return { arrays: headers.map((header) => ({ ...header, role: roles.get(header) ?? 'ignored' })), notes };
}

function wordFor(what: 'inputs' | 'targets'): string {
  return what === 'inputs' ? 'inputs' : 'labels';
}

/**
 * The part to learn from: the one that was said; the training part where there is one; else the first that has
 * anything.
 */
function partOf(all: readonly Read[], said: SaidRoles): Part {
  const wanted =
    all.find(({ header }) => header.name === said.targets) ?? all.find(({ header }) => header.name === said.inputs);
  if (wanted) return wanted.part;
  const order: readonly Part[] = ['training', 'none', 'validation', 'test'];
  const has = (part: Part, what: Read['what']) => all.some((each) => each.part === part && each.what === what);
  return (
    order.find((part) => has(part, 'inputs') && has(part, 'targets')) ??
    order.find((part) => has(part, 'inputs') || has(part, 'targets')) ??
    'none'
  );
}

/**
 * Where one role has no name that says it, the only array left with as many entries has it; of two that say
 * nothing, the list of single values are the targets.
 */
function nameTheRest(all: readonly Read[], roles: Map<ArrayHeader, ArrayFacts['role']>): void {
  const find = (role: ArrayFacts['role']) => [...roles].find(([, each]) => each === role)?.[0];
  const [inputs, targets] = [find('inputs'), find('targets')];
  if (inputs && targets) return;
  const known = inputs ?? targets;
  const silent = all
    .filter(
      ({ header, what, part }) => what === undefined && part !== 'test' && part !== 'validation' && !roles.has(header),
    )
    .map(({ header }) => header);
  if (known) {
    const [only, another] = silent.filter(({ shape }) => shape[0] === known.shape[0]);
    if (only && !another) roles.set(only, inputs ? 'targets' : 'inputs');
    return;
  }
  const [first, second] = silent;
  if (silent.length !== 2 || !first || !second || first.shape[0] !== second.shape[0]) return;
  const isList = ({ shape }: ArrayHeader) => shape.slice(1).every((size) => size === 1);
  // np.savez(file, x, y) calls them arr_0 and arr_1.
  const isNumbered = /(^|\W)arr_0$/.test(first.name) && /(^|\W)arr_1$/.test(second.name);
  if (isList(first) === isList(second) && !isNumbered) return;
  const isReversed = isList(first) && !isList(second);
  roles.set(first, isReversed ? 'targets' : 'inputs');
  roles.set(second, isReversed ? 'inputs' : 'targets');
}

/** The test part where names say that there is one; else a validation part is it. What is left is noted. */
function pickTest(
  all: readonly Read[],
  mainPart: Part,
  pick: (what: 'inputs' | 'targets', part: Part, role: ArrayFacts['role']) => void,
  roles: Map<ArrayHeader, ArrayFacts['role']>,
  notes: string[],
): void {
  const held = new Set(roles.values());
  if (!held.has('inputs') || !held.has('targets')) return;
  const parts: readonly Part[] = (['test', 'validation'] as const).filter((part) => part !== mainPart);
  const has = (part: Part, what: Read['what']) =>
    all.some((each) => each.part === part && each.what === what && !roles.has(each.header));
  const part = parts.find((each) => has(each, 'inputs') && has(each, 'targets'));
  if (part) {
    pick('inputs', part, 'testInputs');
    pick('targets', part, 'testTargets');
  }
  const left = all
    .filter((each) => each.part !== 'none' && each.what && !roles.has(each.header))
    .map(({ header }) => header.name);
  if (left.length > 0) notes.push(`${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} not used.`);
}
