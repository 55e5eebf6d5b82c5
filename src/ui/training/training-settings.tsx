// How the network is to be trained: the document's settings as fields. Learning rate and momentum reach a run in
// progress; the rest applies to the next one.

import { ChevronRight, Columns2, ListOrdered } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { AttrSpec } from '../../core/attrs.ts';
import { losses, lossTypes } from '../../core/losses.ts';
import { optimizerSpecs, settingOf, trainingAttrs, validationShare } from '../../core/training-attrs.ts';
import { defaultOptimizers, type OptimizerConfig, type OptimizerType, type TrainingConfig } from '../../core/training-config.ts';
import { setTraining } from '../../editor/commands/set-training.ts';
import { Button } from '../controls/button.tsx';
import { lazyComponent } from '../lazy-component.ts';
import { useDocument, useServices } from '../services.tsx';
import { DatasetSetting } from './dataset-setting.tsx';
import { FindLearningRate } from './find-learning-rate.tsx';
import { InitialWeightsSetting } from './initial-weights-setting.tsx';
import { moreText } from './settings-text.ts';
import { ChoiceSetting, NumberSetting, SwitchSetting } from './setting-field.tsx';
import './training-settings.css';

const optimizerNames = { sgd: 'SGD', adam: 'Adam', adamw: 'AdamW', rmsprop: 'RMSprop', adagrad: 'Adagrad' } as const satisfies Record<OptimizerType, string>;

const MemoryNote = lazyComponent(() => import('./memory-note.tsx'), 'MemoryNote');
const MoreSettings = lazyComponent(() => import('./more-settings.tsx'), 'MoreSettings');

/** As the panel was left, also where another tab was shown meanwhile. */
let wasOpen = false;

/** The settings, in two columns. */
export function TrainingSettings() {
  const { documents, session } = useServices();
  const training = useDocument((state) => state.document.training);
  const change = (label: string, part: Partial<TrainingConfig>) => documents.edit(label, (draft) => setTraining(draft, part));
  return (
    <form className="training-settings" aria-label="Training settings" onSubmit={(event) => event.preventDefault()}>
      <DatasetSetting />
      <ChoiceSetting
        wide label="Loss" help={losses[training.loss].help} value={training.loss}
        options={lossTypes.map((value) => ({ value, label: losses[value].label }))} onChange={(loss) => change('Change the loss', { loss })}
      />
      <OptimizerSettings optimizer={training.optimizer} onChange={(optimizer) => change('Change the optimiser', { optimizer })} />
      <NumberSetting spec={trainingAttrs.batchSize} value={training.batchSize} onChange={(batchSize) => change('Change the batch size', { batchSize })} />
      <NumberSetting spec={trainingAttrs.epochs} value={training.epochs} onChange={(epochs) => change('Change the epochs', { epochs })} />
      <NumberSetting spec={trainingAttrs.seed} value={training.seed} onChange={(seed) => change('Change the seed', { seed })} />
      <InitialWeightsSetting />
      <ValidationSetting validation={training.validation} onChange={(validation) => change('Change the validation', { validation })} />
      <SwitchSetting spec={trainingAttrs.shuffle} checked={training.shuffle} onChange={(shuffle) => change(shuffle ? 'Shuffle' : 'Do not shuffle', { shuffle })} />
      <More training={training} />
      <Suspense fallback={null}><MemoryNote /></Suspense>
      <div className="training-further">
        <Button variant="quiet" icon={Columns2} onClick={() => session.openDialog('compare')}>Compare…</Button>
        <Button variant="quiet" icon={ListOrdered} onClick={() => session.openDialog('sweep')}>Sweep…</Button>
      </div>
    </form>
  );
}

/** The rarer settings; what is set among them is told while they are out of sight. */
function More({ training }: { readonly training: TrainingConfig }) {
  const [isOpen, setOpen] = useState(wasOpen);
  const set = moreText(training);
  const toggle = () => {
    wasOpen = !isOpen;
    setOpen(wasOpen);
  };
  return (
    <div className="training-more">
      <button type="button" className="training-more-toggle" aria-expanded={isOpen} onClick={toggle}>
        <ChevronRight aria-hidden />
        <span>More</span>
        {set && <span className="training-more-set">{set}</span>}
      </button>
      {isOpen && <Suspense fallback={null}><MoreSettings /></Suspense>}
    </div>
  );
}

function OptimizerSettings({ optimizer, onChange }: { readonly optimizer: OptimizerConfig; readonly onChange: (optimizer: OptimizerConfig) => void }) {
  return (
    <>
      <ChoiceSetting
        label="Optimiser" help="How gradients move the weights; formulas and defaults as in PyTorch." value={optimizer.type}
        options={Object.entries(optimizerNames).map(([value, label]) => ({ value: value as OptimizerType, label }))}
        onChange={(type) => onChange(defaultOptimizers[type])}
      />
      {optimizerSpecs(optimizer.type).map(([name, spec]) => {
        const key = `${optimizer.type} ${name}`;
        const value = settingOf(optimizer, name) ?? spec.default;
        const set = (changed: number | boolean) => onChange({ ...optimizer, [name]: changed });
        return isSwitch(spec)
          ? <SwitchSetting key={key} spec={spec} checked={value === true} onChange={set} />
          : <NumberSetting key={key} spec={spec} value={Number(value)} onChange={set} action={name === 'learningRate' && <FindLearningRate />} />;
      })}
    </>
  );
}

function isSwitch(spec: AttrSpec<number> | AttrSpec<boolean>): spec is AttrSpec<boolean> {
  return spec.type === 'boolean';
}

function ValidationSetting({ validation, onChange }: { readonly validation: TrainingConfig['validation']; readonly onChange: (validation: TrainingConfig['validation']) => void }) {
  return (
    <>
      <ChoiceSetting
        label="Validate on" help="Examples that the network does not learn from." value={validation === 'test' ? 'test' : 'share'}
        options={[{ value: 'test', label: 'Test set' }, { value: 'share', label: 'A share' }]}
        onChange={(value) => onChange(value === 'test' ? 'test' : validationShare.default)}
      />
      {validation !== 'test' && <NumberSetting spec={validationShare} value={validation} onChange={onChange} />}
    </>
  );
}
