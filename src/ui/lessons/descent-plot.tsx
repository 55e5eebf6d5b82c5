// A descent on its curve: the function, the way of the weight on it, and the step to look at, played when it appears (unless
// the person wants no motion) and by a click, or chosen by hand.

import { Pause, Play } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { descend } from '../../core/descent.ts';
import type { DescentTrial } from '../../core/lesson.ts';
import { PlotDownload } from '../charts/plot-download.tsx';
import { SceneCanvas } from '../charts/scene-canvas.tsx';
import type { Range } from '../charts/line-series.ts';
import { IconButton } from '../controls/button.tsx';
import { useMediaQuery } from '../use-media-query.ts';
import { useSize } from '../use-size.ts';
import { descentScene } from './descent-scene.ts';
import { typeset } from './typeset.ts';
import './descent-plot.css';

/** CSS pixels. */
const height = 180;
/** A descent is over in about this long, however many its steps. */
const playMs = 3000;

export interface DescentPlotProps {
  readonly trial: DescentTrial;
  /** Descents on the same function are drawn over the same stretch of it. */
  readonly among: readonly DescentTrial[];
}

export function DescentPlot({ trial, among }: DescentPlotProps) {
  const path = useMemo(() => descend(trial), [trial]);
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const size = useSize(frame);
  const [step, setStep] = useState(0);
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [isPlaying, setPlaying] = useState(!still);
  const last = path.length - 1;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => setStep((now) => Math.min(now + 1, last)), playMs / last);
    return () => clearInterval(timer);
  }, [isPlaying, last]);
  useEffect(() => { if (step === last) setPlaying(false); }, [step, last]);

  const range = useMemo(() => rangeOn(trial, among), [trial, among]);
  const here = path[step] ?? { weight: trial.start, cost: 0 };
  const said = typeset(`Step ${step}: weight ${here.weight.toFixed(4)}, cost ${here.cost.toFixed(4)}`);
  return (
    <figure className="descent" aria-label={trial.label}>
      <figcaption>
        {trial.label}
        <PlotDownload name={trial.label} drawing={{ scene: () => descentScene({ coefficients: trial.coefficients, path, range, step: last, width: 480, height: 240 }) }} rows={() => [['step', 'weight', 'cost'], ...path.map(({ weight, cost }, index) => [index, weight, cost])]} />
      </figcaption>
      <div className="descent-frame" ref={setFrame}>
        {size && <SceneCanvas scene={descentScene({ coefficients: trial.coefficients, path, range, step, width: size.width, height })} label={`${trial.label}, ${said}`} />}
      </div>
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

/** The weights that any descent on the same function visits. */
function rangeOn({ coefficients }: DescentTrial, among: readonly DescentTrial[]): Range {
  const weights = among.filter((other) => other.coefficients.join() === coefficients.join()).flatMap((other) => descend(other).map(({ weight }) => weight));
  return [Math.min(...weights), Math.max(...weights)];
}
