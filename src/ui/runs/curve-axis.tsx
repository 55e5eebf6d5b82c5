// The axis that curves of runs are laid over each other by: its choice, and its places in words.

import { curveAxes, type CurveAxis } from '../../runs/run-curves.ts';
import { exactCount } from '../format.ts';
import { durationText } from './cell-text.ts';

export interface CurveAxisChoiceProps {
  readonly axis: CurveAxis;
  readonly onChange: (axis: CurveAxis) => void;
}

export function CurveAxisChoice({ axis, onChange }: CurveAxisChoiceProps) {
  return (
    <select className="select" aria-label="Curves over" value={axis} onChange={({ target }) => onChange(curveAxes.find((one) => one === target.value) ?? 'epochs')}>
      {curveAxes.map((one) => <option key={one} value={one}>Over {one}</option>)}
    </select>
  );
}

export const placeTexts: Readonly<Record<CurveAxis, (x: number) => string>> = {
  steps: (x) => `Step ${exactCount(Math.round(x))}`,
  epochs: (x) => `Epoch ${x.toFixed(2)}`,
  images: (x) => `${exactCount(Math.round(x))} images`,
  seconds: (x) => `${durationText(x)} of training`,
};

/** A round share at an axis. */
export function percentTick(value: number): string {
  return `${Number((100 * value).toPrecision(6))} %`;
}
