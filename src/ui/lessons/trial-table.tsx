// How each trial stands: while it trains, and when all are done.

import type { ComputationOutcome, Lesson, Trial, TrialOutcome } from '../../core/lesson.ts';
import { exactCount } from '../format.ts';
import type { LessonRun } from './lesson-run.ts';
import { typeset } from './typeset.ts';

export function TrialTable({ lesson, run }: { readonly lesson: Lesson; readonly run: LessonRun }) {
  return (
    <table className="lesson-table">
      <caption className="visually-hidden">Trials</caption>
      <thead><tr><th scope="col">Trial</th><th scope="col">Result</th></tr></thead>
      <tbody>
        {lesson.trials.map((trial) => (
          <tr key={trial.id}>
            <th scope="row">{trial.label}</th>
            <td><Result trial={trial} run={run} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Result({ trial, run }: { readonly trial: Trial; readonly run: LessonRun }) {
  const outcome = run.report?.results[trial.id];
  return outcome?.type === 'computation' ? <OutputMaps {...outcome} /> : typeset(describe(trial, run));
}

/** Each channel as the table of its numbers. */
function OutputMaps({ output, shape }: ComputationOutcome) {
  const columns = shape.at(-1) ?? 1;
  const rows = Array.from({ length: output.length / columns }, (_, row) => [...output.subarray(row * columns, (row + 1) * columns)]);
  const height = shape.at(-2) ?? 1;
  const maps = Array.from({ length: rows.length / height }, (_, channel) => rows.slice(channel * height, (channel + 1) * height));
  return (
    <div className="lesson-maps">
      {maps.map((map, channel) => (
        <table key={channel} className="lesson-map">
          <caption className="visually-hidden">Channel {channel + 1} of {maps.length}</caption>
          <tbody>{map.map((row, y) => <tr key={y}>{row.map((value, x) => <td key={x}>{tidy(value)}</td>)}</tr>)}</tbody>
        </table>
      ))}
    </div>
  );
}

/** Without the traces of rounding far behind the point, and without a sign before 0. */
function tidy(value: number): string {
  return typeset(String(Number(value.toFixed(4)) + 0));
}

function describe({ id }: Trial, { logs, report }: LessonRun): string {
  const outcome = report?.results[id];
  if (outcome && outcome.type !== 'computation') return describeOutcome(outcome);
  const last = logs[id]?.log.epochs.at(-1);
  return last ? `epoch ${last.epoch}: ${metrics(last.training.loss, last.validation)}` : '–';
}

function describeOutcome(outcome: Exclude<TrialOutcome, ComputationOutcome>): string {
  switch (outcome.type) {
    case 'descent': {
      const end = outcome.path.at(-1);
      return `ends at weight ${end?.weight.toFixed(4)}, cost ${end?.cost.toFixed(4)}`;
    }
    case 'spread': return outcome.spreads.map(({ fanIn, deviation }) => `${exactCount(fanIn)} inputs: ${deviation.toFixed(2)}`).join(' · ');
    case 'count': return `${exactCount(outcome.trainableParameters)} of ${exactCount(outcome.parameters)} parameters train`;
    case 'training': {
      const last = outcome.epochs.at(-1);
      const score = outcome.trainingScore && !Number.isNaN(outcome.trainingScore.accuracy) ? `training accuracy ${(100 * outcome.trainingScore.accuracy).toFixed(2)} %, ` : '';
      return outcome.failure ?? (last ? `${score}${metrics(last.trainingLoss, { loss: last.validationLoss, accuracy: last.validationAccuracy })}; ${exactCount(outcome.trainableParameters)} parameters train` : 'no epoch');
    }
  }
}

/** Where numbers are predicted there is no accuracy. */
function metrics(trainingLoss: number, { loss, accuracy }: { readonly loss: number; readonly accuracy: number }): string {
  const validation = Number.isNaN(accuracy) ? `loss ${loss.toPrecision(3)}` : `accuracy ${(100 * accuracy).toFixed(2)} %`;
  return `training loss ${trainingLoss.toPrecision(3)}, validation ${validation}`;
}
