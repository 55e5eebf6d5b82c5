// A text in a table that is edited in place: taken while it is typed, and left as it was with Escape.

import { useEffect, useRef, useState } from 'react';

export interface TextCellProps {
  /** Its accessible name. */
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** An empty text is no value and leaves the old one. */
  readonly isRequired?: boolean;
  readonly onChange: (value: string) => void;
}

/** What is typed is taken where the typing pauses for so long. */
const pauseMs = 300;

export function TextCell({ label, value, placeholder, isRequired = false, onChange }: TextCellProps) {
  const [typed, setTyped] = useState<string>();
  const before = useRef(value);
  const take = (text: string) => {
    const trimmed = text.trim();
    if (trimmed !== value && !(isRequired && trimmed === '')) onChange(trimmed);
  };
  const newest = useRef(take);
  newest.current = take;
  const isTyped = typed !== undefined && typed.trim() !== value;
  useEffect(() => {
    if (typed === undefined || !isTyped) return undefined;
    const timer = setTimeout(() => newest.current(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, isTyped]);
  useEffect(() => {
    const onHide = () => { if (typed !== undefined) newest.current(typed); };
    addEventListener('pagehide', onHide);
    return () => removeEventListener('pagehide', onHide);
  }, [typed]);
  const finish = () => {
    if (typed !== undefined) take(typed);
    setTyped(undefined);
  };
  return (
    <input
      className="text-cell" aria-label={label} value={typed ?? value} placeholder={placeholder} maxLength={10_000}
      spellCheck={false} title={value}
      onFocus={() => { before.current = value; }}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        // What is typed here is no shortcut of the page.
        event.stopPropagation();
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          take(before.current);
          setTyped(undefined);
        }
      }}
    />
  );
}
