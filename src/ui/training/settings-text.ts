// The rarer settings of training in few words.

import { schedules } from '../../core/schedule-attrs.ts';
import { smoothingOf } from '../../core/losses.ts';
import type { TrainingConfig } from '../../core/training-config.ts';

/** A learning rate, three digits that matter: "0.1", "0.00345", "4e-7". */
export function rateText(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}

/** What is set among the settings that are usually out of sight: "one cycle, warm-up, clipped". Empty where nothing is. */
export function moreText(training: TrainingConfig): string {
  const { schedule, clipping, earlyStopping, seeds, keepBest } = training;
  return [
    ...(schedule && schedule.type !== 'constant' ? [schedules[schedule.type].label.toLowerCase()] : []),
    ...(schedule?.warmup ? ['warm-up'] : []),
    ...(clipping ? ['clipped'] : []),
    ...(smoothingOf(training) > 0 ? ['smoothed labels'] : []),
    ...(earlyStopping ? ['stops early'] : []),
    ...(keepBest === false ? ['best not kept'] : []),
    ...(Object.keys(seeds ?? {}).length > 0 ? ['own seeds'] : []),
  ].join(', ');
}
