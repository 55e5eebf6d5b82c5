// Data that a user brought along: what is known of it, what the page asks of the worker that reads it, and the answers.
// Everything here crosses postMessage or lies in the browser's storage.

import type { DatasetInfo } from './data.ts';

/** A dataset kept in this browser. */
export interface OwnDatasetInfo extends DatasetInfo {
  /** Begins with "own-". */
  readonly id: string;
  /** Pixels as bytes, or numbers as floats. */
  readonly holds: 'images' | 'numbers';
  readonly trainingCount: number;
  readonly testCount: number;
  /** Examples of each class, training and test part together. */
  readonly classCounts: readonly number[];
  /** Images in each stored piece but the last. */
  readonly pieceSize: number;
}

/** A file, with the folders that it was found in: "photos/cats/1.png"; or a folder. What content is, is the environment's: a Blob, or a handle. */
export interface OwnFile<Content = unknown> {
  readonly path: string;
  readonly content: Content;
}

/** A file that was left out, and why. */
export interface FileProblem {
  readonly file: string;
  readonly reason: string;
}

export type ColumnType = 'number' | 'text';
/** `target`, `class` and `number` are something to predict; a `target` is a number or a class, as the loss takes it. */
export type ColumnRole = 'input' | 'target' | 'class' | 'number' | 'ignored';

/** Cells that are no numbers in a column that otherwise holds numbers. */
export interface OddCells {
  readonly count: number;
  /** The first of them, from row 1 on, as they stand. */
  readonly first: readonly { readonly row: number; readonly text: string }[];
  /** The different ones among those, the largest and the smallest numbers of float32 exceeded or not. */
  readonly texts: readonly string[];
}

export interface ColumnFacts {
  readonly name: string;
  /** As guessed: most values that are there are numbers, or not. */
  readonly type: ColumnType;
  /** True for numbers without decimals. */
  readonly whole: boolean;
  readonly missing: number;
  /** Words among its texts that usually mean a missing value: NA, None. */
  readonly missingWords?: readonly string[];
  /** Must be taken for missing, or the column for text, before it can be used. */
  readonly odd?: OddCells;
  /** How many different values, counted up to `maxDistinct`. */
  readonly distinct: number;
  /** The first few values. */
  readonly samples: readonly string[];
  readonly role: ColumnRole;
}

export interface ArrayFacts {
  readonly name: string;
  /** As NumPy names it: "uint8". */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly role: 'inputs' | 'targets' | 'testInputs' | 'testTargets' | 'ignored';
}

/** How a table is to be read; what is absent is guessed. */
export interface TableSettings {
  /** Words that mean a missing value; an empty cell always does. */
  readonly missingWords?: readonly string[];
  /** `auto`: as each column shows. */
  readonly decimal?: 'auto' | '.' | ',';
  /** As TextDecoder names it. */
  readonly encoding?: string;
  /** Whether the first row names the columns. */
  readonly hasNames?: boolean;
}

/** How an array of three axes for each example lies: as networks take it (channels, height, width), or channels last. */
export type ArrayLayout = 'asTheyStand' | 'channelsLast';

/** Letters of names in archives that do not say them. All but the first are names that TextDecoder knows. */
export const nameEncodings = [
  { id: 'cp437', label: 'Western, DOS' }, { id: 'windows-1252', label: 'Western, Windows' }, { id: 'windows-1250', label: 'Central European' },
  { id: 'ibm866', label: 'Cyrillic, DOS' }, { id: 'windows-1251', label: 'Cyrillic, Windows' }, { id: 'windows-1253', label: 'Greek' },
  { id: 'windows-1254', label: 'Turkish' }, { id: 'shift_jis', label: 'Japanese' }, { id: 'gb18030', label: 'Chinese, simplified' },
  { id: 'big5', label: 'Chinese, traditional' }, { id: 'euc-kr', label: 'Korean' }, { id: 'utf-8', label: 'UTF-8' },
] as const;

export type NameEncoding = (typeof nameEncodings)[number]['id'];

/** What was found in files that were given; nothing is kept yet. */
export type Draft =
  | {
      readonly kind: 'images'; readonly name: string;
      readonly classes: readonly { readonly name: string; readonly count: number }[];
      /** Height and width that all looked at have, or a proposal where they differ. */
      readonly size: readonly [height: number, width: number];
      readonly sameSize: boolean;
      readonly grey: boolean;
      /** True where folders called train and test say which image belongs where. */
      readonly hasTestFolder: boolean;
      /** How names in an archive were read that do not say their letters; absent where all do. */
      readonly nameEncoding?: NameEncoding;
      /** Sentences about which folders were taken for what. */
      readonly notes: readonly string[];
      readonly problems: readonly FileProblem[];
    }
  | {
      readonly kind: 'table'; readonly name: string; readonly rows: number; readonly delimiter: string;
      readonly columns: readonly ColumnFacts[];
      /** The first missing values, by row (from 1, the line of names not counted) and column. */
      readonly missing: readonly { readonly row: number; readonly column: string }[];
      /** What was guessed and could be otherwise, as sentences. */
      readonly notes: readonly string[];
      /** What it was read with, guesses filled in. */
      readonly settings: Required<TableSettings>;
      readonly problems: readonly FileProblem[];
    }
  | {
      readonly kind: 'arrays'; readonly name: string; readonly arrays: readonly ArrayFacts[];
      /** Sentences about which array was taken for what. */
      readonly notes: readonly string[];
      readonly problems: readonly FileProblem[];
    };

/** How the files of a draft become a dataset. */
export interface BuildChoices {
  readonly name: string;
  /** Share of the examples that is kept for the test part, class by class; drawn by `seed`. */
  readonly testShare: number;
  readonly seed: number;
  readonly size?: readonly [height: number, width: number];
  readonly grey?: boolean;
  /** A name for each class of images; those that get one name become one class. */
  readonly classNames?: readonly string[];
  /** One for each column. */
  readonly roles?: readonly ColumnRole[];
  /** Names of columns that are taken for text, whatever they hold. */
  readonly texts?: readonly string[];
  readonly dropMissing?: boolean;
  /** Names of arrays. */
  readonly inputs?: string;
  readonly targets?: string;
  /** Whether the arrays that are named as a test part are it; they are unless this says otherwise. */
  readonly testArrays?: boolean;
  /** Absent, they stand as networks take them. */
  readonly layout?: ArrayLayout;
  /** Whether the targets are classes. */
  readonly classes?: boolean | undefined;
}

export interface Built {
  readonly info: OwnDatasetInfo;
  readonly problems: readonly FileProblem[];
}

/** Some images of a dataset, planes of bytes one after another. */
export interface Thumbnails {
  readonly shape: readonly number[];
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Requests to the worker that reads and keeps own data; one at a time. */
export interface OwnDataRequests {
  list: { args: undefined; result: readonly OwnDatasetInfo[] };
  /** Files for the next `inspect`, some at a time, since a browser takes long to hand many over. The first forget those before. */
  give: { args: { readonly files: readonly OwnFile[]; readonly first: boolean }; result: undefined };
  inspect: { args: undefined; result: Draft };
  /** The table inspected last, read in another way. */
  inspectAgain: { args: TableSettings; result: Draft };
  /** The archive inspected last, its names in other letters. */
  readNames: { args: { readonly encoding: NameEncoding }; result: Draft };
  /** Of the files inspected last. */
  build: { args: BuildChoices; result: Built };
  thumbnails: { args: { readonly id: string; readonly from: number; readonly count: number }; result: Thumbnails };
  remove: { args: { readonly id: string }; result: undefined };
}

export type OwnDataRequestName = keyof OwnDataRequests;

export type OwnDataMessage =
  /** `fraction` where it is known how much there is to do. */
  | { readonly type: 'progress'; readonly request: number; readonly fraction?: number | undefined; readonly detail: string }
  | { readonly type: 'answer'; readonly request: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly request: number; readonly message: string };

/** Labels are bytes. */
export const maxClasses = 256;
/** Different values of a column are counted up to here: one more than there may be classes. */
export const maxDistinct = maxClasses + 1;
/** An own dataset's id begins so. */
export const ownPrefix = 'own-';
/** Where its information lies; `list` reads the same. */
export const ownInfosKey = 'infos';
export const ownDatabase = { name: 'convloom-own-data', store: 'data' } as const;
