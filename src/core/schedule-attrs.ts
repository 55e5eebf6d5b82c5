// The settings of schedules, declared like the attributes of layers: the training panel, and the check before a run,
// read them from here.

import { booleanAttr, choiceAttr, describeAttr, floatAttr, intAttr, isAttrValue, type AttrSpec } from './attrs.ts';
import { type ScheduleConfig, type ScheduleOf, type ScheduleType, type Warmup } from './schedules.ts';
import type { TrainingConfig } from './training-config.ts';

export interface ScheduleFacts {
  /** Sentence case. */
  readonly label: string;
  /** One sentence for the training panel. */
  readonly help: string;
}

export const schedules: { readonly [T in ScheduleType]: ScheduleFacts } = {
  constant: { label: 'Constant', help: 'The learning rate stays as it is.' },
  step: { label: 'Step', help: 'Times gamma after every few epochs, as torch.optim.lr_scheduler.StepLR.' },
  cosine: { label: 'Cosine', help: 'Half a cosine wave down, epoch by epoch, as torch.optim.lr_scheduler.CosineAnnealingLR.' },
  oneCycle: { label: 'One cycle', help: 'Up to the learning rate and down to almost 0, batch by batch, as torch.optim.lr_scheduler.OneCycleLR.' },
  plateau: { label: 'Reduce on plateau', help: 'Lower when the validation loss no longer falls, as torch.optim.lr_scheduler.ReduceLROnPlateau.' },
};

/** Below 1, as where gradients are forgotten ever so slowly. */
const momentum = (label: string, help: string, value: number) => floatAttr({ label, help, default: value, min: 0, max: 0.999999 });

/** By schedule and name, in the order to show them. */
export const scheduleAttrs = {
  constant: {},
  step: {
    stepSize: intAttr({ label: 'Every (epochs)', help: 'Epochs between two steps.', default: 3, min: 1 }),
    gamma: floatAttr({ label: 'Gamma', help: 'What each step multiplies the learning rate by.', default: 0.1, min: 0 }),
  },
  cosine: {
    tMax: intAttr({ label: 'Over (epochs)', help: 'Epochs from the learning rate down to the lowest; as many as the run has unless set.', default: 10, min: 1 }),
    etaMin: floatAttr({ label: 'Lowest', help: 'The learning rate at the end.', default: 0, min: 0 }),
  },
  oneCycle: {
    pctStart: floatAttr({ label: 'Share going up', help: 'This share of the run raises the learning rate.', default: 0.3, min: 0, max: 1 }),
    divFactor: floatAttr({ label: 'Start divisor', help: 'The first learning rate is the peak divided by this.', default: 25, min: 1e-6 }),
    finalDivFactor: floatAttr({ label: 'End divisor', help: 'The last learning rate is the first divided by this.', default: 10_000, min: 1e-6 }),
    annealStrategy: choiceAttr({ label: 'Shape', help: 'Along cosine waves or straight lines.', default: 'cos', options: ['cos', 'linear'] }),
    threePhase: booleanAttr({ label: 'Three phases', help: 'Up, down to the start in the same time, then to the end; otherwise up and down to the end.', default: false }),
    cycleMomentum: booleanAttr({ label: 'Cycle momentum', help: 'Momentum, or Adam’s beta 1, goes down while the learning rate goes up.', default: true }),
    baseMomentum: momentum('Min. momentum', 'At the peak of the learning rate.', 0.85),
    maxMomentum: momentum('Max. momentum', 'At the start and at the end.', 0.95),
  },
  plateau: {
    factor: floatAttr({ label: 'Factor', help: 'What each reduction multiplies the learning rate by.', default: 0.1, min: 0, max: 0.999999 }),
    patience: intAttr({ label: 'Patience (epochs)', help: 'More epochs than this without a better loss bring a reduction.', default: 10, min: 0 }),
    threshold: floatAttr({ label: 'Threshold', help: 'How much lower a loss must be to count as better.', default: 1e-4, min: 0 }),
    thresholdMode: choiceAttr({ label: 'Threshold is', help: 'A share of the best loss (rel), or a difference (abs).', default: 'rel', options: ['rel', 'abs'] }),
    cooldown: intAttr({ label: 'Cooldown (epochs)', help: 'Epochs after a reduction that do not count.', default: 0, min: 0 }),
    minLr: floatAttr({ label: 'Lowest', help: 'No reduction goes below this.', default: 0, min: 0 }),
    eps: floatAttr({ label: 'Least change', help: 'Smaller reductions are left out.', default: 1e-8, min: 0 }),
  },
} as const satisfies { readonly [T in ScheduleType]: SpecsOf<ScheduleOf<T>> };

type SpecsOf<C> = { readonly [K in Exclude<keyof C, 'type' | 'warmup'>]-?: AttrSpec<NonNullable<C[K]> extends boolean ? boolean : NonNullable<C[K]> extends string ? NonNullable<C[K]> : number> };

export const warmupAttrs = {
  totalIters: intAttr({ label: 'Warm-up batches', help: 'The learning rate grows evenly to its whole over this many batches, as torch.optim.lr_scheduler.LinearLR.', default: 100, min: 1 }),
  startFactor: floatAttr({ label: 'Warm-up from', help: 'The share of the learning rate that the first batch has.', default: 0.1, min: 1e-6, max: 1 }),
} as const satisfies { readonly [K in keyof Warmup]: AttrSpec<number> };

/** The settings of a schedule by name, in the order to show them. */
export function scheduleSpecs(type: ScheduleType): readonly [string, AttrSpec<number> | AttrSpec<boolean> | AttrSpec<string>][] {
  return Object.entries(scheduleAttrs[type]);
}

/** A setting of a schedule by name; undefined where it has none. */
export function scheduleSetting(schedule: ScheduleConfig, name: string): unknown {
  return Object.entries(schedule).find(([key]) => key === name)?.[1];
}

/** What is wrong with the schedule of a config: the setting's name, and a message without a full stop. */
export function scheduleFaults({ schedule, optimizer }: Pick<TrainingConfig, 'schedule' | 'optimizer'>): [attr: string, message: string][] {
  if (!schedule) return [];
  const checks: [string, AttrSpec, unknown][] = [
    ...scheduleSpecs(schedule.type).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, scheduleSetting(schedule, name)]),
    ...Object.entries(schedule.warmup ? warmupAttrs : {}).map(([name, spec]): [string, AttrSpec, unknown] => [name, spec, schedule.warmup?.[name as keyof Warmup]]),
  ];
  const faults = checks
    // `tMax` alone may be left out.
    .filter(([name, spec, value]) => !isAttrValue(spec, value) && !(name === 'tMax' && value === undefined))
    .map(([name, spec, value]): [string, string] => [name, `${spec.label.toLowerCase()} must be ${describeAttr(spec)}, received ${JSON.stringify(value)}`]);
  if (schedule.type !== 'oneCycle') return faults;
  // As torch.optim.lr_scheduler.OneCycleLR refuses it.
  if (schedule.cycleMomentum && !('momentum' in optimizer || 'beta1' in optimizer)) {
    faults.push(['cycleMomentum', `cycled momentum needs an optimiser with momentum or beta 1, received ${optimizer.type}`]);
  }
  if (schedule.threePhase && schedule.pctStart > 0.5) {
    faults.push(['pctStart', `share going up must be at most 0.5 where it goes down in the same time, received ${schedule.pctStart}`]);
  }
  return faults;
}
