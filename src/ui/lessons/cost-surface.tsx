// The cost over two weights of each trial that wants it, with the way of its run on it.

import { useMemo } from 'react';
import type { CostSurface as Window, Lesson, LessonResults, SurfaceOutcome, TrainingTrial } from '../../core/lesson.ts';
import { LandscapePlot } from '../lenses/landscape/landscape-plot.tsx';
import { prefersLog } from '../lenses/landscape/landscape-scene.ts';
import { surfaceGrid } from './draw-surface.ts';
import './cost-surface.css';

/** Nothing where no trial has a surface. */
export function CostSurfaces({ lesson, results }: { readonly lesson: Lesson; readonly results: LessonResults }) {
  const drawn = lesson.trials.flatMap((trial) => {
    const outcome = results[trial.id];
    if (trial.type !== 'training' || !trial.surface || outcome?.type !== 'training' || !outcome.surface) return [];
    return [{ trial, window: trial.surface, surface: outcome.surface }];
  });
  if (drawn.length === 0) return null;
  return (
    <section className="cost-surfaces" aria-label="Cost surfaces">
      <h3>The cost over both weights, and the way of each run</h3>
      <div>{drawn.map((one) => <CostSurface key={one.trial.id} {...one} />)}</div>
    </section>
  );
}

interface CostSurfaceProps {
  readonly trial: TrainingTrial;
  readonly window: Window;
  readonly surface: SurfaceOutcome;
}

function CostSurface({ trial: { label }, window, surface: { side, losses, path, steps } }: CostSurfaceProps) {
  const view = useMemo(() => ({
    grid: surfaceGrid(window, side),
    losses: { values: losses, known: new Uint8Array(losses.length).fill(1) },
    path: { points: path, steps, isTooLarge: false },
    names: window.weights,
  }), [window, side, losses, path, steps]);
  return (
    <div className="cost-surface">
      <h4>{label}</h4>
      <LandscapePlot {...view} title={`Cost by ${label.toLowerCase()}`} isLog={prefersLog(view.losses)} />
    </div>
  );
}
