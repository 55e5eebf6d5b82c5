// Regions of a plane by the class that a network decides for, with the examples on them: colours, and a mark of its own for each
// class.

import { useEffect, useRef } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { sceneStyle } from '../../charts/scene-style.ts';
import type { Decision, Span } from './decision.ts';

export interface RegionPlotProps {
  /** Row after row from the top. */
  readonly decisions: readonly Decision[];
  readonly side: number;
  readonly spans: readonly [across: Span, up: Span];
  /** Two numbers an example. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** Pixels of the canvas along each side: twice what the page shows, and whole pixels for each cell, so that no seams show. */
const extent = 512;
const colours = 8;

export function RegionPlot(props: RegionPlotProps) {
  const { decisions, side, spans, inputs, labels, classNames } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paint(canvas.current, { decisions, side, spans, inputs, labels, classNames });
  }, [decisions, side, spans, inputs, labels, classNames]);
  return (
    <figure className="region-plot" aria-label="Regions">
      <figcaption>
        {classNames.map((name, index) => <span key={name} className="region-class" style={{ color: `var(${tokenOf(index)})` }}>{marks[index % marks.length]} {name}</span>)}
        <PlotDownload name="Regions" canvas={() => canvas.current ?? new OffscreenCanvas(1, 1)} rows={() => tableOf(props)} />
      </figcaption>
      <canvas ref={canvas} width={extent} height={extent} role="img" aria-label={`Regions of ${classNames.length} classes over two inputs`} />
    </figure>
  );
}

const marks = ['●', '▲', '■', '◆'];

function tokenOf(classIndex: number): `--${string}` {
  return `--chart-${(classIndex % colours) + 1}`;
}

function paint(canvas: HTMLCanvasElement, { decisions, side, spans: [across, up], inputs, labels }: RegionPlotProps): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = sceneStyle(canvas);
  const cell = extent / side;
  context.clearRect(0, 0, extent, extent);
  decisions.forEach(({ classIndex, probability }, i) => {
    context.globalAlpha = 0.08 + 0.42 * Math.max(0, Math.min(1, probability));
    context.fillStyle = style.colour(tokenOf(classIndex));
    context.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell, cell);
  });
  context.globalAlpha = 1;
  context.font = `14px ${style.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  labels.forEach((label, i) => {
    const x = (extent * ((inputs[2 * i] as number) - across[0])) / (across[1] - across[0]);
    const y = extent * (1 - ((inputs[2 * i + 1] as number) - up[0]) / (up[1] - up[0]));
    context.fillStyle = style.colour(tokenOf(label));
    context.fillText(marks[label % marks.length] ?? '', x, y);
  });
}

function tableOf({ decisions, side, spans: [across, up], classNames }: RegionPlotProps) {
  const at = ([low, high]: Span, share: number) => low + (high - low) * share;
  return [
    ['x1', 'x2', 'class', 'probability'],
    ...decisions.map(({ classIndex, probability }, i) => [
      at(across, ((i % side) + 0.5) / side), at(up, 1 - (Math.floor(i / side) + 0.5) / side), classNames[classIndex] ?? String(classIndex), probability,
    ]),
  ];
}
