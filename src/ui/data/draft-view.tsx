// What was found in the files, and the choices that make a dataset of it.

import { useState } from 'react';
import { nameEncodings, type BuildChoices, type Draft, type NameEncoding, type TableSettings } from '../../core/own-data.ts';
import { createPlan } from '../../core/plan.ts';
import { floatAttr, intAttr } from '../../core/attrs.ts';
import { Button } from '../controls/button.tsx';
import { useServices } from '../services.tsx';
import { ChoiceSetting, Labelled, NumberSetting } from '../training/setting-field.tsx';
import { chosenLayout, usesTestArrays } from './array-choices.ts';
import { ArraysFields } from './arrays-fields.tsx';
import { ClassNames } from './class-names.tsx';
import { FileProblems } from './file-problems.tsx';
import { TableFields } from './table-fields.tsx';

export interface DraftViewProps {
  readonly draft: Draft;
  /** As they were before it failed; otherwise as guessed. */
  readonly start?: BuildChoices | undefined;
  readonly failure?: string | undefined;
  /** True while the table is being read in another way. */
  readonly isRereading?: boolean;
  readonly onReread: (settings: TableSettings) => void;
  readonly onStop: () => void;
  readonly onBuild: (choices: BuildChoices) => void;
  /** Reads the names in the archive anew. */
  readonly onReadNames: (encoding: NameEncoding) => void;
  readonly onBack: () => void;
}

const testShare = floatAttr({ label: 'Test share', help: 'This part of every class is kept apart: the network never learns from it.', default: 0.2, min: 0, max: 0.9 });
const seed = intAttr({ label: 'Split seed', help: 'Draws which examples are kept apart.', default: 0, min: 0 });
const side = (label: string) => intAttr({ label, help: 'Images are stored at this size: the middle of each in these proportions, scaled.', default: 64, min: 1, max: 512 });

export function DraftView({ draft, start, failure, isRereading = false, onReread, onStop, onBuild, onReadNames, onBack }: DraftViewProps) {
  const [choices, setChoices] = useState<BuildChoices>(() => start ?? startOf(draft));
  const { documents, layers } = useServices();
  const planned = createPlan(documents.getState().document.graph, layers);
  const networkInput = 'plan' in planned ? planned.plan.inputShape : [];
  const hasTest = draft.kind === 'images' ? draft.hasTestFolder : draft.kind === 'arrays' && usesTestArrays(draft, choices);
  const all = draft.kind === 'arrays' ? { ...choices, layout: chosenLayout(draft, choices, networkInput) } : choices;
  const change = (part: Partial<BuildChoices>) => setChoices({ ...choices, ...part });
  const reread = (settings: TableSettings) => {
    // Choices were about columns of other names.
    if (draft.kind === 'table' && settings.hasNames !== draft.settings.hasNames) setChoices({ ...startOf(draft), name: choices.name });
    onReread(settings);
  };
  return (
    <form className="own-draft" aria-label="New dataset" onSubmit={(event) => { event.preventDefault(); onBuild(all); }}>
      <div className="own-fields">
        <Labelled wide label="Name" help="What the dataset is called in the list.">
          {(id) => <input id={id} className="input" required maxLength={80} value={choices.name} onChange={({ target }) => change({ name: target.value })} />}
        </Labelled>
        {draft.kind === 'images' && <ImageFields draft={draft} choices={choices} onChange={change} onReadNames={onReadNames} />}
        {!hasTest && (
          <>
            <NumberSetting spec={testShare} value={choices.testShare} onChange={(share) => change({ testShare: share })} />
            <NumberSetting spec={seed} value={choices.seed} onChange={(value) => change({ seed: value })} />
          </>
        )}
      </div>
      {draft.kind === 'images' && <ClassNames classes={draft.classes} names={choices.classNames ?? []} onChange={(classNames) => change({ classNames })} />}
      {draft.kind === 'table' && <TableFields draft={draft} choices={choices} onChange={change} onReread={reread} />}
      {draft.kind === 'arrays' && <ArraysFields draft={draft} choices={choices} networkInput={networkInput} onChange={change} />}
      <FileProblems problems={draft.problems} />
      {failure && <p className="own-failure" role="alert">{failure}</p>}
      <div className="own-buttons own-buttons-end">
        {isRereading && <p className="own-rereading" role="status">Looking through the table</p>}
        {isRereading ? <Button onClick={onStop}>Stop</Button> : <Button onClick={onBack}>Back</Button>}
        <Button variant="primary" type="submit" disabled={isRereading}>Add to this browser</Button>
      </div>
    </form>
  );
}

function startOf(draft: Draft): BuildChoices {
  const name = draft.name.replace(/\.(zip|csv|tsv|tab|npy|npz)$/i, '').slice(0, 80);
  const common = { name, testShare: testShare.default, seed: 0 };
  if (draft.kind === 'images') return { ...common, size: draft.size, grey: draft.grey, classNames: draft.classes.map((each) => each.name) };
  return draft.kind === 'table' ? { ...common, dropMissing: false } : common;
}

interface ImageFieldsProps {
  readonly draft: Extract<Draft, { kind: 'images' }>;
  readonly choices: BuildChoices;
  readonly onChange: (part: Partial<BuildChoices>) => void;
  readonly onReadNames: DraftViewProps['onReadNames'];
}

function ImageFields({ draft, choices, onChange, onReadNames }: ImageFieldsProps) {
  const [height, width] = choices.size ?? draft.size;
  return (
    <>
      <NumberSetting spec={side('Height')} value={height} onChange={(value) => onChange({ size: [value, width] })} />
      <NumberSetting spec={side('Width')} value={width} onChange={(value) => onChange({ size: [height, value] })} />
      <ChoiceSetting
        label="Colours" help="Grey images have one channel, coloured ones three." value={choices.grey ? 'grey' : 'colour'}
        options={[{ value: 'colour', label: 'Colour' }, { value: 'grey', label: 'Grey' }]} onChange={(value) => onChange({ grey: value === 'grey' })}
      />
      <p className="own-note">
        {draft.sameSize ? 'The images looked at are all of one size.' : 'The images differ in size.'}
        {' All are kept at the height and width above.'}
      </p>
      {draft.nameEncoding && (
        <ChoiceSetting
          label="Letters of names" help="The archive does not say which letters the names of its folders are in. Choose others where they look wrong." value={draft.nameEncoding}
          options={nameEncodings.map(({ id, label }) => ({ value: id, label }))} onChange={onReadNames}
        />
      )}
      {draft.notes.map((note) => <p key={note} className="own-note">{note}</p>)}
    </>
  );
}
