// How each trial stands: while it trains, and when all are done.

import type { Lesson, Trial, TrialOutcome } from '../../core/lesson.ts';
import { exactCount } from '../format.ts';
import type { LessonRun } from './lesson-run.ts';

export function TrialTable({ lesson, run }: { readonly lesson: Lesson; readonly run: LessonRun }) {
  return (
    <table className="lesson-table">
      <caption className="visually-hidden">Trials</caption>
      <thead><tr><th scope="col">Trial</th><th scope="col">Result</th></tr></thead>
      <tbody>
        {lesson.trials.map((trial) => (
          <tr key={trial.id}>
            <th scope="row">{trial.label}</th>
            <td>{describe(trial, run)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function describe({ id }: Trial, { logs, report }: LessonRun): string {
  const outcome = report?.results[id];
  if (outcome) return describeOutcome(outcome);
  const last = logs[id]?.log.epochs.at(-1);
  return last ? `epoch ${last.epoch}: ${metrics(last.training.loss, last.validation.accuracy)}` : '–';
}

function describeOutcome(outcome: TrialOutcome): string {
  switch (outcome.type) {
    case 'descent': {
      const end = outcome.path.at(-1);
      return `ends at weight ${end?.weight.toFixed(4)}, cost ${end?.cost.toFixed(4)}`;
    }
    case 'computation': return rowsOf(outcome.output, outcome.shape.at(-1) ?? 1).map((row) => row.map((value) => String(Number(value.toFixed(4)))).join(' ')).join(' · ');
    case 'spread': return outcome.spreads.map(({ fanIn, deviation }) => `${exactCount(fanIn)} inputs: ${deviation.toFixed(2)}`).join(' · ');
    case 'count': return `${exactCount(outcome.trainableParameters)} of ${exactCount(outcome.parameters)} parameters train`;
    case 'training': {
      const last = outcome.epochs.at(-1);
      const score = outcome.trainingScore && !Number.isNaN(outcome.trainingScore.accuracy) ? `training accuracy ${(100 * outcome.trainingScore.accuracy).toFixed(2)} %, ` : '';
      return outcome.failure ?? (last ? `${score}${metrics(last.trainingLoss, last.validationAccuracy)}; ${exactCount(outcome.trainableParameters)} parameters train` : 'no epoch');
    }
  }
}

function metrics(loss: number, accuracy: number): string {
  return `training loss ${loss.toPrecision(3)}${Number.isNaN(accuracy) ? '' : `, validation accuracy ${(100 * accuracy).toFixed(2)} %`}`;
}

function rowsOf(values: Float32Array, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}
