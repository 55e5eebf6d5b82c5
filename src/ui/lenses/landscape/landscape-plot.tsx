// The loss landscape on a canvas: colours from dark (low) to light (high), lines of equal loss, the run's way. A click or
// the arrow keys read off the value at a place.

import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { useSceneStyle } from '../../charts/scene-style.ts';
import { paintScene } from '../../charts/scene.ts';
import type { Cell } from '../../charts/table.ts';
import type { LandscapePath } from '../../../training/protocol.ts';
import { useSize, type Size } from '../../use-size.ts';
import { numberText } from '../number-text.ts';
import { pointOf, type Grid, type Losses } from './grid.ts';
import { landscapeScene, plotBox, scaledRange } from './landscape-scene.ts';
import './landscape-plot.css';

export interface LandscapePlotProps {
  /** Names the plot and its files. */
  readonly title?: string;
  readonly grid: Grid;
  readonly losses: Losses;
  readonly path: LandscapePath | undefined;
  readonly names: readonly string[];
  readonly isLog: boolean;
}

export function LandscapePlot({ title = 'Loss landscape', grid, losses, path, names, isLog }: LandscapePlotProps) {
  const readingId = useId();
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const style = useSceneStyle(frame);
  const [read, setRead] = useState<number>();
  const index = read !== undefined && read < losses.values.length ? read : undefined;

  const draw = useCallback(
    (width: number, height: number) => landscapeScene({ grid, losses, path, names, isLog, width, height }),
    [grid, losses, path, names, isLog],
  );
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || !size || !style) return;
    canvas.current.width = Math.round(size.width * size.ratio);
    canvas.current.height = Math.round(size.height * size.ratio);
    context.scale(size.ratio, size.ratio);
    paintScene(context, draw(size.width, size.height), style);
  }, [draw, size, style]);

  const nearest = (event: MouseEvent<HTMLElement>): number | undefined => {
    if (!size) return undefined;
    const box = plotBox(size.width, size.height);
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const across = (event.clientX - left - box.left) / box.width;
    const up = 1 - (event.clientY - top - box.top) / box.height;
    if (across < 0 || across > 1 || up < 0 || up > 1) return undefined;
    return Math.round(up * (grid.rows - 1)) * grid.columns + Math.round(across * (grid.columns - 1));
  };
  const walk = (event: KeyboardEvent) => {
    const middle = Math.floor(grid.rows / 2) * grid.columns + Math.floor(grid.columns / 2);
    const moves: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: grid.columns, ArrowDown: -grid.columns };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = (index ?? middle) + by;
    const staysInRow = Math.abs(by) > 1 || Math.floor(next / grid.columns) === Math.floor((index ?? middle) / grid.columns);
    if (next >= 0 && next < losses.values.length && staysInRow) setRead(next);
  };
  const reading = index === undefined ? undefined : readingOf(grid, losses, names, index);
  const mark = useMemo(() => (index === undefined || !size ? undefined : markOf(grid, index, size)), [grid, index, size]);
  return (
    <figure className="landscape-figure" aria-label={title}>
      <button
        ref={setFrame} type="button" className="landscape-plot"
        aria-label={`${title} over ${names.join(' and ')}. Arrow keys read off values.`} aria-describedby={readingId}
        onClick={(event) => setRead(nearest(event))} onKeyDown={walk}
      >
        <canvas ref={canvas} aria-hidden />
        {mark && <span className="landscape-mark" style={mark} />}
      </button>
      <figcaption className="landscape-caption">
        <Scale losses={losses} isLog={isLog} isPlane={grid.rows > 1} />
        <span id={readingId} role="status">{reading ?? 'Click to read off a value.'}</span>
        <PlotDownload name={title} drawing={{ scene: () => draw(640, 480) }} rows={() => tableOf(grid, losses, names)} />
      </figcaption>
    </figure>
  );
}

function Scale({ losses, isLog, isPlane }: { readonly losses: Losses; readonly isLog: boolean; readonly isPlane: boolean }) {
  const [low, high] = scaledRange(losses, isLog);
  const text = (place: number) => numberText(isLog ? 10 ** place : place, 3);
  if (!isPlane) return null;
  return (
    <span className="landscape-scale">
      <span>{text(low)}</span><span className="landscape-ramp" role="img" aria-label={`Dark is a loss of ${text(low)}, light of ${text(high)}`} /><span>{text(high)}</span>
    </span>
  );
}

function readingOf(grid: Grid, losses: Losses, names: readonly string[], index: number): string {
  const place = pointOf(grid, index).map((value, axis) => `${names[axis]} ${numberText(value)}`).join(', ');
  return losses.known[index] === 1 ? `${place}: loss ${numberText(losses.values[index] ?? NaN, 5)}` : `${place}: not known yet`;
}

function markOf(grid: Grid, index: number, { width, height }: Size): { readonly left: number; readonly top: number } {
  const box = plotBox(width, height);
  const [column, row] = [index % grid.columns, Math.floor(index / grid.columns)];
  return {
    left: box.left + (column / Math.max(1, grid.columns - 1)) * box.width,
    top: grid.rows === 1 ? box.top + box.height : box.top + box.height - (row / (grid.rows - 1)) * box.height,
  };
}

function tableOf(grid: Grid, { values, known }: Losses, names: readonly string[]): readonly (readonly Cell[])[] {
  const rows = [...values].flatMap((value, index) => (known[index] === 1 ? [[...pointOf(grid, index), value]] : []));
  return [[...names, 'loss'], ...rows];
}
