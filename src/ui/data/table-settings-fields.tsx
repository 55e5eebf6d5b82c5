// How a table is read, where the guess is wrong.

import { useEffect, useState } from 'react';
import type { TableSettings } from '../../core/own-data.ts';
import { ChoiceSetting, Labelled } from '../training/setting-field.tsx';

interface TableSettingsFieldsProps {
  readonly settings: Required<TableSettings>;
  readonly onReread: (settings: TableSettings) => void;
}

/** The usual ones; TextDecoder knows them by these names. */
const encodings = [
  ['utf-8', 'UTF-8'], ['utf-16le', 'UTF-16 LE'], ['utf-16be', 'UTF-16 BE'], ['windows-1252', 'Western (Windows-1252)'], ['windows-1250', 'Central European (Windows-1250)'],
  ['windows-1251', 'Cyrillic (Windows-1251)'], ['windows-1253', 'Greek (Windows-1253)'], ['windows-1254', 'Turkish (Windows-1254)'], ['shift_jis', 'Japanese (Shift_JIS)'],
  ['gb18030', 'Chinese (GB18030)'], ['big5', 'Chinese (Big5)'], ['euc-kr', 'Korean (EUC-KR)'],
] as const;

export function TableSettingsFields({ settings, onReread }: TableSettingsFieldsProps) {
  const { missingWords, decimal, encoding, hasNames } = settings;
  const known = encodings.map(([value, label]) => ({ value: value as string, label: label as string }));
  return (
    <details className="own-reading">
      <summary>How the table is read</summary>
      <div className="own-fields">
        <ChoiceSetting
          label="First row" help="Whether it names the columns." value={hasNames ? 'names' : 'example'}
          options={[{ value: 'names', label: 'Names of columns' }, { value: 'example', label: 'An example' }]} onChange={(value) => onReread({ ...settings, hasNames: value === 'names' })}
        />
        <ChoiceSetting
          label="Decimal sign" help="The sign before decimals; the other one then groups thousands." value={decimal}
          options={[{ value: 'auto', label: 'As each column shows' }, { value: '.', label: 'Point: 1,250.5' }, { value: ',', label: 'Comma: 1.250,5' }]} onChange={(value) => onReread({ ...settings, decimal: value })}
        />
        <ChoiceSetting
          label="Encoding" help="What the bytes of letters mean." value={encoding}
          options={known.some(({ value }) => value === encoding) ? known : [...known, { value: encoding, label: encoding }]} onChange={(value) => onReread({ ...settings, encoding: value })}
        />
        <MissingWords words={missingWords} onChange={(words) => onReread({ ...settings, missingWords: words })} />
      </div>
    </details>
  );
}

/** Taken when the field is left or Enter is pressed. */
function MissingWords({ words, onChange }: { readonly words: readonly string[]; readonly onChange: (words: readonly string[]) => void }) {
  const shown = words.join(', ');
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const commit = () => {
    const typed = text.split(',').map((word) => word.trim()).filter((word) => word !== '');
    if (typed.join(', ') !== shown) onChange(typed);
  };
  return (
    <Labelled wide label="Words for missing values" help="With commas between; an empty cell is always missing.">
      {(id) => (
        <input
          id={id} className="input" autoComplete="off" spellCheck={false} value={text} onChange={({ target }) => setText(target.value)} onBlur={commit}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            commit();
          }}
        />
      )}
    </Labelled>
  );
}
