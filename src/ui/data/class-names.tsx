// The classes of images that were found, under other names where the user likes: what gets one name becomes one class.

import { useId } from 'react';
import type { Draft } from '../../core/own-data.ts';
import { ClassBalance } from './class-balance.tsx';

export interface ClassNamesProps {
  readonly classes: Extract<Draft, { kind: 'images' }>['classes'];
  /** One for each class. */
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

export function ClassNames({ classes, names, onChange }: ClassNamesProps) {
  const merged = new Map<string, number>();
  classes.forEach(({ count }, index) => {
    const name = (names[index] ?? '').trim().normalize('NFC');
    merged.set(name, (merged.get(name) ?? 0) + count);
  });
  const shown = [...merged].filter(([name]) => name !== '');
  return (
    <>
      <ClassBalance names={shown.map(([name]) => name)} counts={shown.map(([, count]) => count)} />
      <details className="own-class-names">
        <summary>Rename or merge classes</summary>
        <p className="own-note">
          Classes of one name become one.
          {merged.size < classes.length &&
            ` ${classes.length} folders make ${merged.size === 1 ? '1 class' : `${merged.size} classes`}.`}
        </p>
        <ul>
          {classes.map(({ name }, index) => (
            <ClassName
              key={name}
              folder={name}
              value={names[index] ?? ''}
              onChange={(value) => onChange(names.map((each, at) => (at === index ? value : each)))}
            />
          ))}
        </ul>
      </details>
    </>
  );
}

function ClassName({
  folder,
  value,
  onChange,
}: {
  readonly folder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <li>
      <label htmlFor={id} className="own-balance-name" title={folder}>
        <span className="visually-hidden">Class of the folder </span>
        {folder}
      </label>
      <input
        id={id}
        className="input"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </li>
  );
}
