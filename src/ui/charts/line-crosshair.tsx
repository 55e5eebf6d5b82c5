// The crosshair over a line chart: follows the pointer and the arrow keys, and tells the values it points at.

import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import { useStore } from 'zustand';
import { nextX, readings, snap, useCrosshair, type Reading } from './crosshair.ts';
import type { PlotArea } from './line-scene.ts';
import type { LineSeries } from './line-series.ts';

export interface LineCrosshairProps {
  readonly title: string;
  readonly series: readonly LineSeries[];
  readonly plot: PlotArea;
  readonly xName: string;
  readonly formatX?: (x: number) => string;
  readonly formatY: (value: number) => string;
  readonly group?: string;
}

/** The most values that are listed beside the crosshair. */
const listed = 8;

/** Covers the chart; a slider to the keyboard and to screen readers. */
export function LineCrosshair({ title, series, plot, xName, formatX, formatY, group }: LineCrosshairProps) {
  const crosshair = useCrosshair(group);
  const x = useStore(crosshair, (state) => state.x);
  const move = (to: number | undefined) => {
    if (to !== x) crosshair.setState({ x: to });
  };
  const onPointerMove = ({ nativeEvent, currentTarget }: PointerEvent<HTMLElement>) => {
    // Over a child, `offsetX` would be the child's.
    const px = nativeEvent.clientX - currentTarget.getBoundingClientRect().left;
    move(px < plot.left - 4 || px > plot.right + 4 ? undefined : snap(series, plot.valueAt(px)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const width = plot.right - plot.left;
    const moves: Readonly<Record<string, () => number | undefined>> = {
      ArrowLeft: () => nextX(series, plot, x, event.shiftKey ? -width / 10 : -1),
      ArrowRight: () => nextX(series, plot, x, event.shiftKey ? width / 10 : 1),
      PageDown: () => nextX(series, plot, x, -width / 10),
      PageUp: () => nextX(series, plot, x, width / 10),
      Home: () => snap(series, plot.valueAt(plot.left)),
      End: () => snap(series, plot.valueAt(plot.right)),
      Escape: () => undefined,
    };
    const chosen = moves[event.key];
    if (!chosen) return;
    event.preventDefault();
    event.stopPropagation();
    move(chosen());
  };
  const place = (value: number) => formatX?.(value) ?? `${xName} ${Number(value.toPrecision(6)).toLocaleString('en-US')}`;
  const found = x === undefined ? [] : readings(series, plot, x);
  const text = x === undefined ? 'no place chosen' : [place(x), ...found.map(({ name, y }) => `${name} ${formatY(y)}`)].join(', ');
  return (
    <div
      className="line-chart-overlay" role="slider" tabIndex={0} aria-label={`${title}, values along ${xName}`} aria-orientation="horizontal"
      aria-valuemin={plot.valueAt(plot.left)} aria-valuemax={plot.valueAt(plot.right)} aria-valuenow={x ?? plot.valueAt(plot.right)} aria-valuetext={text}
      onPointerMove={onPointerMove} onPointerLeave={() => move(undefined)} onKeyDown={onKeyDown} onBlur={() => move(undefined)}
    >
      {x !== undefined && plot.x(x) >= plot.left - 1 && plot.x(x) <= plot.right + 1 && <Hair plot={plot} x={x} place={place(x)} found={found} formatY={formatY} />}
    </div>
  );
}

interface HairProps {
  readonly plot: PlotArea;
  readonly x: number;
  readonly place: string;
  readonly found: readonly Reading[];
  readonly formatY: (value: number) => string;
}

function Hair({ plot, x, place, found, formatY }: HairProps) {
  const px = plot.x(x);
  const onRight = px < (plot.left + plot.right) / 2;
  return (
    <>
      <div className="line-chart-hair" style={{ left: px, top: plot.top, height: plot.bottom - plot.top }} />
      {found.map(({ colour, x: at, y }, i) => (
        <div key={i} className="line-chart-point" style={{ left: plot.x(at), top: plot.y(y), '--chart-line': `var(${colour})` } as CSSProperties} />
      ))}
      <div className="line-chart-reading" data-side={onRight ? 'right' : 'left'} style={{ left: px }}>
        <p>{place}</p>
        <dl>
          {found.slice(0, listed).map(({ name, colour, y }, i) => (
            <div key={i} style={{ '--chart-line': `var(${colour})` } as CSSProperties}><dt>{name}</dt><dd>{formatY(y)}</dd></div>
          ))}
        </dl>
        {found.length > listed && <p>and {found.length - listed} more</p>}
      </div>
    </>
  );
}
