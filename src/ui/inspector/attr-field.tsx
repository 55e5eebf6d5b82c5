// One attribute of a node: a field that fits its type, the core's complaint beneath it.

import { Link2, Link2Off } from 'lucide-react';
import { useId, useState } from 'react';
import type { AttrSpec, AttrValue } from '../../core/attrs.ts';
import type { Problem } from '../../core/problems.ts';
import { IconButton } from '../controls/button.tsx';
import { Switch } from '../controls/switch.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
import { FixButton } from '../problems/problem-item.tsx';
import { attrComplaint, attrText, describeDefault, halves, isSquare, readAttrText } from './attr-text.ts';
import { ValueInput } from './value-input.tsx';
import './attr-field.css';

export interface AttrFieldProps {
  readonly name: string;
  readonly spec: AttrSpec;
  readonly value: AttrValue;
  /** Problems that the analysis found at this attribute. */
  readonly problems: readonly Problem[];
  readonly onChange: (value: AttrValue) => void;
  /** The field was left. */
  readonly onDone: () => void;
}

/** What the inner fields share. */
interface Inner extends Omit<AttrFieldProps, 'problems'> {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly onComplaint: (message: string | undefined) => void;
}

export function AttrField({ problems, ...props }: AttrFieldProps) {
  const { spec, value, onChange } = props;
  const id = useId();
  const [complaint, setComplaint] = useState<string>();
  const told = complaint !== undefined || problems.length > 0;
  const inner: Inner = { ...props, id, describedBy: told ? `${id}-message` : undefined, invalid: told, onComplaint: setComplaint };
  if (spec.type === 'boolean') return <Switch label={spec.label} checked={value === true} description={problems[0]?.message} onChange={onChange} />;
  return (
    <div className="field">
      <Tooltip side="left" text={`${spec.help}\nDefault: ${describeDefault(spec)}`}>
        <label className="field-label" htmlFor={id}>{spec.label}</label>
      </Tooltip>
      <FieldFor {...inner} />
      {told && (
        <div id={`${id}-message`} className="field-message" role="alert">
          {complaint ? <p className="field-error">{complaint}</p> : problems.map((problem) => (
            <div key={problem.code} className="attr-problem">
              <p className={problem.severity === 'error' ? 'field-error' : 'field-warning'}>{problem.message}</p>
              {problem.fix && <FixButton fix={problem.fix} />}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function FieldFor(props: Inner) {
  switch (props.spec.type) {
    case 'choice': return <ChoiceField {...props} />;
    case 'pair': return <PairField {...props} />;
    case 'padding': return <PaddingField {...props} />;
    default: return <SingleField {...props} />;
  }
}

/** A number, or a shape, in one text field. */
function SingleField({ id, name, spec, value, describedBy, invalid, onChange, onDone, onComplaint }: Inner) {
  const step = typeof value === 'number' && spec.type === 'int' ? (direction: 1 | -1, far: boolean) => value + direction * (far ? 8 : 1) : undefined;
  return (
    <ValueInput<AttrValue>
      id={id}
      text={attrText(value)}
      placeholder={spec.nullable ? spec.nullLabel : undefined}
      read={(text) => readAttrText(spec, text)}
      complain={(candidate) => attrComplaint(name, spec, candidate)}
      onCommit={onChange}
      onDone={onDone}
      onComplaint={onComplaint}
      step={step}
      describedBy={describedBy}
      invalid={invalid}
    />
  );
}

function ChoiceField({ id, spec, value, describedBy, invalid, onChange }: Inner) {
  return (
    <select id={id} className="select" aria-describedby={describedBy} aria-invalid={invalid || undefined} value={String(value)} onChange={(event) => onChange(event.target.value)}>
      {(spec.options ?? []).map((option) => <option key={option} value={option}>{option}</option>)}
    </select>
  );
}

/** One field while height and width are linked, two when they are not. */
function PairField(props: Inner) {
  const { spec, value, onChange } = props;
  const [linked, setLinked] = useState(isSquare(value));
  // Undo or a fix may bring a pair that one field cannot show.
  const together = linked && isSquare(value);
  const toggle = () => {
    if (together) setLinked(false);
    else {
      setLinked(true);
      onChange(halves(value)[0]);
    }
  };
  return (
    <div className="attr-pair">
      {together ? <SingleField {...props} value={Array.isArray(value) ? (value[0] ?? 0) : value} /> : <HalfFields {...props} />}
      <IconButton icon={together ? Link2 : Link2Off} label={together ? 'Set height and width apart' : 'Link height and width'} aria-pressed={together} disabled={value === null && spec.nullable === true} onClick={toggle} />
    </div>
  );
}

function HalfFields({ id, name, spec, value, describedBy, onChange, onDone, onComplaint }: Inner) {
  const pair = halves(value);
  const withHalf = (half: 0 | 1, number: AttrValue): AttrValue => (half === 0 ? [number, pair[1]] : [pair[0], number]) as readonly number[];
  return ([0, 1] as const).map((half) => (
    <ValueInput<AttrValue>
      key={half}
      {...(half === 0 && { id })}
      label={`${spec.label}, ${half === 0 ? 'height' : 'width'}`}
      text={String(pair[half])}
      read={(text) => readAttrText(spec, text)}
      complain={(number) => attrComplaint(name, spec, withHalf(half, number))}
      onCommit={(number) => onChange(withHalf(half, number))}
      onDone={onDone}
      onComplaint={onComplaint}
      step={(direction, far) => pair[half] + direction * (far ? 8 : 1)}
      describedBy={describedBy}
    />
  ));
}

/** "same", "valid", or numbers. */
function PaddingField(props: Inner) {
  const { id, spec, value, describedBy, onChange } = props;
  const mode = typeof value === 'string' ? value : 'numbers';
  return (
    <div className="attr-padding">
      <select
        id={id}
        className="select"
        aria-describedby={describedBy}
        value={mode}
        onChange={(event) => onChange(event.target.value === 'numbers' ? 0 : event.target.value)}
      >
        <option value="numbers">pixels</option>
        <option value="same">same</option>
        <option value="valid">valid</option>
      </select>
      {mode === 'numbers' && <PairField {...props} id={`${id}-pixels`} spec={{ ...spec, type: 'padding' }} />}
    </div>
  );
}
