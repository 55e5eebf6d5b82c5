// A text field of the document that commits as it is typed: what is typed is saved a moment later, and one visit to
// the field is one entry of the history.

import { useId, useRef, useState, type ChangeEvent } from 'react';
import { useServices } from '../services.tsx';

export interface TypedText {
  /** What stands in the field: what is typed while it is visited, else the value. */
  readonly text: string;
  /** For the field itself. */
  readonly field: {
    readonly value: string;
    readonly onFocus: () => void;
    readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
    readonly onBlur: () => void;
  };
  /** Takes another value than what was typed, as arrow keys do. */
  readonly replace: (commit: () => void) => void;
  /** The visit is over, as when the field is left. */
  readonly finish: () => void;
  /** The visit is over, and the value is what it was before. */
  readonly cancel: () => void;
}

/** `commit` is called with every text that is typed, and leaves alone what is not valid; `restore` undoes a visit. */
export function useTypedText(
  value: string,
  commit: (text: string) => void,
  restore: (before: string) => void = commit,
): TypedText {
  const { documents } = useServices();
  const key = useId();
  const [typed, setTyped] = useState<string>();
  const before = useRef(value);
  const finish = () => {
    setTyped(undefined);
    documents.seal();
    before.current = value;
  };
  return {
    text: typed ?? value,
    field: {
      value: typed ?? value,
      onFocus: () => {
        documents.seal();
        before.current = value;
      },
      onChange: ({ target }) => {
        setTyped(target.value);
        documents.visit(key, () => commit(target.value));
      },
      onBlur: finish,
    },
    replace: (change) => {
      setTyped(undefined);
      documents.visit(key, change);
    },
    finish,
    cancel: () => {
      if (typed !== undefined) documents.visit(key, () => restore(before.current));
      setTyped(undefined);
      documents.seal();
    },
  };
}
