// The cost over two weights of a network that the worker has trained, with the way of its run.

import type { CostSurface, SurfaceOutcome } from '../../core/lesson.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { NetworkName } from '../../training/protocol.ts';
import { pointOf, type Grid } from '../lenses/landscape/grid.ts';

const side = 33;
/** Rows that are asked for at once, so that a stop takes effect soon. */
const rowsAtOnce = 3;

/** The mean loss over all training examples at points evenly over the window. */
export async function drawSurface(client: TrainingClient, network: NetworkName, surface: CostSurface, signal: AbortSignal): Promise<SurfaceOutcome> {
  const places = surface.weights.map((key) => ({ key, index: 0 }));
  const { path } = await client.call('openLandscape', { network, plane: { type: 'weights', places }, part: 'training', count: Number.MAX_SAFE_INTEGER }, { signal });
  const grid = surfaceGrid(surface, side);
  const losses = new Float32Array(side * side);
  for (let first = 0; first < losses.length; first += rowsAtOnce * side) {
    const points = Array.from({ length: Math.min(rowsAtOnce * side, losses.length - first) }, (_, i) => pointOf(grid, first + i));
    losses.set(await client.call('landscapeLosses', { points: Float32Array.from(points.flat()) }, { signal }), first);
  }
  return { side, losses, path: path.points, steps: path.steps };
}

/** The points that a surface is drawn at. */
export function surfaceGrid({ across, up }: CostSurface, points: number): Grid {
  return { x: across, y: up, columns: points, rows: points };
}
