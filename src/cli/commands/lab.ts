// `convloom lab NAME`: runs a lab of the course, once for every seed, and holds its claims against what came out.

import type { NetworkDocument } from '../../core/document.ts';
import type { Lesson, LessonResults, TrialOutcome } from '../../core/lesson.ts';
import { runLesson, type LessonReport } from '../../core/run-lesson.ts';
import { backendOption, belongTo, textOption, UsageError, type Cli, type Command, type OptionValues } from '../command.ts';
import { checkPlaces } from '../given-places.ts';
import { createLessonDriver } from '../lesson-driver.ts';
import { readNetwork } from '../read-network.ts';
import { createPreparer } from '../training-request.ts';

export const lab: Command = {
  name: 'lab',
  parameters: '[NAME]',
  summary: 'Run a lab of the course and check its claims; without a name, list the labs.',
  arity: [0, 1],
  options: {
    seeds: { type: 'string', value: 'N,N,…', help: 'Seeds to run it with, one after another (default 0)' },
    backend: { type: 'string', value: 'ID', help: 'Engine, such as tfjs-wasm, or auto: the fastest by measurement (default auto)' },
    data: { type: 'string', short: 'd', value: 'DIR', help: 'Folder that holds mnist/ and the like (default: the project’s data folder)' },
    json: { type: 'boolean', help: 'One JSON object a seed: claims and trials' },
  },
  async run({ positionals: [name], values }, cli) {
    await checkPlaces(values, { data: 'folder' });
    if (name === undefined) {
      belongTo(values, 'a lab’s NAME', false, ['seeds', 'backend', 'data']);
      cli.out.write(listLabs(cli, values['json'] === true));
      return 0;
    }
    const lesson = findLab(cli, name);
    const driver = createLessonDriver(createPreparer(cli, textOption(values, 'data'), undefined), cli, backendOption(values, cli));
    let holds = true;
    for (const seed of readSeeds(values)) {
      const report = await runLesson(lesson, {
        layers: cli.layers, template: (path) => readTemplate(cli, path), driver, seed,
        tell: (trial, event) => {
          if (event.type === 'epoch') progress(cli, `${lesson.title}: ${trial.label}, epoch ${event.epoch}`);
        },
      });
      progress(cli, '');
      holds &&= report.claims.every((claim) => claim.holds);
      cli.out.write(values['json'] === true ? `${JSON.stringify(jsonReport(lesson, seed, report))}\n` : textReport(lesson, seed, report));
    }
    return holds ? 0 : 1;
  },
};

function findLab(cli: Cli, name: string): Lesson {
  const found = cli.lessons.get(name) ?? [...cli.lessons.values()].find(({ number }) => number === name);
  if (!found) throw new UsageError(`There is no lab "${name}"; expected one of ${[...cli.lessons.keys()].join(', ')}.`);
  return found;
}

function readSeeds(values: OptionValues): number[] {
  const given = textOption(values, 'seeds') ?? '0';
  const seeds = given.split(',').map(Number);
  if (!/^\d+(,\d+)*$/.test(given) || !seeds.every(Number.isSafeInteger)) throw new UsageError(`--seeds must be whole numbers separated by commas, received "${given}".`);
  return seeds;
}

function readTemplate(cli: Cli, path: string): Promise<NetworkDocument> {
  return readNetwork(`${cli.templatesFolder}/${path}.json`);
}

function listLabs({ lessons }: Cli, json: boolean): string {
  const labs = [...lessons.values()];
  if (json) return `${JSON.stringify(labs.map(({ id, number, title }) => ({ id, number, title })))}\n`;
  const width = Math.max(...labs.map(({ id }) => id.length));
  return labs.map(({ id, number, title }) => `${number.padStart(4)}  ${id.padEnd(width)}  ${title}\n`).join('');
}

/** A line that the next one replaces, on terminals alone. */
function progress({ err }: Cli, text: string): void {
  if (err.isTTY === true) err.write(`\r\x1b[K${text}`);
}

function textReport({ number, title }: Lesson, seed: number, { claims, results }: LessonReport): string {
  const trials = Object.entries(results).map(([id, outcome]) => `  ${id}: ${describeOutcome(outcome)}`);
  const verdicts = claims.map(({ text, holds, measured }) => `  ${holds ? 'holds' : 'FAILS'}: ${text}\n         ${measured}`);
  return `Lab ${number}, ${title} (seed ${seed})\n${[...trials, ...verdicts].join('\n')}\n`;
}

function describeOutcome(outcome: TrialOutcome): string {
  switch (outcome.type) {
    case 'descent': return `ends at ${outcome.path.at(-1)?.weight.toFixed(4)}`;
    case 'spread': return outcome.spreads.map(({ fanIn, deviation }) => `${fanIn} inputs ${deviation.toFixed(2)}`).join(', ');
    case 'computation': return [...outcome.output].map((value) => Number(value.toFixed(4))).join(' ');
    case 'count': return `${outcome.trainableParameters} of ${outcome.parameters} parameters train`;
    case 'training': {
      const last = outcome.epochs.at(-1);
      const accuracy = last === undefined || Number.isNaN(last.validationAccuracy) ? '' : `, validation accuracy ${last.validationAccuracy.toFixed(4)}`;
      return outcome.failure ?? `${outcome.epochs.length} epochs, training loss ${last?.trainingLoss.toPrecision(4)}${accuracy}`;
    }
  }
}

/** Numbers that are not finite have no JSON; they are null. */
function jsonReport({ id, number }: Lesson, seed: number, { claims, results }: LessonReport): object {
  return { lab: id, number, seed, holds: claims.every((claim) => claim.holds), claims, trials: jsonTrials(results) };
}

function jsonTrials(results: LessonResults): object {
  return Object.fromEntries(Object.entries(results).map(([id, outcome]) => [id, jsonOutcome(outcome)]));
}

function jsonOutcome(outcome: TrialOutcome): object {
  switch (outcome.type) {
    case 'computation': return { ...outcome, output: [...outcome.output] };
    case 'training': {
      // The losses of every batch and the weights of large layers would fill megabytes.
      const { losses, initialWeights: _, weights, outputs, predictions: _taken, ...rest } = outcome;
      const small = Object.entries(weights).filter(([, { data }]) => data.length <= 256).map(([key, { data }]) => [key, [...data]] as const);
      return { ...rest, firstLoss: losses[0], lastLoss: losses.at(-1), outputs: [...outputs], weights: Object.fromEntries(small) };
    }
    default: return outcome;
  }
}
