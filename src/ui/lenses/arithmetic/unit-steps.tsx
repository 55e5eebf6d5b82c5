// Goes from one output element to the next, by hand or by itself.

import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../../controls/button.tsx';
import { useMediaQuery } from '../../use-media-query.ts';
import type { GridShape, Unit } from '../grid-shape.ts';
import { numberText } from '../number-text.ts';
import { stepUnit } from './unit-arithmetic.ts';

/** Slow enough to follow a window from place to place. */
const periodMs = 700;

export interface UnitStepsProps {
  readonly grid: GridShape;
  readonly unit: Unit;
  /** Features have no rows and columns. */
  readonly isFeature: boolean;
  /** Of the output there. */
  readonly value: number;
  readonly onChange: (unit: Unit) => void;
}

/** Where motion is not wanted there is no running by itself. */
export function UnitSteps({ grid, unit, isFeature, value, onChange }: UnitStepsProps) {
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [isPlaying, setPlaying] = useState(false);
  const step = (by: number) => onChange(stepUnit(grid, unit, by));
  const latest = useRef(step);
  useEffect(() => { latest.current = step; });
  useEffect(() => {
    if (!isPlaying || still) return undefined;
    const timer = setInterval(() => latest.current(1), periodMs);
    return () => clearInterval(timer);
  }, [isPlaying, still]);
  return (
    <>
      <div className="unit-steps" role="group" aria-label="Output element">
        {grid[0] > 1 && (
          <input
            className="input" type="number" aria-label="Output channel" title="Output channel" min={0} max={grid[0] - 1} value={unit.channel}
            onChange={({ target }) => { if (target.validity.valid && target.value !== '') onChange({ ...unit, channel: target.valueAsNumber }); }}
          />
        )}
        <IconButton icon={ChevronLeft} label="Previous position" onClick={() => step(-1)} />
        {!still && <IconButton icon={isPlaying ? Pause : Play} label={isPlaying ? 'Stop stepping' : 'Step through the positions'} onClick={() => setPlaying(!isPlaying)} />}
        <IconButton icon={ChevronRight} label="Next position" onClick={() => step(1)} />
      </div>
      <p className="unit-value" title={String(value)}>{numberText(value)}</p>
      <p className="unit-place">{isFeature ? `feature ${unit.row * grid[2] + unit.column}` : `row ${unit.row}, column ${unit.column}`}</p>
    </>
  );
}
