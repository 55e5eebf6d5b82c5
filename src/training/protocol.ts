// What the page and the training worker say to each other: one type maps each request to its arguments and
// result, and run events travel the other way. Everything here crosses postMessage.

import type { Health } from '../core/health.ts';
import type { FreshWeight } from '../core/carry-over.ts';
import type { RateCurve, RatePoint, RateRange } from '../core/learning-rate-curve.ts';
import type { NetworkPlan } from '../core/plan.ts';
import type { PlanExplanation } from '../core/plan-explanation.ts';
import type { Shape } from '../core/shape.ts';
import type { LiveChange, TrainingConfig } from '../core/training-config.ts';
import type { Metrics, TrainingEvent } from '../core/training-event.ts';
import type { WeightSet } from '../core/weights.ts';
import type { Derivatives, DifferentiateRequest } from '../core/derivatives.ts';
import type { Activation } from '../engines/engine.ts';
import type { MeasuredEngine } from '../engines/select.ts';
import type { BestWeights } from './best-epoch.ts';
import type { CheckpointHead, CheckpointSubject, ReopenArgs, ResumeArgs } from './checkpoints.ts';
import type { EngineMemory } from './engine-memory.ts';
import type { Predictions } from './predictions.ts';
import type { RunLog } from './run-log.ts';
import type { WeightPlace } from './weight-plane.ts';

export { documentOf } from './checkpoints.ts';
export type { BestWeights, CheckpointHead, CheckpointSubject, EngineMemory, ReopenArgs, ResumeArgs, MeasuredEngine, Predictions, WeightPlace };

export interface StartArgs {
  /** The run's number, chosen by the asker; its events carry it. */
  readonly run: number;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Id of an engine to use whatever the measurement says. */
  readonly engine?: string;
  /** Waits before the first batch, to be stepped or resumed. */
  readonly paused?: boolean;
  /** Where to start from, complete; drawn from the seed unless given. */
  readonly weights?: WeightSet;
  /** Another network to train in lockstep with it, on the same data and engine. */
  readonly twin?: Pick<StartArgs, 'plan' | 'config' | 'weights'>;
  /** What its checkpoints and its record call it; chosen by the worker where absent, and the checkpoint's own where it goes on from one. */
  readonly id?: string;
  /** What a page shows of it; where it is given, the run makes checkpoints, which carry it. */
  readonly subject?: CheckpointSubject;
  /** The checkpoint to go on from, whose plan and settings count then. */
  readonly resume?: ResumeArgs;
}

/** What a run that may come would start with. */
export interface PrepareArgs {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly engine?: string;
}

/** A network with given weights, applied to one input without any data. */
export interface ComputeArgs {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Complete. */
  readonly weights: WeightSet;
  /** Channels first. */
  readonly input: Float32Array;
  /** The op whose value is wanted. */
  readonly op: string;
}

export interface ExplainArgs {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly measure: boolean;
}

/**
 * The network that a request means: that of the latest run, which is what a request without this means, the second side of
 * its comparison, or the one that `preview` opened.
 */
export type NetworkName = 'run' | 'twin' | 'preview';

interface OfNetwork {
  readonly network?: NetworkName;
}

export interface PreviewArgs {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Id of an engine to use whatever the measurement says. */
  readonly engine?: string;
  /** Complete; drawn from the seed unless given. */
  readonly weights?: WeightSet;
}

/** What there is to look at in a network's data. */
export interface DataFacts {
  /** Id of the dataset; another than asked for where it stands in for that. */
  readonly dataset: string;
  readonly classNames: readonly string[];
  readonly trainingCount: number;
  readonly validationCount: number;
}

export type DataPart = 'training' | 'validation';

/** Examples as the network takes them. */
export interface Examples {
  /** Of one example, channels first. */
  readonly shape: Shape;
  /** One example after another. */
  readonly inputs: Float32Array;
  /** Class indices. */
  readonly labels: Int32Array;
  /** What every output should be; there where the loss takes targets. */
  readonly targets?: Float32Array;
}

/** A file as dropped on the page. */
export interface DroppedFile {
  readonly name: string;
  readonly content: Blob;
}

/** Channels, height, width. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/**
 * What a loss landscape is drawn over. `weights`: one or two of them, whose values are the coordinates. `random`: two
 * filter-normalised directions. `path`: the two directions in which the run has moved most.
 */
export type LandscapePlane =
  | { readonly type: 'weights'; readonly places: readonly WeightPlace[] }
  | { readonly type: 'random'; readonly seed: number }
  | { readonly type: 'path' };

export interface LandscapeArgs extends OfNetwork {
  readonly plane: LandscapePlane;
  readonly part: DataPart;
  /** The loss is the mean over so many examples of the part, or over all where there are fewer. */
  readonly count: number;
}

/** The run's way as coordinates of a landscape, its present point last. */
export interface LandscapePath {
  readonly steps: Int32Array;
  /** As many for each step as the landscape has axes. */
  readonly points: Float32Array;
  /** True where only the present point is kept: the weights are too many to be kept several times. */
  readonly isTooLarge: boolean;
}

export interface LandscapeFacts {
  readonly examples: number;
  /** Coordinates of the weights that it was laid through. */
  readonly here: Float32Array;
  /** Share of the path's variance along each direction; of `path` only. */
  readonly explained: readonly number[];
  readonly path: LandscapePath;
}

/** Each request's arguments and result. Requests about a run mean the latest; they fail where there was none. */
export interface Requests {
  /** Begins a run and answers at once; loading, training and failures are told by its events. One run at a time. */
  start: { args: StartArgs; result: undefined };
  /**
   * Does ahead what the first run would wait for: data that is at hand and the choice of an engine, which a `start` with the
   * same plan and settings then finds, or joins. Fails where a run is going on, and where the run would.
   */
  prepare: { args: PrepareArgs; result: undefined };
  /** What engines would need for a run, up to the first that can train it; the one named alone where one is. Opens nothing. */
  memory: { args: PrepareArgs; result: readonly EngineMemory[] };
  /** Answers when no batch is in the works any more. */
  pause: { args: undefined; result: undefined };
  resume: { args: undefined; result: undefined };
  /** Trains one batch of a paused run and answers when it is done. */
  step: { args: undefined; result: undefined };
  /** Ends the run after the batch in the works and answers when it has ended; the network stays for `predict`. */
  stop: { args: undefined; result: undefined };
  /** Applies from the next batch on. */
  change: { args: LiveChange; result: undefined };
  /**
   * Opens a network beside the runs, to be looked at and not trained: its data, the fastest engine, its weights. Answers
   * when it is ready; the one before is freed, and so is this when a run starts.
   */
  preview: { args: PreviewArgs; result: DataFacts };
  /** The chosen examples of a part of the data. */
  examples: { args: OfNetwork & { readonly part: DataPart; readonly indices: Int32Array }; result: Examples };
  /** Logits for `count` examples, channels first, preprocessed. */
  predict: { args: OfNetwork & { readonly inputs: Float32Array; readonly count: number }; result: Float32Array };
  /** Class probabilities for one image as the dataset stores them, and that image as the network saw it. */
  recognise: {
    args: OfNetwork & { readonly pixels: Uint8Array; readonly shape: ImageShape };
    result: { readonly probabilities: Float32Array; readonly seen: Activation };
  };
  /** Values of ops; with mode `train` as a step would compute them, of a batch at most. Nothing that training depends on changes. */
  inspect: {
    args: OfNetwork & { readonly inputs: Float32Array; readonly count: number; readonly ops: readonly string[]; readonly mode?: DifferentiateRequest['mode'] };
    result: ReadonlyMap<string, Activation>;
  };
  /** One pass forward and back without a step. */
  differentiate: { args: OfNetwork & { readonly request: DifferentiateRequest }; result: Derivatives };
  /** Where training goes on meanwhile, each batch is evaluated as the network is when its turn comes. */
  evaluate: { args: OfNetwork & { readonly part: DataPart }; result: Metrics };
  /** What the network says of every example of a part; a turn for each batch, as with `evaluate`. */
  predictions: { args: OfNetwork & { readonly part: DataPart }; result: Predictions };
  /** Lays a loss landscape through the present weights of a network, on a session of its own; the one before is freed. */
  openLandscape: { args: LandscapeArgs; result: LandscapeFacts };
  /** Losses at points of the open landscape, coordinate after coordinate. */
  landscapeLosses: { args: { readonly points: Float32Array }; result: Float32Array };
  landscapePath: { args: undefined; result: LandscapePath };
  /** Of some training examples; updates are those of the next step, or else what plain SGD with this rate (the settings' unless given) would do. */
  health: { args: OfNetwork & { readonly learningRate?: number }; result: Health };
  /** All weights, or those of the named ops. */
  readWeights: { args: (OfNetwork & { readonly ops?: readonly string[] }) | undefined; result: WeightSet };
  /** Steps at which the weights of the latest run are kept, ascending, 0 for the initial ones; few, evenly over the run. */
  weightSteps: { args: undefined; result: Int32Array };
  /** The weights as they were at one of those steps. */
  weightsAt: { args: { readonly step: number }; result: WeightSet };
  /** Of the best epoch so far; undefined before the first has ended, and where the run does not keep them. */
  readBestWeights: { args: OfNetwork | undefined; result: BestWeights | undefined };
  /**
   * Exchanges the network of the run between batches, paused or not: weights and memory are carried over by name and shape, and the
   * answer says which weights start anew. Fails, and changes nothing, where the network does not fit the run.
   */
  reopen: { args: ReopenArgs; result: readonly FreshWeight[] };
  /** Answers at once, or after the batch in the works: the sign that the worker is alive. */
  ping: { args: undefined; result: undefined };
  /**
   * Checkpoints of runs that were left without an end, or of the latest one of this page, newest first. `lost`: a run whose worker
   * was given up, which may seem alive for a while.
   */
  checkpoints: { args: { readonly lost: string } | undefined; result: readonly CheckpointHead[] };
  /** Forgets all checkpoints of a run, by what its heads call it. */
  discardCheckpoints: { args: { readonly run: string }; result: undefined };
  /** Keeps a dataset's files for this and later visits, recognised by what they hold; answers with the dataset's id. */
  cacheFiles: { args: { readonly files: readonly DroppedFile[] }; result: { readonly dataset: string } };
  /**
   * What our own engine makes of a plan, measured over a few steps where asked; needs no run, and one that is going on
   * trains meanwhile. Fails with a sentence where the engine cannot train the plan.
   */
  explain: { args: ExplainArgs; result: PlanExplanation };
  /**
   * Trains a network of its own for some batches while the learning rate grows, and answers with the losses; a run that is going
   * on goes on and does not notice. Tells each point, and what is done before the first.
   */
  findLearningRate: { args: FindRateArgs; result: RateCurve; progress: RatePoint | Extract<TrainingEvent, { type: 'phase' }> };
  /** Evaluates a network once on a session of its own; needs no run and disturbs none. */
  compute: { args: ComputeArgs; result: Activation };
  /** Ends the run and frees the network. */
  dispose: { args: undefined; result: undefined };
}

export interface FindRateArgs {
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly range: RateRange;
  /** Id of an engine to use whatever the measurement says. */
  readonly engine?: string;
  /** From initial weights, or from those that the latest run has now. */
  readonly start: 'initial' | 'run';
}

export type RequestName = keyof Requests;
export type RequestArgs<N extends RequestName> = Requests[N]['args'];
/** What a request tells on the way to its answer; most tell nothing. */
export type RequestProgress<N extends RequestName> = Requests[N] extends { readonly progress: infer P } ? P : never;
export type RequestResult<N extends RequestName> = Requests[N]['result'];

/** What runs told by the worker consist of: the loop's own events, what was chosen for it, and the same of a second side. */
export type RunEvent = SideEvent | TwinEvent;

/** An event of the second side of a comparison. */
export interface TwinEvent {
  readonly type: 'twin';
  readonly event: SideEvent;
  /** The first side has ended. */
  readonly alone?: true;
}

export type SideEvent =
  | TrainingEvent
  /** The run goes on from a checkpoint; `log` is what it had told until then. */
  | { readonly type: 'resumed'; readonly log: RunLog }
  /** Settings changed live; `step` is the last that was trained without the change. */
  | { readonly type: 'changed'; readonly step: number; readonly change: LiveChange }
  | { readonly type: 'engine'; readonly id: string; readonly name: string; readonly description: string; readonly candidates: readonly MeasuredEngine[] }
  | {
      readonly type: 'data'; readonly dataset: string; readonly name: string;
      readonly trainingCount: number; readonly validationCount: number; readonly classNames: readonly string[];
      /** Id of the dataset that was asked for, where this one stands in for it. */
      readonly standsInFor?: string;
    };

/** Events of one run in order: `events[i]` has number `first + i`, from 0 and without gaps; `ended` is the last. */
export interface EventsMessage {
  readonly type: 'events';
  readonly run: number;
  readonly first: number;
  readonly events: readonly RunEvent[];
}
