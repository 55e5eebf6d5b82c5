// Which array holds the inputs and which what is to be predicted, how images lie, and which part is tested on.

import { exampleShape } from '../../core/array-layout.ts';
import type { ArrayLayout, BuildChoices, Draft } from '../../core/own-data.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import { ChoiceSetting } from '../training/setting-field.tsx';
import { chosenInputs, chosenLayout, usesTestArrays } from './array-choices.ts';

export interface ArraysFieldsProps {
  readonly draft: Extract<Draft, { kind: 'arrays' }>;
  readonly choices: BuildChoices;
  /** Shape of the network's input; empty where there is none. */
  readonly networkInput: Shape;
  readonly onChange: (part: Partial<BuildChoices>) => void;
}

export function ArraysFields({ draft, choices, networkInput, onChange }: ArraysFieldsProps) {
  const options = draft.arrays.map(({ name, dtype, shape }) => ({
    value: name,
    label: `${name} (${shape.join('×')}, ${dtype})`,
  }));
  const guessed = (role: 'inputs' | 'targets') => draft.arrays.find((array) => array.role === role)?.name ?? '';
  const kind = choices.classes === undefined ? 'guess' : choices.classes ? 'classes' : 'numbers';
  const withNone = (role: 'inputs' | 'targets') =>
    guessed(role) === '' ? [{ value: '', label: 'Choose an array' }, ...options] : options;
  return (
    <div className="own-fields">
      <ChoiceSetting
        wide
        label="Inputs"
        help="The array whose first axis counts the examples."
        value={choices.inputs ?? guessed('inputs')}
        options={withNone('inputs')}
        onChange={(inputs) => onChange({ inputs })}
      />
      <ChoiceSetting
        wide
        label="To predict"
        help="An array with one entry for each example."
        value={choices.targets ?? guessed('targets')}
        options={withNone('targets')}
        onChange={(targets) => onChange({ targets })}
      />
      <ChoiceSetting
        label="It holds"
        help="Whole numbers are taken for classes unless you say otherwise."
        value={kind}
        options={[
          { value: 'guess', label: 'As it looks' },
          { value: 'classes', label: 'Classes' },
          { value: 'numbers', label: 'Numbers' },
        ]}
        onChange={(value) => onChange(value === 'guess' ? { classes: undefined } : { classes: value === 'classes' })}
      />
      <LayoutField draft={draft} choices={choices} networkInput={networkInput} onChange={onChange} />
      {draft.arrays.some(({ role }) => role === 'testInputs') && (
        <ChoiceSetting
          label="Test part"
          help="These examples are kept apart: the network never learns from them."
          value={usesTestArrays(draft, choices) ? 'arrays' : 'share'}
          options={[
            {
              value: 'arrays',
              label: draft.arrays
                .filter(({ role }) => role === 'testInputs' || role === 'testTargets')
                .map(({ name }) => name)
                .join(' and '),
            },
            { value: 'share', label: 'A share of the examples' },
          ]}
          onChange={(value) => onChange({ testArrays: value === 'arrays' })}
        />
      )}
      {draft.notes.map((note) => (
        <p key={note} className="own-note">
          {note}
        </p>
      ))}
      {draft.arrays.length === 1 && guessed('targets') === '' && (
        <p className="own-note">Labels are needed too: add them to the .npz, or give both .npy files together.</p>
      )}
    </div>
  );
}

/** Only where an example has three axes, since others lie in one way. */
function LayoutField({ draft, choices, networkInput, onChange }: ArraysFieldsProps) {
  const inputs = chosenInputs(draft, choices);
  if (inputs?.shape.length !== 4) return null;
  const layout = chosenLayout(draft, choices, networkInput);
  const labelOf = (each: ArrayLayout) => {
    const [channels = 1, height = 1, width = 1] = exampleShape(inputs, each);
    return `${channels} channel${channels === 1 ? '' : 's'} of ${height}×${width}`;
  };
  const [first = 1, , last = 1] = inputs.shape.slice(1);
  const isDemanded = choices.layout === undefined && layout === 'channelsLast';
  return (
    <>
      <ChoiceSetting
        wide
        label="Each example is"
        help="Networks take channels, height and width. Arrays of pictures often have their channels last."
        value={layout}
        options={[
          { value: 'asTheyStand', label: `${labelOf('asTheyStand')} (as it stands)` },
          { value: 'channelsLast', label: `${labelOf('channelsLast')} (channels last)` },
        ]}
        onChange={(value) => onChange({ layout: value })}
      />
      {isDemanded && (
        <p className="own-note">
          {inputs.name} is taken for images of height, width and channels, since the network’s input of{' '}
          {formatShape(networkInput)} fits no other way.
        </p>
      )}
      {layout === 'asTheyStand' && last <= 4 && first > 4 && (
        <p className="own-note">
          If {inputs.name} holds pictures with their channels last, choose {labelOf('channelsLast')}.
        </p>
      )}
    </>
  );
}
