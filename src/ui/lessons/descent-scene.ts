// A descent as a drawing: the cost over the weight, the way down, and the place reached.

import { polynomial, type DescentPoint } from '../../core/descent.ts';
import { boxAxis, boxScale, type PlotBox } from '../charts/box-axes.ts';
import type { Range } from '../charts/line-series.ts';
import type { Mark, Scene } from '../charts/scene.ts';

export interface DescentSceneRequest {
  readonly coefficients: readonly number[];
  readonly path: readonly DescentPoint[];
  /** The weights to show, and a little more. */
  readonly range: Range;
  /** The step to stand at. */
  readonly step: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const room = { left: 44, right: 10, top: 18, bottom: 34 };
const curvePoints = 121;

export function descentScene({ coefficients, path, range, step, width, height }: DescentSceneRequest): Scene {
  const box: PlotBox = { left: room.left, top: room.top, width: Math.max(1, width - room.left - room.right), height: Math.max(1, height - room.top - room.bottom) };
  const [first, last] = range;
  const margin = 0.15 * (last - first || 1);
  const across = [first - margin, last + margin] as const;
  const xs = Array.from({ length: curvePoints }, (_, i) => across[0] + ((across[1] - across[0]) * i) / (curvePoints - 1));
  const costs = xs.map((x) => polynomial(coefficients, x));
  const [least, greatest] = [Math.min(...costs), Math.max(...costs)];
  const spare = 0.05 * (greatest - least || 1);
  const up = [least - spare, greatest + spare] as const;
  const toX = boxScale(across, box.left, box.width);
  const toY = boxScale(up, box.top + box.height, -box.height);
  const seen = path.slice(0, step + 1).flatMap(({ weight, cost }) => [toX(weight), toY(cost)]);
  const here = seen.slice(-2);
  return {
    width, height,
    marks: [
      ...boxAxis(across, box, 'weight', 'x'), ...boxAxis(up, box, 'cost', 'y'),
      { type: 'line', points: xs.flatMap((x, i) => [toX(x), toY(costs[i] ?? NaN)]), stroke: '--text-faint', width: 1.5, name: 'cost' },
      { type: 'line', points: seen, stroke: '--chart-1', width: 1, dashes: [2, 3], name: 'way' },
      { type: 'dots', points: seen, radius: 2, fill: '--chart-1' },
      ...[{ radius: 6.5, fill: '--surface' }, { radius: 5, fill: '--chart-2' }].map((ball) => ({ type: 'dots', points: here, ...ball }) as Mark),
    ],
  };
}
