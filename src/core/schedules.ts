// Schedules of the learning rate: pure functions of where a run is, with the formulas and names of
// torch.optim.lr_scheduler. Step, cosine and plateau count epochs; one-cycle and warm-up count batches.

/** In the order to show them. */
export const scheduleTypes = ['constant', 'step', 'cosine', 'oneCycle', 'plateau'] as const;
export type ScheduleType = (typeof scheduleTypes)[number];

export type ScheduleConfig = { readonly type: 'constant'; readonly warmup?: Warmup } | StepSchedule | CosineSchedule | OneCycleSchedule | PlateauSchedule;
/** The settings of one schedule. */
export type ScheduleOf<T extends ScheduleType> = Extract<ScheduleConfig, { type: T }>;

/** LinearLR, stepped every batch: the learning rate times `startFactor` at first, growing evenly to its whole over `totalIters` batches. */
export interface Warmup {
  readonly startFactor: number;
  readonly totalIters: number;
}

/** StepLR: times `gamma` after every `stepSize` epochs. */
interface StepSchedule {
  readonly type: 'step';
  readonly stepSize: number;
  readonly gamma: number;
  readonly warmup?: Warmup;
}

/** CosineAnnealingLR: half a cosine wave down to `etaMin` over `tMax` epochs, all of the run's where absent. */
interface CosineSchedule {
  readonly type: 'cosine';
  readonly tMax?: number;
  readonly etaMin: number;
  readonly warmup?: Warmup;
}

/** OneCycleLR over all batches of the run; the optimiser's learning rate is `max_lr`. */
export interface OneCycleSchedule {
  readonly type: 'oneCycle';
  readonly pctStart: number;
  readonly divFactor: number;
  readonly finalDivFactor: number;
  readonly annealStrategy: 'cos' | 'linear';
  readonly threePhase: boolean;
  /** Momentum, or Adam's beta 1, goes down while the learning rate goes up. */
  readonly cycleMomentum: boolean;
  readonly baseMomentum: number;
  readonly maxMomentum: number;
  readonly warmup?: Warmup;
}

/** ReduceLROnPlateau on the validation loss, or the training loss where there is no validation. */
export interface PlateauSchedule {
  readonly type: 'plateau';
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly thresholdMode: 'rel' | 'abs';
  readonly cooldown: number;
  readonly minLr: number;
  readonly eps: number;
  readonly warmup?: Warmup;
}

/** What a newly chosen schedule starts with: PyTorch's defaults, and a third of ten epochs where it has none. */
export const defaultSchedules: { readonly [T in ScheduleType]: ScheduleOf<T> } = {
  constant: { type: 'constant' },
  step: { type: 'step', stepSize: 3, gamma: 0.1 },
  cosine: { type: 'cosine', etaMin: 0 },
  oneCycle: {
    type: 'oneCycle', pctStart: 0.3, divFactor: 25, finalDivFactor: 10_000, annealStrategy: 'cos', threePhase: false,
    cycleMomentum: true, baseMomentum: 0.85, maxMomentum: 0.95,
  },
  plateau: { type: 'plateau', factor: 0.1, patience: 10, threshold: 1e-4, thresholdMode: 'rel', cooldown: 0, minLr: 0, eps: 1e-8 },
};
/** PyTorch's of 5 iterations from a third means epochs. */
export const defaultWarmup: Warmup = { startFactor: 0.1, totalIters: 100 };
