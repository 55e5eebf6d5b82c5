// The options that say how data in a file of one's own is read, and what they make of what was found in it.

import type { ArrayLayout, BuildChoices, ColumnRole, Draft, TableSettings } from '../core/own-data.ts';
import { isArrayName, isTableName } from '../datasets/own/inspect.ts';
import { targetRoleOf } from '../datasets/own/table.ts';
import type { TableAdvice } from '../datasets/own/table-advice.ts';
import { belongTo, choiceOption, CommandError, textOption, type OptionSpec, type OptionValues } from './command.ts';

export const ownDataOptions = {
  target: { type: 'string', value: 'NAME', help: 'Column or array of that file to predict, or several columns of numbers with commas between (default: as guessed)' },
  'target-type': { type: 'string', value: 'TYPE', help: 'Take it for numbers or classes (default: as the loss takes it)' },
  labels: { type: 'string', value: 'FILE', help: 'File of labels beside a .npy file of inputs' },
  inputs: { type: 'string', value: 'NAMES', help: 'Columns to learn from, with commas between; all others but the target are ignored. Or the array to learn from' },
  layout: { type: 'string', value: 'L', help: 'How images in an array lie: channels-first or channels-last (default: as they stand)' },
  ignore: { type: 'string', value: 'NAMES', help: 'Columns to leave out, with commas between' },
  text: { type: 'string', value: 'NAMES', help: 'Columns to take for text though most of their cells are numbers' },
  missing: { type: 'string', value: 'WORDS', help: 'Words that mean a missing value, with commas between (default: NA,N/A,NaN,null,None,?,-); "" for none' },
  'drop-missing': { type: 'boolean', help: 'Leave out rows with missing values' },
  decimal: { type: 'string', value: 'SIGN', help: 'Sign before decimals, point or comma (default: as each column shows)' },
  encoding: { type: 'string', value: 'NAME', help: 'Encoding of a table, such as utf-8, windows-1252 or shift_jis' },
  header: { type: 'string', value: 'YES', help: 'Whether the first row names the columns, yes or no (default: as it looks)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export interface OwnDataOptions {
  /** The file with what is to be predicted, where it is not in the first. */
  readonly labels?: string | undefined;
  readonly target?: string | undefined;
  readonly targetType?: 'numbers' | 'classes' | undefined;
  readonly inputs?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  /** How images in an array lie; where absent, as they stand or as bytes fit the network alone. */
  readonly layout?: ArrayLayout | undefined;
  readonly texts?: readonly string[] | undefined;
  readonly dropMissing?: boolean | undefined;
  readonly settings?: TableSettings | undefined;
}

const ofTables = ['ignore', 'text', 'missing', 'drop-missing', 'decimal', 'encoding', 'header'];
const ofArrays = ['labels', 'layout'];

/** Throws UsageError where an option says nothing of such a file; `path` is absent where none is given. */
export function checkOwnDataOptions(values: OptionValues, path: string | undefined): void {
  belongTo(values, '--data FILE', path !== undefined, Object.keys(ownDataOptions));
  belongTo(values, 'a table in --data', path === undefined || !isArrayName(path), ofTables);
  belongTo(values, 'an array in --data', path === undefined || !isTableName(path), ofArrays);
}

/** Throws UsageError where a value is none of those that an option takes. */
export function readOwnDataOptions(values: OptionValues): OwnDataOptions {
  const decimal = choiceOption(values, 'decimal', ['point', 'comma']);
  const header = choiceOption(values, 'header', ['yes', 'no']);
  const encoding = textOption(values, 'encoding');
  const layout = choiceOption(values, 'layout', ['channels-first', 'channels-last']);
  return {
    labels: textOption(values, 'labels'),
    target: textOption(values, 'target'),
    targetType: choiceOption(values, 'target-type', ['numbers', 'classes']),
    inputs: namesIn(values, 'inputs'),
    ignore: namesIn(values, 'ignore') ?? [],
    layout: layout && (layout === 'channels-last' ? 'channelsLast' : 'asTheyStand'),
    texts: namesIn(values, 'text') ?? [],
    dropMissing: values['drop-missing'] === true,
    settings: {
      ...(typeof values['missing'] === 'string' && { missingWords: values['missing'].split(',') }),
      ...(decimal && { decimal: decimal === 'point' ? '.' : ',' }),
      ...(encoding !== undefined && { encoding }),
      ...(header && { hasNames: header === 'yes' }),
    },
  };
}

function namesIn(values: OptionValues, name: string): readonly string[] | undefined {
  const text = textOption(values, name);
  return text?.split(',').map((one) => one.trim()).filter((one) => one !== '');
}

/** What of a table is used for what. Throws CommandError where a column is named that is not there. */
export function tableChoices({ columns }: Extract<Draft, { kind: 'table' }>, options: OwnDataOptions): Pick<BuildChoices, 'roles' | 'texts' | 'dropMissing'> {
  const { target, targetType, inputs, ignore = [], texts = [], dropMissing = false } = options;
  const isColumn = (name: string) => columns.some((column) => column.name === name);
  const targets = target === undefined || isColumn(target) ? [target ?? ''] : target.split(',').map((name) => name.trim());
  for (const name of [...(target === undefined ? [] : targets), ...(inputs ?? []), ...ignore, ...texts]) {
    if (isColumn(name)) continue;
    throw new CommandError(`There is no column "${name}"; expected ${columns.length > 20 ? `one of the ${columns.length.toLocaleString('en-US')} of the table, such as` : 'one of'} ${columns.slice(0, 20).map((column) => column.name).join(', ')}.`);
  }
  const guessed = columns.find(({ role }) => role !== 'input' && role !== 'ignored')?.name;
  const toPredict = new Set(target === undefined ? [guessed] : targets);
  const roles = columns.map((column): ColumnRole => {
    const { name, role } = column;
    if (toPredict.has(name)) return targetType === undefined ? targetRoleOf({ ...column, type: texts.includes(name) ? 'text' : column.type }) : targetType === 'classes' ? 'class' : 'number';
    if (inputs) return inputs.includes(name) ? 'input' : 'ignored';
    if (ignore.includes(name)) return 'ignored';
    return role === 'ignored' ? 'ignored' : 'input';
  });
  return { roles, texts, dropMissing };
}

/** What can be done, by the options that do it. */
export const commandAdvice: TableAdvice = {
  missing(columns, words) {
    const ignore = `--ignore ${quoted(columns.join(','))} leaves the column${columns.length > 1 ? 's' : ''} out`;
    return `--drop-missing leaves these rows out, ${words.length > 0 ? `${ignore}, and --missing "" takes ${words.join(', ')} for texts` : `and ${ignore}`}`;
  },
  odd: (column, texts, words) => `--missing ${quoted([...words, ...texts].join(','))} --drop-missing takes ${texts.length === 1 ? 'it' : 'them'} for missing and leaves the rows out, and --text ${quoted(column)} takes the column for text`,
  tooManyKinds: (column) => `--ignore ${quoted(column)} leaves it out`,
  ignore: (columns) => `--ignore ${quoted(columns.join(','))} leaves ${columns.length === 1 ? 'it' : 'them'} out`,
  tooMany: () => '--ignore leaves columns out',
};

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w.,-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}
