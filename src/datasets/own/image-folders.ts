// Which class and part an image belongs to, by the folders that it lies in: as torchvision's ImageFolder has it, the
// first level of folders inside the root is the class; folders called train and test above say the part.

import type { FileProblem } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';

export interface Place {
  readonly label: number;
  /** Absent where no folders say the part. */
  readonly isTest?: boolean;
}

export interface Classified {
  readonly classNames: readonly string[];
  /** By path; images that belong nowhere are absent, and problems. */
  readonly places: ReadonlyMap<string, Place>;
  readonly notes: readonly string[];
}

interface Image {
  readonly path: string;
  /** Those not gone through yet, in Unicode's composed form. */
  readonly folders: readonly string[];
  readonly isTest?: boolean;
}

/** Nobody's pictures lie deeper. */
const maxFolders = 64;

/** Classes of images by their paths. Throws DataFormatError with `name` where parts have no folders of classes. */
export function classifyImages(
  name: string,
  paths: readonly string[],
  onProblem: (problem: FileProblem) => void,
): Classified {
  const all = paths.map((path): Image => ({ path, folders: path.normalize('NFC').split('/').slice(0, -1) }));
  const found = all.filter(({ path, folders }) => {
    if (folders.length > maxFolders) onProblem({ file: path, reason: `it lies in more than ${maxFolders} folders` });
    return folders.length <= maxFolders;
  });
  const root = enter(found);
  const { images, notes } = splitAbove(name, root, onProblem) ?? splitBelow(root) ?? { images: root, notes: [] };
  const classNames = [...new Set(images.flatMap(({ folders }) => folders.slice(0, 1)))].sort(compareCodePoints);
  const labels = new Map(classNames.map((each, label) => [each, label]));
  const places = new Map<string, Place>();
  for (const {
    path,
    folders: [folder],
    isTest,
  } of images) {
    const label = folder === undefined ? undefined : labels.get(folder);
    if (label === undefined) onProblem({ file: path, reason: 'it lies in no folder, so its class is not known' });
    else places.set(path, { label, ...(isTest !== undefined && { isTest }) });
  }
  return { classNames, places, notes };
}

/** Python's order of texts, and so torchvision's of classes: by code points, "10" before "2". */
export function compareCodePoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Goes through folders that hold all others, as an archive or a download wraps them; not into a class. */
function enter(images: readonly Image[], isClass: (folder: string) => boolean = () => false): readonly Image[] {
  const inFolders = images.filter(({ folders }) => folders.length > 0);
  const [first] = inFolders[0]?.folders ?? [];
  if (first === undefined || isClass(first) || inFolders.some(({ folders }) => folders[0] !== first)) return images;
  const deeper = inFolders.filter(({ folders }) => folders.length > 1);
  const inner = new Set(deeper.map(({ folders }) => folders[1]));
  // A folder with images of its own is a class, unless several folders lie in it.
  const holdsAll = deeper.length > 0 && (deeper.length === inFolders.length || inner.size > 1);
  return holdsAll
    ? enter(
        images.map((image) => ({ ...image, folders: image.folders.slice(1) })),
        isClass,
      )
    : images;
}

type Part = 'training' | 'test' | 'validation';

const partWords: readonly (readonly [Part, RegExp])[] = [
  ['training', /(^|[ _.-])(?:training|train|trn)(?=$|[ _.-])/i],
  ['test', /(^|[ _.-])(?:testing|test|tst)(?=$|[ _.-])/i],
  ['validation', /(^|[ _.-])(?:validation|valid|val|dev|eval)(?=$|[ _.-])/i],
];
/** Words that say no more than that a folder holds data. */
const emptyWords = /(^| )(?:set|data|dataset|images?|imgs?|pictures?|photos?|split|part|folder)(?=$| )/g;

/** "seg_train" is the training part of "seg"; undefined for names that say no part. */
function readPart(folder: string): { readonly part: Part; readonly of: string } | undefined {
  const apart = folder.replace(
    /(train|training|test|testing|val|valid|validation)(set|data|images|imgs)(?=$|[ _.-])/gi,
    '$1 $2',
  );
  const [part, pattern] = partWords.find(([, word]) => word.test(apart)) ?? [];
  if (part === undefined || pattern === undefined) return undefined;
  const rest = apart
    .replace(pattern, ' ')
    .toLowerCase()
    .replace(/[ _.-]+/g, ' ')
    .trim();
  return { part, of: rest.replace(emptyWords, ' ').replace(/ +/g, ' ').trim() };
}

interface Split {
  readonly images: readonly Image[];
  readonly notes: readonly string[];
}

/** train/cat and test/cat: undefined where there are no such folders. */
function splitAbove(
  name: string,
  root: readonly Image[],
  onProblem: (problem: FileProblem) => void,
): Split | undefined {
  const folders = new Map<string, Image[]>();
  for (const image of root) {
    const [folder = ''] = image.folders;
    const inside = folders.get(folder) ?? [];
    inside.push({ ...image, folders: image.folders.slice(1) });
    folders.set(folder, inside);
  }
  const parts = [...folders.keys()].flatMap((folder) => {
    const found = readPart(folder);
    return found ? [{ folder, ...found }] : [];
  });
  const hasClasses = (folder: string) => folders.get(folder)?.some((image) => image.folders.length > 0) === true;
  const training = parts.find(
    ({ part, folder, of }) =>
      part === 'training' && hasClasses(folder) && parts.some((other) => other.part !== 'training' && other.of === of),
  );
  const pair = (part: Part) =>
    parts.find((other) => training && other.part === part && other.of === training.of && hasClasses(other.folder));
  const test = pair('test') ?? pair('validation');
  if (!training || !test) {
    const isFlat =
      folders.size > 1 &&
      parts.length === folders.size &&
      new Set(parts.map(({ part }) => part)).size > 1 &&
      parts.every(({ folder }) => !hasClasses(folder));
    if (isFlat)
      throw new DataFormatError(
        `${name} holds the folders ${[...folders.keys()].join(' and ')} with images in them; expected a folder for each class in each of them.`,
      );
    return undefined;
  }
  const learnt = enter(folders.get(training.folder) ?? []);
  const classes = new Set(learnt.map((image) => image.folders[0]));
  const held = enter(folders.get(test.folder) ?? [], (folder) => classes.has(folder));
  for (const [folder, { length }] of folders) {
    if (folder === training.folder || folder === test.folder) continue;
    const images = `${length.toLocaleString('en-US')} ${length === 1 ? 'image lies' : 'images lie'}`;
    onProblem({
      file: folder === '' ? name : folder,
      reason: `${images} there, beside the folders ${training.folder} and ${test.folder}`,
    });
  }
  return {
    images: [
      ...learnt.map((image) => ({ ...image, isTest: false })),
      ...held.map((image) => ({ ...image, isTest: true })),
    ],
    notes: [`The folder ${training.folder} is learnt from, and ${test.folder} is the test part.`],
  };
}

/** cat/train and cat/test: undefined unless every class is parted so. */
function splitBelow(root: readonly Image[]): Split | undefined {
  const parts = root.map(({ folders }) => (folders[1] === undefined ? undefined : readPart(folders[1])));
  if (parts.some((each) => each === undefined || each.of !== '')) return undefined;
  const has = (part: Part) => parts.some((each) => each?.part === part);
  if (!has('training') || !(has('test') || has('validation'))) return undefined;
  return {
    images: root.map((image, index) => ({ ...image, isTest: parts[index]?.part !== 'training' })),
    notes: ['The folders in those of the classes say what is learnt from and what is the test part.'],
  };
}
