// What the network learns from: the dataset, what is known of it, and its options.

import { Suspense } from 'react';
import type { AttrSpec } from '../../core/attrs.ts';
import type { DatasetInfo } from '../../core/data.ts';
import { sizedInfo, trainingCountOf, type DatasetOptions } from '../../core/dataset-options.ts';
import { createPlan } from '../../core/plan.ts';
import { preprocessingOf } from '../../core/preprocessing.ts';
import { formatShape, sameShape } from '../../core/shape.ts';
import { readTargets } from '../../core/target-reading.ts';
import { setDatasetOption } from '../../editor/commands/set-dataset-option.ts';
import { setDataset } from '../../editor/commands/set-dataset.ts';
import { isOwn } from '../data/own-data-store.ts';
import { exactCount } from '../format.ts';
import { lazyComponent } from '../lazy-component.ts';
import { useDatasets, useDocument, useServices } from '../services.tsx';
import { ChoiceSetting, NumberSetting, NumbersSetting, SwitchSetting } from './setting-field.tsx';

const AugmentationFields = lazyComponent(() => import('../data/augmentation-fields.tsx'), 'AugmentationFields');

/** No dataset, but the way to the dialog. */
const addOwn = 'your data';

/** The fields of the dataset, for the settings of training. */
export function DatasetSetting() {
  const { documents, session } = useServices();
  const datasets = useDatasets();
  const { dataset, datasetOptions } = useDocument((state) => state.document.training);
  const known = datasets.find(({ id }) => id === dataset);
  const info = known && sizedInfo(known, datasetOptions);
  const options = [...datasets.map(({ id, name }) => ({ value: id, label: name })), { value: addOwn, label: 'Your data…' }];
  const choose = (id: string) => {
    if (id === addOwn) session.openDialog('data');
    else documents.edit('Change the dataset', (draft) => setDataset(draft, id));
  };
  return (
    <>
      <ChoiceSetting
        wide label="Dataset" help={info?.summary ?? 'What the network learns from.'} value={dataset}
        options={info ? options : [...options, { value: dataset, label: isOwn(dataset) ? 'Data not in this browser' : `${dataset} (not known here)` }]}
        onChange={choose}
      />
      {info && <DatasetNote info={info} options={datasetOptions} />}
      {Object.entries(info?.options ?? {}).map(([name, spec]) => (
        <OptionSetting
          key={`${dataset} ${name}`} spec={spec} value={datasetOptions?.[name] ?? spec.default}
          onChange={(value) => documents.edit('Change the dataset’s options', (draft) => setDatasetOption(draft, name, value))}
        />
      ))}
      {info?.inputShape.length === 3 && <Suspense><AugmentationFields /></Suspense>}
    </>
  );
}

interface OptionSettingProps {
  readonly spec: AttrSpec;
  readonly value: unknown;
  readonly onChange: (value: number | string | boolean) => void;
}

function OptionSetting({ spec, value, onChange }: OptionSettingProps) {
  if (spec.type === 'choice') {
    const options = (spec.options ?? []).map((option) => ({ value: option, label: option }));
    return <ChoiceSetting label={spec.label} help={spec.help} value={String(value)} options={options} onChange={onChange} />;
  }
  if (spec.type === 'boolean') return <SwitchSetting spec={spec as AttrSpec<boolean>} checked={value === true} onChange={onChange} />;
  if (spec.type === 'numbers') return <NumbersSetting spec={spec as AttrSpec<string>} value={String(value)} onChange={onChange} />;
  return <NumberSetting spec={spec as AttrSpec<number>} value={Number(value)} onChange={onChange} />;
}

function DatasetNote({ info, options }: { readonly info: DatasetInfo; readonly options: DatasetOptions | undefined }) {
  const { layers } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const compiled = createPlan(graph, layers);
  const loss = useDocument((state) => state.document.training.loss);
  const { inputShape, classNames, targetNames = [], testCount } = info;
  const isTable = inputShape.length === 1;
  const count = trainingCountOf(info, options);
  const counted = count === undefined ? '' : `${exactCount(count)}${testCount === undefined ? '' : ` + ${exactCount(testCount)}`} ${isTable ? 'examples' : 'images'}, `;
  const reading = readTargets(info, loss);
  const answers = reading.as === 'numbers' ? `${plural(targetNames.length, 'number')} to predict` : `${classNames.length} classes`;
  return (
    <p className="setting-note">
      {counted}{isTable ? `${plural(inputShape[0] ?? 0, 'number')} each` : formatShape(inputShape)}, {answers}
      {'plan' in compiled && !isTable && preprocessingNote(preprocessingOf(compiled.plan), inputShape)}
    </p>
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function preprocessingNote({ shape, normalize, mean, std }: ReturnType<typeof preprocessingOf>, stored: readonly number[]): string {
  const resized = shape.length === 3 && !sameShape(shape, stored) ? `; resized to ${formatShape(shape)}` : '';
  if (normalize === 'none') return `${resized}; pixels from 0 to 1`;
  return normalize === 'dataset' ? `${resized}; normalised by the training images` : `${resized}; minus ${mean}, divided by ${std}`;
}
