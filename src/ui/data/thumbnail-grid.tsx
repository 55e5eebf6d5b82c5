// The images of a dataset in a grid of any length: only those in sight are fetched and drawn, on one canvas.

import { useEffect, useRef, useState } from 'react';
import type { OwnDatasetInfo } from '../../core/own-data.ts';
import { exactCount } from '../format.ts';
import { useServices } from '../services.tsx';
import { cell, drawGrid, gap } from './draw-grid.ts';

const visibleRows = 4;

export function ThumbnailGrid({ info }: { readonly info: OwnDatasetInfo }) {
  const { client } = useServices().ownData;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [columns, setColumns] = useState(12);
  const count = info.trainingCount + info.testCount;
  const rows = Math.ceil(count / columns);
  const firstRow = Math.min(Math.floor(top / (cell + gap)), Math.max(0, rows - 1));
  const from = firstRow * columns;
  const [range, setRange] = useState('');

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setColumns(Math.max(1, Math.floor((element.clientWidth + gap) / (cell + gap)))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    let wanted = true;
    void client.call('thumbnails', { id: info.id, from, count: columns * (visibleRows + 1) }).then((thumbnails) => {
      if (!wanted || !canvas.current) return;
      drawGrid(canvas.current, thumbnails, columns, visibleRows + 1);
      const classes = new Set(Array.from(thumbnails.labels, (label) => info.classNames[label]));
      setRange(`Images ${exactCount(from + 1)} to ${exactCount(from + thumbnails.labels.length)} of ${exactCount(count)}: ${[...classes].slice(0, 5).join(', ')}`);
    }, () => setRange('These images cannot be read any more.'));
    return () => { wanted = false; };
  }, [client, info, from, columns, count]);
  return (
    <section aria-label="Images">
      {/* Scrolled by keyboard, so it takes the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="own-thumbnails" ref={frame} tabIndex={0} role="group" aria-label={range} style={{ height: visibleRows * (cell + gap) }} onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}>
        <div style={{ height: rows * (cell + gap) }}>
          <canvas ref={canvas} style={{ transform: `translateY(${firstRow * (cell + gap)}px)` }} aria-hidden />
        </div>
      </div>
      <p className="own-note">{range}</p>
    </section>
  );
}
