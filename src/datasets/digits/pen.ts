// A pen on paper: smooth curves through points, and ink on a grid of bytes.

/** Points along a stroke: x, y alternating. */
export type Path = Float64Array;

/** The points of a stroke as written in a skeleton; `corner` points are turned at sharply. */
export interface StrokePoints {
  readonly xy: Float64Array;
  readonly corners: readonly boolean[];
}

const stepsPerSpan = 6;

/** A Catmull-Rom curve through the points, broken at the corners, as a polyline. */
export function traceStroke({ xy, corners }: StrokePoints): Path {
  const count = corners.length;
  const path = new Float64Array(((count - 1) * stepsPerSpan + 1) * 2);
  const tangent = (i: number, axis: number, side: -1 | 1): number => {
    const at = (k: number) => xy[2 * k + axis] as number;
    const isEnd = i === 0 || i === count - 1 || corners[i] === true;
    if (!isEnd) return (at(i + 1) - at(i - 1)) / 2;
    // Leaves an end or a corner straight towards the neighbour.
    return side === 1 ? at(i + 1) - at(i) : at(i) - at(i - 1);
  };
  let to = 0;
  for (let i = 0; i < count - 1; i++) {
    for (let step = i === 0 ? 0 : 1; step <= stepsPerSpan; step++) {
      const t = step / stepsPerSpan;
      for (let axis = 0; axis < 2; axis++) {
        path[to++] = hermite(t, xy[2 * i + axis] as number, tangent(i, axis, 1), xy[2 * i + 2 + axis] as number, tangent(i + 1, axis, -1));
      }
    }
  }
  return path;
}

function hermite(t: number, from: number, leave: number, to: number, arrive: number): number {
  const u = 1 - t;
  return u * u * ((1 + 2 * t) * from + t * leave) + t * t * ((3 - 2 * t) * to - u * arrive);
}

/** Inks a polyline onto a `side`×`side` grid: `radii` of the pen at each point, `softness` of the edge, in pixels. */
export function inkPath(grid: Float32Array, side: number, path: Path, radii: Float64Array, softness: number): void {
  for (let i = 0; i + 1 < radii.length; i++) {
    inkSegment(grid, side, path[2 * i] as number, path[2 * i + 1] as number, path[2 * i + 2] as number, path[2 * i + 3] as number, radii[i] as number, radii[i + 1] as number, softness);
  }
}

/** One segment with round ends; a pixel keeps the most ink that any segment gave it. */
function inkSegment(grid: Float32Array, side: number, x0: number, y0: number, x1: number, y1: number, r0: number, r1: number, softness: number): void {
  const reach = Math.max(r0, r1) + softness / 2;
  const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach - 0.5));
  const right = Math.min(side - 1, Math.floor(Math.max(x0, x1) + reach - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach - 0.5));
  const bottom = Math.min(side - 1, Math.floor(Math.max(y0, y1) + reach - 0.5));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const inverse = 1 / Math.max(1e-9, dx * dx + dy * dy);
  for (let y = top; y <= bottom; y++) {
    const py = y + 0.5 - y0;
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - x0;
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) * inverse));
      const ex = px - t * dx;
      const ey = py - t * dy;
      const ink = (r0 + t * (r1 - r0) - Math.sqrt(ex * ex + ey * ey)) / softness + 0.5;
      const at = y * side + x;
      if (ink > (grid[at] as number)) grid[at] = Math.min(1, ink);
    }
  }
}
