// What is done at random to the images that are trained on, as fields of the training settings.

import { augmentationAttrs, isAugmented, type Augmentation } from '../../core/augmentation.ts';
import type { AttrSpec } from '../../core/attrs.ts';
import { setAugmentation } from '../../editor/commands/set-augmentation.ts';
import { useDocument, useServices } from '../services.tsx';
import { NumberSetting, SwitchSetting } from '../training/setting-field.tsx';
import './augmentation-fields.css';

export function AugmentationFields() {
  const { documents } = useServices();
  const augmentation = useDocument((state) => state.document.training.augmentation);
  const set = (part: Augmentation) => documents.edit('Change the augmentation', (draft) => setAugmentation(draft, part));
  return (
    <details className="augmentation">
      <summary>Augmentation: {describe(augmentation)}</summary>
      <div className="augmentation-fields">
        {Object.entries(augmentationAttrs).map(([name, spec]) => {
          const value = augmentation?.[name as keyof Augmentation];
          return spec.type === 'boolean'
            ? <SwitchSetting key={name} spec={spec as AttrSpec<boolean>} checked={value === true} onChange={(flip) => set({ flip })} />
            : <NumberSetting key={name} spec={spec as AttrSpec<number>} value={Number(value ?? 0)} onChange={(number) => set({ [name]: number })} />;
        })}
      </div>
    </details>
  );
}

/** "shift 0.1, flip", or "none". */
function describe(augmentation: Augmentation | undefined): string {
  if (!isAugmented(augmentation)) return 'none';
  return Object.entries(augmentationAttrs).flatMap(([name, { label }]) => {
    const value = augmentation[name as keyof Augmentation];
    if (!value) return [];
    return value === true ? [label.toLowerCase()] : [`${label.toLowerCase()} ${value}`];
  }).join(', ');
}
