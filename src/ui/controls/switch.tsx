// A switch with its label: on or off, at once.

import { useId } from 'react';
import './switch.css';

export interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly description?: string | undefined;
  readonly disabled?: boolean;
}

/** A native checkbox in the role of a switch. */
export function Switch({ label, checked, onChange, description, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <label className="switch-label" htmlFor={id}>{label}</label>
      <input
        id={id}
        className="switch"
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        disabled={disabled}
        aria-describedby={description ? `${id}-description` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      {description && <p id={`${id}-description`} className="switch-description">{description}</p>}
    </div>
  );
}
