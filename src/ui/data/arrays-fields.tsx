// Which array holds the inputs and which what is to be predicted.

import type { BuildChoices, Draft } from '../../core/own-data.ts';
import { ChoiceSetting } from '../training/setting-field.tsx';

export interface ArraysFieldsProps {
  readonly draft: Extract<Draft, { kind: 'arrays' }>;
  readonly choices: BuildChoices;
  readonly onChange: (part: Partial<BuildChoices>) => void;
}

export function ArraysFields({ draft, choices, onChange }: ArraysFieldsProps) {
  const options = draft.arrays.map(({ name, dtype, shape }) => ({ value: name, label: `${name} (${shape.join('×')}, ${dtype})` }));
  const guessed = (role: 'inputs' | 'targets') => draft.arrays.find((array) => array.role === role)?.name ?? '';
  const kind = choices.classes === undefined ? 'guess' : choices.classes ? 'classes' : 'numbers';
  return (
    <div className="own-fields">
      <ChoiceSetting wide label="Inputs" help="The array whose first axis counts the examples." value={choices.inputs ?? guessed('inputs')} options={options} onChange={(inputs) => onChange({ inputs })} />
      <ChoiceSetting
        wide label="To predict" help="An array with one entry for each example." value={choices.targets ?? guessed('targets')}
        options={guessed('targets') === '' ? [{ value: '', label: 'Choose an array' }, ...options] : options} onChange={(targets) => onChange({ targets })}
      />
      <ChoiceSetting
        label="It holds" help="Whole numbers are taken for classes unless you say otherwise." value={kind}
        options={[{ value: 'guess', label: 'As it looks' }, { value: 'classes', label: 'Classes' }, { value: 'numbers', label: 'Numbers' }]}
        onChange={(value) => onChange(value === 'guess' ? { classes: undefined } : { classes: value === 'classes' })}
      />
      {guessed('targets') === '' && <p className="own-note">Labels are needed too: add them to the .npz, or give both .npy files together.</p>}
    </div>
  );
}
