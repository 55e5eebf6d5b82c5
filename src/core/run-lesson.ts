// Runs the trials of a lesson one after another and holds its claims against what came out. What trains is passed in: the
// worker of the page, or an engine on the command line.

import { descend } from './descent.ts';
import type { NetworkDocument } from './document.ts';
import type { LayerRegistry } from './layer-kind.ts';
import {
  type Claim, type ComputationTrial, type Lesson, type LessonEpoch, type LessonResults, type ParameterCounts, type SurfaceOutcome, type TakenFor,
  type TrainingOutcome, type TrainingTrial, type Trial, type TrialOutcome, type Verdict,
} from './lesson.ts';
import { createPlan, type NetworkPlan } from './plan.ts';
import { spreads } from './spread.ts';
import { seedOf, type TrainingConfig } from './training-config.ts';
import type { Metrics, TrainingEvent } from './training-event.ts';
import { trialDocument, type NetworkTrial } from './trial-document.ts';
import { countParameters, initialWeights, type WeightSet } from './weights.ts';

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
  readonly predictions?: TakenFor;
  readonly surface?: SurfaceOutcome;
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
    if (trial.type === 'training') Object.assign(results, await train(lesson, [trial, ...twinsOf(trial, lesson)], results, context));
    else results[trial.id] = await runTrial(lesson, trial, context);
  }
  return { results, claims: lesson.claims.map((claim) => judge(claim, results)) };
}

/** Holds a claim against results. */
export function judge({ text, check }: Claim, results: LessonResults): JudgedClaim {
  return { text, ...check(results) };
}

async function runTrial(lesson: Lesson, trial: Exclude<Trial, TrainingTrial>, context: LessonContext): Promise<TrialOutcome> {
  switch (trial.type) {
    case 'descent': return { type: 'descent', path: descend(trial) };
    case 'spread': return { type: 'spread', spreads: spreads(trial, context.seed) };
    case 'computation': return compute(lesson, trial, context);
    case 'count': return { type: 'count', ...parameterCounts((await networkOf(lesson, trial, {}, context)).plan) };
  }
}

/** Trials that are trained beside this one. */
function twinsOf({ id }: TrainingTrial, { trials }: Lesson): TrainingTrial[] {
  return trials.filter((trial): trial is TrainingTrial => trial.type === 'training' && trial.twinOf === id);
}

async function compute(lesson: Lesson, trial: ComputationTrial, context: LessonContext): Promise<TrialOutcome> {
  const network = await startOf(lesson, trial, {}, context);
  const op = network.plan.ops.find(({ id }) => id === trial.at);
  if (!op) throw new Error(`The network of trial "${trial.id}" has no node "${trial.at}".`);
  const output = await context.driver.compute(network, Float32Array.from(trial.input), trial.at);
  return { type: 'computation', shape: op.outputShape, output };
}

/** Trains one trial, or two in lockstep; the outcomes by trial. */
async function train(
  lesson: Lesson, [trial, twin, third]: readonly TrainingTrial[], results: LessonResults, context: LessonContext,
): Promise<LessonResults> {
  if (!trial || third) throw new Error(`Trial "${trial?.id ?? ''}" is trained beside one other at most; expected no "${third?.id ?? ''}".`);
  const own = await prepareTrial(lesson, trial, results, context);
  const other = twin && await prepareTrial(lesson, twin, results, context);
  const trained = await context.driver.train(other ? [own.run, other.run] : [own.run]);
  return Object.fromEntries([own, ...(other ? [other] : [])].flatMap(({ run, told }, i) => {
    const its = trained[i];
    return its ? [[run.trial.id, { type: 'training', ...parameterCounts(run.network.plan), initialWeights: run.network.weights, ...told(), ...its }]] : [];
  }));
}

type Told = Pick<TrainingOutcome, 'epochs' | 'losses' | 'failure'>;

/** The run of a trial, and what it has told so far. */
async function prepareTrial(
  lesson: Lesson, trial: TrainingTrial, results: LessonResults, context: LessonContext,
): Promise<{ readonly run: TrialRun; readonly told: () => Told }> {
  const network = await startOf(lesson, trial, results, context);
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

/** Network and settings of the document that a trial opens as. */
async function networkOf(
  lesson: Lesson, trial: NetworkTrial, results: LessonResults, context: LessonContext,
): Promise<Omit<TrialNetwork, 'weights'>> {
  const { graph, training: config } = await trialDocument(lesson, trial, context, results);
  const compiled = createPlan(graph, context.layers);
  if ('problems' in compiled) throw new Error(`The network of trial "${trial.id}" has a problem: ${compiled.problems[0]?.message ?? ''}.`);
  return { plan: compiled.plan, config };
}

/** The same with the weights that training it starts from. */
async function startOf(
  lesson: Lesson, trial: NetworkTrial, results: LessonResults, context: LessonContext,
): Promise<TrialNetwork> {
  const { plan, config } = await networkOf(lesson, trial, results, context);
  return { plan, config, weights: initialWeights(plan.ops, seedOf(config, 'weights'), config.initialisation) };
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
