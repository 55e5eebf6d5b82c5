// A trial of a lesson as a document: its network, settings, start, initial weights and input. The lesson's own run trains this
// very document, and it is what opens on the canvas.

import type { DatasetOptions } from './dataset-options.ts';
import type { NetworkDocument } from './document.ts';
import { shortestFloat32 } from './float32-text.ts';
import {
  outcomeOf, type ComputationTrial, type CountTrial, type Lesson, type LessonResults, type TrainingTrial, type Trial,
} from './lesson.ts';
import { seedOf } from './training-config.ts';
import type { Initialisation, InitScheme } from './weights.ts';

/** A trial that is about a network. */
export type NetworkTrial = TrainingTrial | ComputationTrial | CountTrial;

/** True for a trial that is about a network. */
export function isNetworkTrial(trial: Trial): trial is NetworkTrial {
  return 'template' in trial;
}

/** The trial whose outcome has to be there before this one can start. */
export function neededTrial(trial: NetworkTrial): string | undefined {
  return trial.type === 'training' ? trial.startFrom?.trial : undefined;
}

export interface TrialSource {
  /** Template by its path under templates/, without ".json". */
  readonly template: (path: string) => Promise<NetworkDocument>;
  readonly seed: number;
}

/** Far from the seeds that people choose. */
const otherStart = 1_000_000;

/** Rejects where the template is missing, and where a trial that it starts from has no outcome among `results`. */
export async function trialDocument(
  lesson: Lesson, trial: NetworkTrial, { template, seed }: TrialSource, results: LessonResults,
): Promise<NetworkDocument> {
  const base = await template(trial.template);
  const changed = trial.change ? trial.change(base) : base;
  const document = { ...changed, training: { ...changed.training, seed } };
  switch (trial.type) {
    case 'count': return document;
    case 'computation': return withExample(withWeights(document, trial.weights, trial.id), lesson, trial);
    case 'training': {
      const started = trial.otherStart ? withOtherStart(document) : document;
      return withWeights(started, givenWeights(trial, results), trial.id);
    }
  }
}

function withOtherStart(document: NetworkDocument): NetworkDocument {
  const { training } = document;
  const weights = seedOf(training, 'weights') + otherStart;
  return { ...document, training: { ...training, seeds: { ...training.seeds, weights } } };
}

type GivenWeights = Readonly<Record<string, ArrayLike<number>>>;

/** Initial weights that no scheme draws, by key. */
function givenWeights({ weights = {}, startFrom }: TrainingTrial, results: LessonResults): GivenWeights {
  if (!startFrom) return weights;
  const { weights: learnt } = outcomeOf(results, startFrom.trial, 'training');
  const kept = Object.entries(learnt).filter(([key]) => !startFrom.exceptNodes.includes(ownerOf(key)));
  return { ...Object.fromEntries(kept.map(([key, { data }]) => [key, data])), ...weights };
}

/** The node of a weight's key; the weight's own name is what follows. */
function ownerOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}

/** The document with initial weights by key. Throws where one is no weight or bias that a layer can be given. */
function withWeights(document: NetworkDocument, given: GivenWeights, trial: string): NetworkDocument {
  const nodes = { ...document.graph.nodes };
  for (const [key, values] of Object.entries(given)) {
    const id = ownerOf(key);
    const part = key.slice(id.length + 1);
    const node = nodes[id];
    if (!node || (part !== 'weight' && part !== 'bias')) {
      throw new Error(`Trial "${trial}" gives ${key}; expected the weight or bias of a node.`);
    }
    const scheme: InitScheme = { scheme: 'values', values: Array.from(values, shortestFloat32) };
    const own: Initialisation = { ...node.initialisation, [part]: scheme };
    nodes[id] = { ...node, initialisation: own };
  }
  return { ...document, graph: { ...document.graph, nodes } };
}

/** The trial's input as the one example, and what comes out of it as its targets. */
function withExample(document: NetworkDocument, { claims }: Lesson, { id, input }: ComputationTrial): NetworkDocument {
  const output = claims.find((claim) => claim.output?.trial === id)?.output;
  if (!output) throw new Error(`No claim says what comes out of trial "${id}"; expected one.`);
  const datasetOptions: DatasetOptions = { numbers: input.join(' '), targets: output.values.join(' ') };
  const example = { dataset: 'typed', datasetOptions, loss: 'mse', batchSize: 1, validation: 'test' } as const;
  return { ...document, training: { ...document.training, ...example } };
}
