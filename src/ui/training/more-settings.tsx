// The rarer settings of training: schedule, clipping, label smoothing, early stopping, seeds. What is off is left out of the
// document.

import { useId, type ReactNode } from 'react';
import { clippingAttrs, earlyStoppingAttrs, keepBestAttr, optionalAttrs, seedAttrs } from '../../core/training-attrs.ts';
import { chances, defaultEarlyStopping, type Chance, type TrainingConfig } from '../../core/training-config.ts';
import { setTraining } from '../../editor/commands/set-training.ts';
import { formatBytes } from '../format.ts';
import { useAnalysis, useDocument, useServices } from '../services.tsx';
import { ScheduleSettings } from './schedule-settings.tsx';
import { ChoiceSetting, NumberSetting, OptionalNumberSetting, SwitchSetting } from './setting-field.tsx';

type Change = (label: string, part: { readonly [K in keyof TrainingConfig]?: TrainingConfig[K] | undefined }) => void;

interface PartProps {
  readonly training: TrainingConfig;
  readonly change: Change;
}

export function MoreSettings() {
  const { documents } = useServices();
  const training = useDocument((state) => state.document.training);
  const change: Change = (label, part) => documents.edit(label, (draft) => setTraining(draft, part));
  const parts = { training, change };
  return (
    <>
      <Group title="Learning rate"><ScheduleSettings training={training} onChange={(label, schedule) => change(label, { schedule })} /></Group>
      <Group title="Gradients and targets">
        <ClippingSetting {...parts} />
        {training.loss === 'crossEntropy' && (
          <NumberSetting
            spec={optionalAttrs.labelSmoothing} value={training.labelSmoothing ?? 0}
            onChange={(share) => change('Smooth the labels', { labelSmoothing: share === 0 ? undefined : share })}
          />
        )}
      </Group>
      <Group title="Best epoch"><StoppingSetting {...parts} /></Group>
      <Group title="Seeds of their own"><SeedSettings {...parts} /></Group>
    </>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <div className="training-settings training-settings-group" role="group" aria-labelledby={id}>
      <h3 id={id} className="training-settings-title">{title}</h3>
      {children}
    </div>
  );
}

function ClippingSetting({ training: { clipping }, change }: PartProps) {
  const set = (next: TrainingConfig['clipping']) => change('Change the clipping', { clipping: next });
  return (
    <>
      <ChoiceSetting
        label="Clip gradients" help="Keeps single batches from moving the weights too far." value={clipping?.type ?? 'none'}
        options={[{ value: 'none', label: 'No' }, { value: 'norm', label: 'By norm' }, { value: 'value', label: 'By value' }]}
        onChange={(type) => set(type === 'none' ? undefined : { type, max: clippingAttrs[type].default })}
      />
      {clipping && <NumberSetting key={clipping.type} spec={clippingAttrs[clipping.type]} value={clipping.max} onChange={(max) => set({ ...clipping, max })} />}
    </>
  );
}

function StoppingSetting({ training: { earlyStopping, keepBest = true }, change }: PartProps) {
  const { totals } = useAnalysis();
  const set = (next: TrainingConfig['earlyStopping']) => change('Change early stopping', { earlyStopping: next });
  const kept = keepBest || earlyStopping !== undefined;
  return (
    <>
      <ChoiceSetting
        label="Stop early" help="Ends the run where validation no longer gets better, and brings the weights of its best epoch back." value={earlyStopping?.metric ?? 'no'}
        options={[{ value: 'no', label: 'No' }, { value: 'loss', label: 'By loss' }, { value: 'accuracy', label: 'By accuracy' }]}
        onChange={(metric) => set(metric === 'no' ? undefined : { ...(earlyStopping ?? defaultEarlyStopping), metric })}
      />
      {earlyStopping
        ? Object.entries(earlyStoppingAttrs).map(([name, spec]) => (
          <NumberSetting key={name} spec={spec} value={earlyStopping[name as keyof typeof earlyStoppingAttrs]} onChange={(value) => set({ ...earlyStopping, [name]: value })} />
        ))
        : <SwitchSetting spec={keepBestAttr} checked={keepBest} onChange={(on) => change(on ? 'Keep the best weights' : 'Do not keep the best weights', { keepBest: on ? undefined : false })} />}
      {kept && <p className="setting-note">The best weights take {formatBytes(4 * totals.parameters)} beside the present ones.</p>}
    </>
  );
}

function SeedSettings({ training: { seed, seeds }, change }: PartProps) {
  const set = (chance: Chance, value: number | undefined) => {
    const { [chance]: _, ...rest } = seeds ?? {};
    const next = { ...rest, ...(value !== undefined && { [chance]: value }) };
    change('Change a seed', { seeds: Object.keys(next).length > 0 ? next : undefined });
  };
  return chances.map((chance) => (
    <OptionalNumberSetting key={chance} spec={seedAttrs[chance]} value={seeds?.[chance]} placeholder={String(seed)} onChange={(value) => set(chance, value)} />
  ));
}
