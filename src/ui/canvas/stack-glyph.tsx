// A picture of a shape: sheets for channels, their size for the image, a bar for features. Everything is
// log-scaled, so that a network's funnel is seen from afar.

import type { Shape } from '../../core/shape.ts';

const width = 44;
const height = 40;
const step = 2.5;
const maxSheets = 8;

/** Drawn in `currentColor`; decoration beside the shape in words. */
export function StackGlyph({ shape }: { shape: Shape }) {
  return (
    <svg className="glyph" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden>
      {shape.length === 3 ? <Sheets shape={shape} /> : <Bar features={shape[0] ?? 1} />}
    </svg>
  );
}

function Sheets({ shape: [channels = 1, rows = 1, columns = 1] }: { shape: Shape }) {
  const sheets = Math.min(maxSheets, Math.round(Math.log2(channels)) + 1);
  const side = (pixels: number) => Math.min(24, 4 + 2.8 * Math.log2(pixels));
  const w = side(columns);
  const h = side(rows);
  const depth = (sheets - 1) * step;
  const left = width - 1 - w - depth;
  const top = (height - h - depth) / 2;
  return Array.from({ length: sheets }, (_, i) => {
    const back = (sheets - 1 - i) * step;
    return <rect key={i} className="glyph-sheet" x={left + back} y={top + depth - back} width={w} height={h} rx={1.5} />;
  });
}

function Bar({ features }: { features: number }) {
  const h = Math.min(36, 6 + 2.7 * Math.log2(features));
  return <rect className="glyph-bar" x={width - 8} y={(height - h) / 2} width={6} height={h} rx={2} />;
}
