// A text field for a value that must be valid: commits while it is, says what is wrong while it is not.

import { useState, type KeyboardEvent } from 'react';

export interface ValueInputProps<T> {
  readonly id?: string;
  readonly label?: string;
  /** What stands there while nobody types. */
  readonly text: string;
  readonly placeholder?: string | undefined;
  readonly read: (text: string) => T;
  /** Why the value cannot be taken, or nothing. */
  readonly complain: (value: T) => string | undefined;
  readonly onCommit: (value: T) => void;
  /** The field was left: the gesture is over. */
  readonly onDone: () => void;
  /** Told of each change of the complaint. */
  readonly onComplaint: (message: string | undefined) => void;
  /** Another value by arrow keys, up or down; absent where there is no order. */
  readonly step?: ((direction: 1 | -1, far: boolean) => T) | undefined;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
}

export function ValueInput<T>({ text, read, complain, onCommit, onDone, onComplaint, step, ...rest }: ValueInputProps<T>) {
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState(false);
  // What is typed stands as long as it means what the value is, or means nothing valid yet.
  const shown = typed !== undefined && (wrong || String(read(typed)) === String(read(text))) ? typed : text;

  const take = (value: T) => {
    const complaint = complain(value);
    setWrong(complaint !== undefined);
    onComplaint(complaint);
    if (complaint === undefined) onCommit(value);
  };
  const finish = () => {
    setTyped(undefined);
    setWrong(false);
    onComplaint(undefined);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : undefined;
    if (direction && step) {
      event.preventDefault();
      setTyped(undefined);
      const value = step(direction, event.shiftKey);
      if (complain(value) === undefined) take(value);
    } else if (event.key === 'Enter' || event.key === 'Escape') {
      finish();
      event.currentTarget.select();
    }
  };
  return (
    <input
      id={rest.id}
      className="input"
      aria-label={rest.label}
      aria-describedby={rest.describedBy}
      aria-invalid={wrong || rest.invalid || undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={rest.placeholder}
      value={shown}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => { setTyped(event.target.value); take(read(event.target.value)); }}
      onKeyDown={onKeyDown}
      onBlur={finish}
    />
  );
}
