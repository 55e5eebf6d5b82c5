// What was found in the files, and the choices that make a dataset of it.

import { useState } from 'react';
import type { BuildChoices, Draft, TableSettings } from '../../core/own-data.ts';
import { floatAttr, intAttr } from '../../core/attrs.ts';
import { Button } from '../controls/button.tsx';
import { ChoiceSetting, Labelled, NumberSetting } from '../training/setting-field.tsx';
import { ArraysFields } from './arrays-fields.tsx';
import { ClassBalance } from './class-balance.tsx';
import { FileProblems } from './file-problems.tsx';
import { TableFields } from './table-fields.tsx';

export interface DraftViewProps {
  readonly draft: Draft;
  readonly failure?: string | undefined;
  /** True while the table is being read in another way. */
  readonly isRereading?: boolean;
  readonly onReread: (settings: TableSettings) => void;
  readonly onStop: () => void;
  readonly onBuild: (choices: BuildChoices) => void;
  readonly onBack: () => void;
}

const testShare = floatAttr({ label: 'Test share', help: 'This part of every class is kept apart: the network never learns from it.', default: 0.2, min: 0, max: 0.9 });
const seed = intAttr({ label: 'Split seed', help: 'Draws which examples are kept apart.', default: 0, min: 0 });
const side = (label: string) => intAttr({ label, help: 'Images are stored at this size: the middle of each in these proportions, scaled.', default: 64, min: 1, max: 512 });

export function DraftView({ draft, failure, isRereading = false, onReread, onStop, onBuild, onBack }: DraftViewProps) {
  const [choices, setChoices] = useState<BuildChoices>(() => startOf(draft));
  const change = (part: Partial<BuildChoices>) => setChoices({ ...choices, ...part });
  const reread = (settings: TableSettings) => {
    // Choices were about columns of other names.
    if (draft.kind === 'table' && settings.hasNames !== draft.settings.hasNames) setChoices({ ...startOf(draft), name: choices.name });
    onReread(settings);
  };
  return (
    <form className="own-draft" aria-label="New dataset" onSubmit={(event) => { event.preventDefault(); onBuild(choices); }}>
      <div className="own-fields">
        <Labelled wide label="Name" help="What the dataset is called in the list.">
          {(id) => <input id={id} className="input" required maxLength={80} value={choices.name} onChange={({ target }) => change({ name: target.value })} />}
        </Labelled>
        {draft.kind === 'images' && <ImageFields draft={draft} choices={choices} onChange={change} />}
        {!(draft.kind === 'images' && draft.hasTestFolder) && (
          <>
            <NumberSetting spec={testShare} value={choices.testShare} onChange={(share) => change({ testShare: share })} />
            <NumberSetting spec={seed} value={choices.seed} onChange={(value) => change({ seed: value })} />
          </>
        )}
      </div>
      {draft.kind === 'images' && <ClassBalance names={draft.classes.map(({ name }) => name)} counts={draft.classes.map(({ count }) => count)} />}
      {draft.kind === 'table' && <TableFields draft={draft} choices={choices} onChange={change} onReread={reread} />}
      {draft.kind === 'arrays' && <ArraysFields draft={draft} choices={choices} onChange={change} />}
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
  if (draft.kind === 'images') return { ...common, size: draft.size, grey: draft.grey };
  return draft.kind === 'table' ? { ...common, dropMissing: false } : common;
}

interface ImageFieldsProps {
  readonly draft: Extract<Draft, { kind: 'images' }>;
  readonly choices: BuildChoices;
  readonly onChange: (part: Partial<BuildChoices>) => void;
}

function ImageFields({ draft, choices, onChange }: ImageFieldsProps) {
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
        {draft.hasTestFolder && ' The folders train and test say which are kept apart.'}
      </p>
    </>
  );
}
