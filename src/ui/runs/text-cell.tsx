// A text in a table that is edited in place: taken when left or with Enter, left as it was with Escape.

import { useEffect, useState } from 'react';

export interface TextCellProps {
  /** Its accessible name. */
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** An empty text is no value and leaves the old one. */
  readonly isRequired?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextCell({ label, value, placeholder, isRequired = false, onChange }: TextCellProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    const trimmed = text.trim();
    if (trimmed === value || (isRequired && trimmed === '')) setText(value);
    else onChange(trimmed);
  };
  return (
    <input
      className="text-cell" aria-label={label} value={text} placeholder={placeholder} maxLength={10_000} spellCheck={false} title={value}
      onChange={({ target }) => setText(target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        // What is typed here is no shortcut of the page.
        event.stopPropagation();
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setText(value);
      }}
    />
  );
}
