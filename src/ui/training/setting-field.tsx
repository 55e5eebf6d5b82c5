// Compact fields for the settings of training: a label, a value checked against its declaration, and a sentence where
// it is not valid. A valid value is the document's as soon as it is typed; a run that goes on follows when the field
// is left or Enter is pressed.

import { useId, type ReactNode } from 'react';
import { describeAttr, isAttrValue, type AttrSpec } from '../../core/attrs.ts';
import { Tooltip } from '../controls/tooltip.tsx';
import { useTypedText } from '../controls/use-typed-text.ts';
import '../controls/field.css';
import '../controls/switch.css';

interface LabelledProps {
  readonly label: string;
  readonly help: string;
  readonly message?: string | undefined;
  readonly wide?: boolean;
  readonly action?: ReactNode;
  readonly children: (id: string) => ReactNode;
}

/** A label above a control, its help in a tooltip. */
export function Labelled({ label, help, message, wide = false, action, children }: LabelledProps) {
  const id = useId();
  return (
    <div className="setting" data-wide={wide || undefined}>
      <Tooltip text={help} side="top"><label className="setting-label" htmlFor={id}>{label}</label></Tooltip>
      {action ? <div className="setting-with-action">{children(id)}{action}</div> : children(id)}
      {message && <p className="field-message field-error" id={`${id}-message`} role="alert">{message}</p>}
    </div>
  );
}

export interface NumberSettingProps {
  readonly spec: AttrSpec<number>;
  readonly value: number;
  readonly disabled?: boolean;
  /** A button that fills the field in another way. */
  readonly action?: ReactNode;
  readonly onChange: (value: number) => void;
}

/** A number; arrow keys step whole numbers by one and double or halve others. */
export function NumberSetting({ spec, value, disabled = false, action, onChange }: NumberSettingProps) {
  const read = (text: string) => (text.trim() === '' ? NaN : Number(text));
  const take = (number: number) => { if (isAttrValue(spec, number) && number !== value) onChange(number); };
  const { text, field, replace, finish, cancel } = useTypedText(String(value), (typed) => take(read(typed)));
  const typed = read(text);
  const isValid = isAttrValue(spec, typed);
  const stepBy = (direction: 1 | -1) => {
    const next = spec.type === 'int' ? typed + direction : Number((typed * 2 ** direction).toPrecision(3));
    if (isAttrValue(spec, next)) replace(() => onChange(next));
  };
  return (
    <Labelled label={spec.label} help={spec.help} action={action} message={isValid ? undefined : `Expected ${describeAttr(spec)}.`}>
      {(id) => (
        <input
          {...field} id={id} className="input" type="text" inputMode="decimal" autoComplete="off" spellCheck={false}
          disabled={disabled} aria-invalid={!isValid} aria-describedby={isValid ? undefined : `${id}-message`}
          onKeyDown={(event) => {
            // What is not valid stays in the field, to be mended.
            if (event.key === 'Enter' && isValid) finish();
            if (event.key === 'Escape') cancel();
            if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
              event.preventDefault();
              stepBy(event.key === 'ArrowUp' ? 1 : -1);
            }
          }}
        />
      )}
    </Labelled>
  );
}

export interface OptionalNumberSettingProps {
  readonly spec: AttrSpec<number>;
  readonly value: number | undefined;
  /** What an empty field means. */
  readonly placeholder: string;
  readonly onChange: (value: number | undefined) => void;
}

/** A number that may be left out. */
export function OptionalNumberSetting({ spec, value, placeholder, onChange }: OptionalNumberSettingProps) {
  const read = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const isSetting = (number: number | undefined) => number === undefined || isAttrValue(spec, number);
  const take = (number: number | undefined) => { if (isSetting(number) && number !== value) onChange(number); };
  const shown = value === undefined ? '' : String(value);
  const { text, field, finish, cancel } = useTypedText(shown, (typed) => take(read(typed)));
  const isValid = isSetting(read(text));
  return (
    <Labelled label={spec.label} help={spec.help} message={isValid ? undefined : `Expected ${describeAttr(spec)}, or nothing.`}>
      {(id) => (
        <input
          {...field} id={id} className="input" type="text" inputMode="decimal" autoComplete="off" spellCheck={false}
          placeholder={placeholder} aria-invalid={!isValid} aria-describedby={isValid ? undefined : `${id}-message`}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && isValid) finish();
            if (event.key === 'Escape') cancel();
          }}
        />
      )}
    </Labelled>
  );
}

export interface SwitchSettingProps {
  readonly spec: AttrSpec<boolean>;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** On or off. */
export function SwitchSetting({ spec, checked, onChange }: SwitchSettingProps) {
  return (
    <Labelled label={spec.label} help={spec.help}>
      {(id) => <input id={id} className="switch" type="checkbox" role="switch" checked={checked} onChange={({ target }) => onChange(target.checked)} />}
    </Labelled>
  );
}

export interface ChoiceSettingProps<T extends string> {
  readonly label: string;
  readonly help: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly onChange: (value: T) => void;
}

/** One of a few. */
export function ChoiceSetting<T extends string>({ label, help, value, options, disabled = false, wide = false, onChange }: ChoiceSettingProps<T>) {
  return (
    <Labelled label={label} help={help} wide={wide}>
      {(id) => (
        <select
          id={id} className="select" value={value} disabled={disabled}
          onChange={({ target }) => {
            const chosen = options.find((option) => option.value === target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
      )}
    </Labelled>
  );
}
