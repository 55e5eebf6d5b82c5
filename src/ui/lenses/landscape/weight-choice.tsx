// Chooses one number among the weights: which tensor, and the place in it.

import type { Shape } from '../../../core/shape.ts';
import type { WeightPlace } from '../../../training/protocol.ts';

export interface WeightTensorChoice {
  /** "conv1.weight". */
  readonly key: string;
  readonly size: number;
  readonly shape: Shape;
}

export interface WeightChoiceProps {
  readonly label: string;
  readonly tensors: readonly WeightTensorChoice[];
  readonly place: WeightPlace;
  readonly onChange: (place: WeightPlace) => void;
}

export function WeightChoice({ label, tensors, place, onChange }: WeightChoiceProps) {
  const tensor = tensors.find(({ key }) => key === place.key);
  const last = (tensor?.size ?? 1) - 1;
  return (
    <div className="landscape-field">
      <span>{label}</span>
      <div className="weight-choice">
        <select className="select" aria-label={`${label}: tensor`} value={place.key} onChange={({ target }) => onChange({ key: target.value, index: 0 })}>
          {tensors.map(({ key, shape }) => <option key={key} value={key}>{key} {shape.join('×')}</option>)}
        </select>
        <input
          className="input" type="number" aria-label={`${label}: number within the tensor, 0 to ${last}`} min={0} max={last} step={1} value={place.index}
          onChange={({ target }) => { if (target.validity.valid && target.value !== '') onChange({ key: place.key, index: target.valueAsNumber }); }}
        />
      </div>
    </div>
  );
}
