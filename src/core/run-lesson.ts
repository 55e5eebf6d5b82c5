// Runs the trials of a lesson one after another and holds its claims against what came out. What trains is passed in: the
// worker of the page, or an engine on the command line.

import { descend } from './descent.ts';
import type { NetworkDocument } from './document.ts';
import type { LayerRegistry } from './layer-kind.ts';
import {
  outcomeOf, type Claim, type ComputationTrial, type CountTrial, type Lesson, type LessonEpoch, type LessonResults, type ParameterCounts, type SurfaceOutcome,
  type TrainingOutcome, type TrainingTrial, type Trial, type TrialOutcome, type Verdict,
} from './lesson.ts';
import { createPlan, type NetworkPlan } from './plan.ts';
import type { Shape } from './shape.ts';
import { spreads } from './spread.ts';
import { seedOf, type TrainingConfig } from './training-config.ts';
import type { Metrics, TrainingEvent } from './training-event.ts';
import { countParameters, initialWeights, weightKey, type WeightSet } from './weights.ts';

/** A network with its settings and where it starts. */
export interface TrialNetwork {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly weights: WeightSet;
}

export interface TrainedTrial {
  readonly weights: WeightSet;
  readonly outputs: Float32Array;
  readonly trainingScore?: Metrics;
  readonly gradientsAtStart?: Readonly<Record<string, number>>;
  readonly gradientsAtEnd?: Readonly<Record<string, number>>;
  readonly surface?: SurfaceOutcome;
}

/** A trial that is about a network. */
export type NetworkTrial = TrainingTrial | ComputationTrial | CountTrial;

/** True for a trial that is about a network. */
export function isNetworkTrial(trial: Trial): trial is NetworkTrial {
  return 'template' in trial;
}

/** A run as a driver is asked for it. */
export interface TrialRun {
  readonly trial: TrainingTrial;
  readonly network: TrialNetwork;
  /** Is told every event on the way. */
  readonly tell: (event: TrainingEvent) => void;
}

/** What trains and computes. Both reject with a sentence where they cannot, and where whoever made the driver has had enough. */
export interface TrialDriver {
  /** Trains one run, or two in lockstep, to the end; answers for each in order. */
  train(runs: readonly [TrialRun] | readonly [TrialRun, TrialRun]): Promise<readonly TrainedTrial[]>;
  /** The value of node `at` for one input, both channels first. */
  compute(network: TrialNetwork, input: Float32Array, at: string): Promise<Float32Array>;
}

export interface LessonContext {
  readonly layers: LayerRegistry;
  /** Template by its path under templates/, without ".json". */
  readonly template: (path: string) => Promise<NetworkDocument>;
  readonly driver: TrialDriver;
  readonly seed: number;
  /** Of a training trial, trained with these settings. */
  readonly tell: (trial: Trial, event: TrainingEvent, config: TrainingConfig) => void;
}

export interface JudgedClaim extends Verdict {
  readonly text: string;
}

export interface LessonReport {
  readonly results: LessonResults;
  readonly claims: readonly JudgedClaim[];
}

/** Runs all trials in order. Rejects with a sentence where a trial cannot be run; training that fails is an outcome. */
export async function runLesson(lesson: Lesson, context: LessonContext): Promise<LessonReport> {
  const results: Record<string, TrialOutcome> = {};
  for (const trial of lesson.trials) {
    if (results[trial.id]) continue;
    if (trial.type === 'training') Object.assign(results, await train([trial, ...twinsOf(trial, lesson)], results, context));
    else results[trial.id] = await runTrial(trial, context);
  }
  return { results, claims: lesson.claims.map((claim) => judge(claim, results)) };
}

/** Holds a claim against results. */
export function judge({ text, check }: Claim, results: LessonResults): JudgedClaim {
  return { text, ...check(results) };
}

/** The document that a trial runs, with the run's seed. Rejects where its template is missing. */
export async function documentOf({ template, change }: NetworkTrial, context: Pick<LessonContext, 'template' | 'seed'>): Promise<NetworkDocument> {
  const base = await context.template(template);
  const document = change ? change(base) : base;
  return { ...document, training: { ...document.training, seed: context.seed } };
}

async function runTrial(trial: Exclude<Trial, TrainingTrial>, context: LessonContext): Promise<TrialOutcome> {
  switch (trial.type) {
    case 'descent': return { type: 'descent', path: descend(trial) };
    case 'spread': return { type: 'spread', spreads: spreads(trial, context.seed) };
    case 'computation': return compute(trial, context);
    case 'count': return { type: 'count', ...parameterCounts((await planOf(trial, context)).plan) };
  }
}

/** Trials that are trained beside this one. */
function twinsOf({ id }: TrainingTrial, { trials }: Lesson): TrainingTrial[] {
  return trials.filter((trial): trial is TrainingTrial => trial.type === 'training' && trial.twinOf === id);
}

async function compute(trial: ComputationTrial, context: LessonContext): Promise<TrialOutcome> {
  const network = await networkOf(trial, trial.weights, context);
  const op = network.plan.ops.find(({ id }) => id === trial.at);
  if (!op) throw new Error(`The network of trial "${trial.id}" has no node "${trial.at}".`);
  const output = await context.driver.compute(network, Float32Array.from(trial.input), trial.at);
  return { type: 'computation', shape: op.outputShape, output };
}

/** Trains one trial, or two in lockstep; the outcomes by trial. */
async function train([trial, twin, third]: readonly TrainingTrial[], results: LessonResults, context: LessonContext): Promise<LessonResults> {
  if (!trial || third) throw new Error(`Trial "${trial?.id ?? ''}" is trained beside one other at most; expected no "${third?.id ?? ''}".`);
  const own = await prepareTrial(trial, results, context);
  const other = twin && await prepareTrial(twin, results, context);
  const trained = await context.driver.train(other ? [own.run, other.run] : [own.run]);
  return Object.fromEntries([own, ...(other ? [other] : [])].flatMap(({ run, told }, i) => {
    const its = trained[i];
    return its ? [[run.trial.id, { type: 'training', ...parameterCounts(run.network.plan), initialWeights: run.network.weights, ...told(), ...its }]] : [];
  }));
}

type Told = Pick<TrainingOutcome, 'epochs' | 'losses' | 'failure'>;

/** The run of a trial, and what it has told so far. */
async function prepareTrial(trial: TrainingTrial, results: LessonResults, context: LessonContext): Promise<{ readonly run: TrialRun; readonly told: () => Told }> {
  const drawn = await networkOf(trial, trial.weights ?? {}, context);
  const network = trial.startFrom ? { ...drawn, weights: carryOver(drawn.weights, trial.startFrom, results) } : drawn;
  const epochs: LessonEpoch[] = [];
  const losses: number[] = [];
  let failure: string | undefined;
  const tell = (event: TrainingEvent): void => {
    if (event.type === 'batch') losses.push(event.loss);
    if (event.type === 'epoch') epochs.push(lessonEpoch(event));
    if (event.type === 'ended' && event.reason !== 'completed') failure = event.message ?? `Training was ${event.reason}.`;
    context.tell(trial, event, network.config);
  };
  return { run: { trial, network, tell }, told: () => ({ epochs, losses, ...(failure !== undefined && { failure }) }) };
}

async function planOf(trial: NetworkTrial, context: LessonContext): Promise<Omit<TrialNetwork, 'weights'>> {
  const { graph, training: config } = await documentOf(trial, context);
  const compiled = createPlan(graph, context.layers);
  if ('problems' in compiled) throw new Error(`The network of trial "${trial.id}" has a problem: ${compiled.problems[0]?.message ?? ''}.`);
  return { plan: compiled.plan, config };
}

/** Far from the seeds that people choose. */
const otherStart = 1_000_000;

async function networkOf(trial: NetworkTrial, given: Readonly<Record<string, readonly number[]>>, context: LessonContext): Promise<TrialNetwork> {
  const { plan, config } = await planOf(trial, context);
  const seed = seedOf(config, 'weights') + ('otherStart' in trial ? otherStart : 0);
  const drawn = initialWeights(plan.ops, seed, config.initialisation);
  const replaced = Object.entries(given).map(([key, values]) => [key, { shape: shapeOf(drawn, key, values), data: Float32Array.from(values) }] as const);
  return { plan, config, weights: { ...drawn, ...Object.fromEntries(replaced) } };
}

function shapeOf(weights: WeightSet, key: string, values: readonly number[]): Shape {
  const known = weights[key];
  if (known?.data.length !== values.length) throw new Error(`The lesson gives ${values.length} values for ${key}; expected ${known?.data.length ?? 'no such weight'}.`);
  return known.shape;
}

/** What an earlier trial ended with takes the place of what was drawn, but for the weights of the excepted nodes. */
function carryOver(drawn: WeightSet, { trial, exceptNodes }: NonNullable<TrainingTrial['startFrom']>, results: LessonResults): WeightSet {
  const { weights } = outcomeOf(results, trial, 'training');
  const isExcepted = (key: string): boolean => exceptNodes.some((node) => key.startsWith(weightKey(node, '')));
  return { ...drawn, ...Object.fromEntries(Object.entries(weights).filter(([key]) => !isExcepted(key))) };
}

function lessonEpoch({ epoch, training, validation }: Extract<TrainingEvent, { type: 'epoch' }>): LessonEpoch {
  return { epoch, trainingLoss: training.loss, trainingAccuracy: training.accuracy, validationLoss: validation.loss, validationAccuracy: validation.accuracy };
}

function parameterCounts({ ops }: NetworkPlan): ParameterCounts {
  let parameters = 0;
  let trainableParameters = 0;
  for (const { weights, frozen } of ops) {
    const own = countParameters(weights);
    parameters += own;
    if (!frozen) trainableParameters += own;
  }
  return { parameters, trainableParameters };
}
