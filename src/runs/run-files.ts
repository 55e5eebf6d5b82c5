// Runs as files: the table and every curve, as CSV for spreadsheets and as JSON for programs.

import { curveMeasures, scaleOf, trainingCurve, validationCurve, type CurveAxis } from './run-curves.ts';
import { outcomeOf } from './run-columns.ts';
import type { RunCurves, RunRecord } from './run-record.ts';
import { settingsOf } from './run-settings.ts';

/** A run with its curves, where they are kept. */
export interface WholeRun {
  readonly record: RunRecord;
  readonly curves: RunCurves | undefined;
}

type Cell = string | number | boolean | undefined;

/** One line a run: what it was, all its settings, what came of it, where it was trained. Settings that no run has are left out. */
export function runsCsv(records: readonly RunRecord[]): string {
  const settings = [...new Set(records.flatMap(({ config }) => Object.keys(settingsOf(config))))];
  const head = [
    'id', 'name', 'notes', 'started', 'ended', 'outcome', 'resumed', 'group', 'groupId', 'groupLabel', 'startedFrom', 'startedFromWeights', 'parameters', ...settings.map((name) => `setting.${name}`), 'data', 'trainingImages', 'validationImages',
    'steps', 'epochs', 'imagesSeen', 'trainedSeconds', 'imagesPerSecond', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy', 'bestEpoch', 'bestValidationLoss', 'bestValidationAccuracy',
    'engine', 'engineDescription', 'threads', 'cores', 'runtime', 'app', 'userAgent',
  ];
  const lines = records.map((record): Cell[] => {
    const { config, data, group, startedFrom, results, environment } = record;
    const { training, validation, best } = results;
    const values = settingsOf(config);
    return [
      record.id, record.name, record.notes, record.startedAt, record.endedAt, outcomeOf(record), record.resumed?.map(({ at }) => at).join(' '), group?.type, group?.id, group?.label, startedFrom?.id, startedFrom?.kind, record.parameters,
      ...settings.map((name) => values[name]), data?.name, data?.trainingCount, data?.validationCount,
      results.steps, results.epochs, results.imagesSeen, results.trainedMs / 1000, results.imagesPerSecond, training?.loss, training?.accuracy,
      validation?.loss, validation?.accuracy, best?.epoch, best?.loss, best?.accuracy,
      environment.engine?.id, environment.engine?.description, environment.engine?.threads, environment.cores, environment.runtime, environment.app, environment.userAgent,
    ];
  });
  return csv([head, ...lines]);
}

/** One line a point of a curve: its run, what it measures, its place on every axis, its value. */
export function curvesCsv(runs: readonly WholeRun[]): string {
  const lines = runs.flatMap(({ record, curves }) => (curves ? curveMeasures.flatMap((measure): Cell[][] => (['training', 'validation'] as const).flatMap((part) => {
    const on = (axis: CurveAxis) => (part === 'training' ? trainingCurve : validationCurve)(curves, measure, axis, scaleOf(record));
    const [epochs, images, seconds] = [on('epochs'), on('images'), on('seconds')];
    return epochs.map(({ step, x, y, count }, i): Cell[] => [record.id, record.name, measure, part, step, x, images[i]?.x, seconds[i]?.x, y, count]);
  })) : []));
  return csv([['id', 'name', 'measure', 'part', 'step', 'epoch', 'images', 'seconds', 'value', 'stepsMerged'], ...lines]);
}

/** Records and curves as they are kept. */
export function runsJson(runs: readonly WholeRun[]): string {
  return `${JSON.stringify(runs.map(({ record, curves }) => ({ ...record, ...(curves && { curves }) })), undefined, 2)}\n`;
}

/** Lines of RFC 4180. */
function csv(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: Cell): string {
  const text = value === undefined || Number.isNaN(value) ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
