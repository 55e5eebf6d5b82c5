// A descent on its curve: the function, the way of the weight on it, and the step to look at, played or chosen by hand.

import { Pause, Play } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { descend, polynomial } from '../../core/descent.ts';
import type { DescentTrial } from '../../core/lesson.ts';
import { IconButton } from '../controls/button.tsx';
import './descent-plot.css';

const width = 320;
const height = 140;
const margin = 8;
/** A descent is over in about this long, however many its steps. */
const playMs = 3000;

export interface DescentPlotProps {
  readonly trial: DescentTrial;
  /** Descents on the same function are drawn over the same stretch of it. */
  readonly among: readonly DescentTrial[];
}

export function DescentPlot({ trial, among }: DescentPlotProps) {
  const path = useMemo(() => descend(trial), [trial]);
  const [step, setStep] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const last = path.length - 1;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => setStep((now) => Math.min(now + 1, last)), playMs / last);
    return () => clearInterval(timer);
  }, [isPlaying, last]);
  useEffect(() => { if (step === last) setPlaying(false); }, [step, last]);

  const { curve, place } = useMemo(() => scales(trial, weightsOn(trial, among)), [trial, among]);
  const seen = path.slice(0, step + 1);
  const here = path[step] ?? { weight: trial.start, cost: 0 };
  const said = `Step ${step}: weight ${here.weight.toFixed(4)}, cost ${here.cost.toFixed(4)}`;
  return (
    <figure className="descent" aria-label={trial.label}>
      <figcaption>{trial.label}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${trial.label}, ${said}`}>
        <path className="descent-curve" d={curve} />
        <polyline className="descent-way" points={seen.map(({ weight, cost }) => place(weight, cost).join()).join(' ')} />
        {seen.map(({ weight, cost }, index) => <circle key={index} className="descent-past" cx={place(weight, cost)[0]} cy={place(weight, cost)[1]} r={2} />)}
        <circle className="descent-ball" cx={place(here.weight, here.cost)[0]} cy={place(here.weight, here.cost)[1]} r={5} />
      </svg>
      <div className="descent-controls">
        <IconButton
          icon={isPlaying ? Pause : Play} label={isPlaying ? 'Pause' : 'Play the descent'}
          onClick={() => { if (!isPlaying && step === last) setStep(0); setPlaying(!isPlaying); }}
        />
        <input type="range" aria-label={`Step of ${trial.label}`} aria-valuetext={said} min={0} max={last} value={step} onChange={({ target }) => { setPlaying(false); setStep(target.valueAsNumber); }} />
        <span>{said}</span>
      </div>
    </figure>
  );
}

/** All places that any descent on the same function visits. */
function weightsOn({ coefficients }: DescentTrial, among: readonly DescentTrial[]): number[] {
  return among.filter((other) => other.coefficients.join() === coefficients.join()).flatMap((other) => descend(other).map(({ weight }) => weight));
}

/** The curve over all that the descent visits, and where a point of it lies. */
function scales({ coefficients }: DescentTrial, weights: readonly number[]) {
  const reach = Math.max(...weights) - Math.min(...weights);
  const [low, high] = [Math.min(...weights) - 0.15 * reach, Math.max(...weights) + 0.15 * reach];
  const xs = Array.from({ length: 121 }, (_, i) => low + ((high - low) * i) / 120);
  const costs = xs.map((x) => polynomial(coefficients, x));
  const [least, greatest] = [Math.min(...costs), Math.max(...costs)];
  const place = (weight: number, cost: number): readonly [number, number] => [
    margin + ((width - 2 * margin) * (weight - low)) / (high - low), height - margin - ((height - 2 * margin) * (cost - least)) / (greatest - least || 1),
  ];
  return { place, curve: xs.map((x, i) => `${i === 0 ? 'M' : 'L'}${place(x, costs[i] ?? 0).map((value) => value.toFixed(1)).join(' ')}`).join('') };
}
