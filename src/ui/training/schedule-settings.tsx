// How the learning rate goes on over the run: a schedule with its numbers, a warm-up, and the curve that they make.

import { booleanAttr, type AttrSpec } from '../../core/attrs.ts';
import { scheduleSetting, scheduleSpecs, schedules, warmupAttrs } from '../../core/schedule-attrs.ts';
import { defaultSchedules, defaultWarmup, scheduleTypes, type ScheduleConfig, type ScheduleType } from '../../core/schedules.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { isScheduled, ScheduleCurve } from './schedule-curve.tsx';
import { ChoiceSetting, NumberSetting, SwitchSetting } from './setting-field.tsx';

const optionNames: Readonly<Record<string, string>> = { cos: 'Cosine', linear: 'Linear', rel: 'A share', abs: 'A difference' };
const warmupSwitch = booleanAttr({ label: 'Warm-up', help: 'The learning rate grows evenly to its whole over the first batches.', default: false });

export interface ScheduleSettingsProps {
  readonly training: TrainingConfig;
  readonly onChange: (label: string, schedule: ScheduleConfig | undefined) => void;
}

export function ScheduleSettings({ training, onChange }: ScheduleSettingsProps) {
  const schedule: ScheduleConfig = training.schedule ?? defaultSchedules.constant;
  const { warmup } = schedule;
  const set = (next: ScheduleConfig) => onChange('Change the schedule', isScheduled(next) ? next : undefined);
  return (
    <>
      <ChoiceSetting
        wide label="Schedule" help={schedules[schedule.type].help} value={schedule.type}
        options={scheduleTypes.map((value) => ({ value, label: schedules[value].label }))}
        onChange={(type) => set({ ...startOf(type, training), ...(warmup && { warmup }) })}
      />
      {isScheduled(training.schedule) && <ScheduleCurve training={training} />}
      {scheduleSpecs(schedule.type).filter(([name]) => isShown(name, schedule, training)).map(([name, spec]) => {
        const value = scheduleSetting(schedule, name) ?? (name === 'tMax' ? training.epochs : spec.default);
        // The name is one of this schedule's own, so the changed schedule is one too.
        return <ScheduleField key={`${schedule.type} ${name}`} spec={spec} value={value} onChange={(next) => set({ ...schedule, [name]: next } as ScheduleConfig)} />;
      })}
      <SwitchSetting spec={warmupSwitch} checked={warmup !== undefined} onChange={(on) => set(withWarmup(schedule, on ? defaultWarmup : undefined))} />
      {warmup && Object.entries(warmupAttrs).map(([name, spec]) => (
        <NumberSetting key={name} spec={spec} value={warmup[name as keyof typeof warmup]} onChange={(value) => set(withWarmup(schedule, { ...warmup, [name]: value }))} />
      ))}
    </>
  );
}

/** What is of no effect is not asked for. */
function isShown(name: string, schedule: ScheduleConfig, { optimizer }: TrainingConfig): boolean {
  if (schedule.type !== 'oneCycle') return true;
  if (name === 'baseMomentum' || name === 'maxMomentum') return schedule.cycleMomentum;
  return name !== 'cycleMomentum' || schedule.cycleMomentum || 'momentum' in optimizer || 'beta1' in optimizer;
}

function startOf(type: ScheduleType, { optimizer }: TrainingConfig): ScheduleConfig {
  const schedule = defaultSchedules[type];
  const canCycle = 'momentum' in optimizer || 'beta1' in optimizer;
  return schedule.type === 'oneCycle' && !canCycle ? { ...schedule, cycleMomentum: false } : schedule;
}

function withWarmup({ warmup: _, ...schedule }: ScheduleConfig, warmup: ScheduleConfig['warmup']): ScheduleConfig {
  return { ...schedule, ...(warmup && { warmup }) } as ScheduleConfig;
}

interface ScheduleFieldProps {
  readonly spec: AttrSpec<number> | AttrSpec<boolean> | AttrSpec<string>;
  readonly value: unknown;
  readonly onChange: (value: number | boolean | string) => void;
}

function ScheduleField({ spec, value, onChange }: ScheduleFieldProps) {
  switch (spec.type) {
    case 'boolean': return <SwitchSetting spec={spec as AttrSpec<boolean>} checked={value === true} onChange={onChange} />;
    case 'choice': {
      const options = (spec.options ?? []).map((each) => ({ value: each, label: optionNames[each] ?? each }));
      return <ChoiceSetting label={spec.label} help={spec.help} value={String(value)} options={options} onChange={onChange} />;
    }
    default: return <NumberSetting spec={spec as AttrSpec<number>} value={Number(value)} onChange={onChange} />;
  }
}
