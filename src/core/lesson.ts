// What a lab of the course is: a text, a question to answer before running, trials that are run on the spot, and claims
// that are held against what was measured. Plain data and pure functions; who runs the trials is training's affair.

import type { DescentConfig, DescentPoint } from './descent.ts';
import type { NetworkDocument } from './document.ts';
import type { Shape } from './shape.ts';
import type { Spread, SpreadConfig } from './spread.ts';
import type { Metrics } from './training-event.ts';
import type { WeightSet } from './weights.ts';

export interface Lesson {
  /** Names it on the command line and in what the browser remembers: "momentum". */
  readonly id: string;
  /** Its place in the course: "5", "12.3". */
  readonly number: string;
  /** Sentence case. */
  readonly title: string;
  /** What to know before running, a paragraph each. */
  readonly text: readonly string[];
  readonly question: Question;
  readonly trials: readonly Trial[];
  readonly claims: readonly Claim[];
  /** The losses start far above where they differ, so their charts start with a logarithmic scale. */
  readonly lossScale?: 'log';
  /** What to look at on the canvas: a lens by its id, a node to choose where there is one, and why. */
  readonly look?: { readonly lens: string; readonly select?: string; readonly why: string };
}

export interface Question {
  readonly text: string;
  readonly options: readonly string[];
  /** Index of the option that the runs bear out. */
  readonly answer: number;
  /** Shown with the results. */
  readonly because: string;
}

/** One thing that is run: a network trained, computed once, or merely counted, a descent on a function, or sums of drawn weights. */
export type Trial = TrainingTrial | ComputationTrial | CountTrial | DescentTrial | SpreadTrial;

interface TrialNames {
  /** Unique in the lesson: "sigmoid". */
  readonly id: string;
  /** As the results name it. */
  readonly label: string;
}

export interface TrainingTrial extends TrialNames {
  readonly type: 'training';
  /** File under templates/ without ".json": "labs/one-hidden-layer". */
  readonly template: string;
  /** What this trial changes of the template. */
  readonly change?: (document: NetworkDocument) => NetworkDocument;
  /** Initial weights that no scheme draws, by weight key; the others are drawn from the seed. */
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  /** The weights that are drawn are not those of the run's seed: another start of the same training. */
  readonly otherStart?: true;
  /** Weights that an earlier trial ended with, but for these nodes. */
  readonly startFrom?: { readonly trial: string; readonly exceptNodes: readonly string[] };
  /** Inputs, one after another, whose outputs in evaluation mode are wanted at the end. */
  readonly probe?: readonly number[];
  /** The score over all training examples is wanted, at the end and in evaluation mode. */
  readonly scoreTraining?: true;
  /** The gradient of each layer's weights is wanted, at the start and at the end. */
  readonly gradients?: true;
  /** What the network takes each validation example for is wanted, at the end. */
  readonly predictions?: true;
  /**
   * An earlier trial that this one is trained beside, in lockstep: a batch of the one, then the same batch of the other. Each
   * is exactly the run that it would be alone.
   */
  readonly twinOf?: string;
  /** The cost over two of its weights is to be drawn, with the way of the run on it. */
  readonly surface?: CostSurface;
}

/** A window on the cost over two weights, every other weight being as it is at the end. */
export interface CostSurface {
  /** Keys of the weights, of which the first number counts: across, and up. */
  readonly weights: readonly [across: string, up: string];
  readonly across: readonly [low: number, high: number];
  readonly up: readonly [low: number, high: number];
}

/** A network with given weights, applied to one input. */
export interface ComputationTrial extends TrialNames {
  readonly type: 'computation';
  readonly template: string;
  readonly change?: (document: NetworkDocument) => NetworkDocument;
  readonly weights: Readonly<Record<string, readonly number[]>>;
  /** Channels first. */
  readonly input: readonly number[];
  /** The node whose value is the result; networks end in a list of numbers, and this may be an image. */
  readonly at: string;
}

/** A network whose parameters are counted; too large to be trained on the spot. */
export interface CountTrial extends TrialNames {
  readonly type: 'count';
  readonly template: string;
  readonly change?: (document: NetworkDocument) => NetworkDocument;
}

/** An optimiser let down a function of one weight. */
export interface DescentTrial extends TrialNames, DescentConfig {
  readonly type: 'descent';
}

/** How wide the sum of a unit is by the number of its inputs, for weights of one scheme. */
export interface SpreadTrial extends TrialNames, SpreadConfig {
  readonly type: 'spread';
}

export type TrialOutcome = TrainingOutcome | ComputationOutcome | CountOutcome | DescentOutcome | SpreadOutcome;

export interface ParameterCounts {
  readonly parameters: number;
  readonly trainableParameters: number;
}

export interface CountOutcome extends ParameterCounts {
  readonly type: 'count';
}

export interface TrainingOutcome extends ParameterCounts {
  readonly type: 'training';
  readonly epochs: readonly LessonEpoch[];
  /** Loss of every batch, before its step. */
  readonly losses: readonly number[];
  readonly initialWeights: WeightSet;
  readonly weights: WeightSet;
  /** Outputs for the probe, one after another; empty without one. */
  readonly outputs: Float32Array;
  /** Over all training examples, in evaluation mode at the end; there where the trial wants it. */
  readonly trainingScore?: Metrics;
  /** Euclidean norm of the loss's gradient by weight key; there where the trial wants gradients. */
  readonly gradientsAtStart?: Readonly<Record<string, number>>;
  readonly gradientsAtEnd?: Readonly<Record<string, number>>;
  /** There where the trial wants them. */
  readonly predictions?: TakenFor;
  /** There where the trial wants one and the driver draws: the page does. */
  readonly surface?: SurfaceOutcome;
  /** Why training ended early. */
  readonly failure?: string;
}

/** Class indices of the validation examples, and what the network took each for. */
export interface TakenFor {
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
}

export interface SurfaceOutcome {
  /** Points along each axis. */
  readonly side: number;
  /** Mean loss at each point, row after row from the lowest. */
  readonly losses: Float32Array;
  /** Where the run was at some of its steps, across and up in turns. */
  readonly path: Float32Array;
  /** Those steps; 0 is the start. */
  readonly steps: Int32Array;
}

/** Means over the examples; accuracy as a fraction, NaN where nothing is classified or validated. */
export interface LessonEpoch {
  readonly epoch: number;
  readonly trainingLoss: number;
  readonly trainingAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export interface ComputationOutcome {
  readonly type: 'computation';
  readonly shape: Shape;
  readonly output: Float32Array;
}

export interface DescentOutcome {
  readonly type: 'descent';
  readonly path: readonly DescentPoint[];
}

export interface SpreadOutcome {
  readonly type: 'spread';
  readonly spreads: readonly Spread[];
}

/** What one run of a lesson's trials gave, by trial. */
export type LessonResults = Readonly<Record<string, TrialOutcome>>;

/** A statement of the lesson, and how it is held against the results. */
export interface Claim {
  /** One sentence. */
  readonly text: string;
  /** Of a claim about a computation: the trial, and what comes out of it. */
  readonly output?: { readonly trial: string; readonly values: readonly number[] };
  /** Throws an Error that names a trial whose outcome is missing. */
  readonly check: (results: LessonResults) => Verdict;
}

export interface Verdict {
  readonly holds: boolean;
  /** The figures that decided it, in words: "plain 98.4 %, BatchNorm 99.0 %". */
  readonly measured: string;
}

export type LessonRegistry = ReadonlyMap<string, Lesson>;

/** The outcome of a trial of the given type. Throws where the lesson has none. */
export function outcomeOf<T extends TrialOutcome['type']>(results: LessonResults, trial: string, type: T): Extract<TrialOutcome, { type: T }> {
  const outcome = results[trial];
  if (outcome?.type !== type) throw new Error(`the lesson has no ${type} outcome of trial "${trial}", received ${outcome?.type ?? 'none'}`);
  return outcome as Extract<TrialOutcome, { type: T }>;
}
