// The table of runs: its columns, and sorting and filtering by them.

import { compareIds } from '../core/graph.ts';
import type { RunRecord } from './run-record.ts';
import { settingLabel, settingsOf, settingText, type SettingValue } from './run-settings.ts';

export type CellValue = SettingValue | undefined;

export interface RunColumn {
  readonly id: string;
  readonly label: string;
  /** `setting`: chosen before the run. `result`: came of it. */
  readonly role: 'run' | 'setting' | 'result';
  readonly isNumber: boolean;
  /** For results: which end is the good one. */
  readonly better?: 'higher' | 'lower';
  value(record: RunRecord): CellValue;
}

const setting = (name: string, isNumber: boolean): RunColumn => ({
  id: name, label: settingLabel(name), role: 'setting', isNumber, value: ({ config }) => settingsOf(config)[name],
});

const result = (id: string, label: string, value: (record: RunRecord) => number | undefined, better?: 'higher' | 'lower'): RunColumn => ({
  id, label, role: 'result', isNumber: true, value, ...(better && { better }),
});

/** All columns, in the order to show them. */
export const runColumns: readonly RunColumn[] = [
  { id: 'name', label: 'Name', role: 'run', isNumber: false, value: ({ name }) => name },
  result('bestAccuracy', 'Best val. accuracy', ({ results: { best } }) => best?.accuracy, 'higher'),
  result('bestLoss', 'Best val. loss', ({ results: { best } }) => best?.loss, 'lower'),
  result('accuracy', 'Accuracy', ({ results: { training } }) => training?.accuracy, 'higher'),
  result('loss', 'Loss', ({ results: { training } }) => training?.loss, 'lower'),
  result('trainedEpochs', 'Epochs', ({ results: { epochs } }) => epochs),
  result('trainedSeconds', 'Time', ({ results: { trainedMs } }) => trainedMs / 1000, 'lower'),
  result('imagesPerSecond', 'Images/s', ({ results: { imagesPerSecond } }) => imagesPerSecond, 'higher'),
  { id: 'startedAt', label: 'Started', role: 'run', isNumber: false, value: ({ startedAt }) => startedAt },
  { id: 'outcome', label: 'Outcome', role: 'run', isNumber: false, value: outcomeOf },
  setting('optimizer', false),
  setting('learningRate', true),
  setting('momentum', true),
  setting('weightDecay', true),
  setting('batchSize', true),
  setting('initialisation', false),
  setting('seed', true),
  { id: 'parameters', label: 'Parameters', role: 'setting', isNumber: true, value: ({ parameters }) => parameters },
  { id: 'dataset', label: 'Dataset', role: 'setting', isNumber: false, value: ({ data, config }) => data?.name ?? config.dataset },
  { ...setting('loss', false), id: 'lossFunction' },
  { id: 'engine', label: 'Engine', role: 'run', isNumber: false, value: ({ environment }) => environment.engine?.description },
  { id: 'notes', label: 'Notes', role: 'run', isNumber: false, value: ({ notes }) => notes },
];

/** How a run ended, in a word; "interrupted" where the page was closed under it. */
export function outcomeOf({ results: { ended }, endedAt }: RunRecord): string {
  if (!ended) return endedAt === undefined ? 'interrupted' : 'stopped';
  return ended.reason === 'completed' ? 'finished' : ended.reason === 'stoppedEarly' ? 'stopped early' : ended.reason;
}

export interface RunSorting {
  readonly column: string;
  readonly descending: boolean;
}

/** The newest first, as the archive lists them. */
export const defaultSorting: RunSorting = { column: 'startedAt', descending: true };

/** Records by a column, those without a value last either way; equal ones stay newest first. */
export function sortRuns(records: readonly RunRecord[], { column: id, descending }: RunSorting): RunRecord[] {
  const column = runColumns.find((candidate) => candidate.id === id);
  if (!column) return [...records];
  const order = new Intl.Collator('en', { numeric: true });
  const valued = records.map((record) => ({ record, value: column.value(record) }));
  return valued
    .sort((a, b) => {
      const [first, second] = [a.value, b.value];
      if (isNone(first) || isNone(second)) return Number(isNone(first)) - Number(isNone(second)) || compareIds(b.record.id, a.record.id);
      const ascending = typeof first === 'number' && typeof second === 'number' ? first - second : order.compare(String(first), String(second));
      return (descending ? -ascending : ascending) || compareIds(b.record.id, a.record.id);
    })
    .map(({ record }) => record);
}

function isNone(value: CellValue): boolean {
  return value === undefined || value === '' || Number.isNaN(value);
}

/** Records that hold every word of the text: in name, notes, network, settings, data, engine, or how they ended. */
export function filterRuns(records: readonly RunRecord[], text: string): readonly RunRecord[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return records;
  return records.filter((record) => {
    const held = textOf(record);
    return words.every((word) => held.includes(word));
  });
}

function textOf(record: RunRecord): string {
  const { name, notes, config, data, environment, group } = record;
  const settings = Object.entries(settingsOf(config)).map(([key, value]) => `${settingLabel(key)} ${settingText(key, value)}`);
  return [name, notes, outcomeOf(record), data?.name, environment.engine?.description, environment.runtime, group?.type, group?.label, ...settings]
    .filter((part) => part !== undefined).join(' · ').toLowerCase();
}
