// The labs as data: sound networks, questions with an answer, claims that read the trials they name.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import { descend } from '../../src/core/descent.ts';
import { parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import type { NetworkDocument } from '../../src/core/document.ts';
import type { LessonResults, TrainingOutcome } from '../../src/core/lesson.ts';
import { trainingProblems } from '../../src/core/training-problems.ts';
import { isNetworkTrial, neededTrial, trialDocument, type NetworkTrial } from '../../src/core/trial-document.ts';
import { datasets } from '../../src/datasets/registry.ts';
import { layers } from '../../src/layers/registry.ts';
import { lessons } from '../../src/lessons/registry.ts';
import { twinObstacle } from '../../src/training/twin-run.ts';
import { sharedData } from '../support/shared-data.ts';

const folder = new URL('../../templates/', import.meta.url);
async function template(path: string): Promise<NetworkDocument> {
  const parsed = parseDocument(readFileSync(new URL(`${path}.json`, folder), 'utf8'));
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.document;
}
const all = [...lessons.values()];

/** An outcome without weights for the trial that one starts from. */
function outcomesBefore(trial: NetworkTrial): LessonResults {
  const needed = neededTrial(trial);
  const outcome: TrainingOutcome = { type: 'training', parameters: 0, trainableParameters: 0, epochs: [], losses: [], initialWeights: {}, weights: {}, outputs: new Float32Array() };
  return needed === undefined ? {} : { [needed]: outcome };
}

it('has the fourteen topics of the course, the twelfth in six parts', () => {
  expect(all.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12.1', '12.2', '12.3', '12.4', '12.5', '12.6', '13', '14']);
});

describe.each(all)('$number $id', (lesson) => {
  it('asks a question whose answer is among its options, once each', () => {
    const { options, answer } = lesson.question;
    expect(options[answer]).toBeDefined();
    expect(new Set(options).size).toBe(options.length);
  });

  it('has networks without errors, which fit their data where they are trained', async () => {
    expect(new Set(lesson.trials.map(({ id }) => id)).size).toBe(lesson.trials.length);
    for (const trial of lesson.trials) {
      if (!isNetworkTrial(trial)) continue;
      const document = await trialDocument(lesson, trial, { template, seed: 3 }, outcomesBefore(trial));
      // What is counted is trained on data that the learner brings.
      const trained = trial.type === 'count' ? [] : trainingProblems(document, layers, datasets);
      // A pooling alone has nothing to train, and says so.
      const errors = [...analyze(document.graph, layers).problems, ...trained].filter(({ severity, code }) => severity === 'error' && code !== 'nothing-to-train');
      expect(errors.map(({ message }) => `${trial.id}: ${message}`)).toEqual([]);
      expect(document.training.seed).toBe(3);
    }
  });

  it('has twins that see the same batches', async () => {
    for (const trial of lesson.trials) {
      if (trial.type !== 'training' || trial.twinOf === undefined) continue;
      const first = lesson.trials.find(({ id }) => id === trial.twinOf);
      if (first?.type !== 'training') throw new Error(`${trial.id} has no twin ${trial.twinOf}`);
      const [a, b] = await Promise.all([first, trial].map((one) => trialDocument(lesson, one, { template, seed: 0 }, outcomesBefore(one))));
      expect(a && b && twinObstacle(a.training, b.training)).toBeUndefined();
      expect(b?.training).toMatchObject({ batchSize: a?.training.batchSize, shuffle: a?.training.shuffle });
    }
  });

  it('has claims that refuse results without the trials they name', () => {
    for (const { check } of lesson.claims) expect(() => check({})).toThrow(/outcome of trial/);
  });
});

test.each(readdirSync(new URL('labs/', folder)))('template labs/%s is written in canonical form', (name) => {
  const text = readFileSync(new URL(`labs/${name}`, folder), 'utf8');
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new Error(parsed.problems[0]?.message);
  expect(serialiseDocument(parsed.document)).toBe(text);
});

describe('descents', () => {
  it.for([
    ['cubic', 'cubic lr.01 mu0 start4: 10 plotted params'],
    ['cubic-momentum', 'cubic lr.01 mu0.9 start4: 10 plotted params'],
  ] as const)('%s comes out as published, to the last digit', ([id, key], context) => {
    const oracles = JSON.parse(readFileSync(sharedData(context, 'course-oracles.json'), 'utf8')) as Record<string, number[]>;
    const trial = lessons.get('momentum')?.trials.find((one) => one.id === id);
    if (trial?.type !== 'descent') throw new Error('no such descent');
    const weights = descend(trial).map(({ weight }) => weight);
    expect(weights).toHaveLength(10);
    weights.forEach((weight, i) => expect(weight).toBeCloseTo(oracles[key]?.[i] ?? NaN, 12));
  });

  it.for([['quartic', 'quartic lr.001 mu0 start6 after100: first5,last'], ['quartic-momentum', 'quartic lr.001 mu0.9 start6 after100: first5,last']] as const)('%s begins and ends as published', ([id, key], context) => {
    const oracles = JSON.parse(readFileSync(sharedData(context, 'course-oracles.json'), 'utf8')) as Record<string, number[]>;
    const trial = lessons.get('momentum')?.trials.find((one) => one.id === id);
    if (trial?.type !== 'descent') throw new Error('no such descent');
    const path = descend(trial);
    const found = [...path.slice(0, 5).map(({ weight }) => weight), path.at(-1)?.weight, path.at(-1)?.cost];
    found.forEach((value, i) => expect(value).toBeCloseTo(oracles[key]?.[i] ?? NaN, 6));
  });
});
