// The loss over a line or a plane of weights, on a session of its own, so that the run is not touched; and the run's way
// through its weights as seen on it.

import type { ExampleSet } from '../core/data.ts';
import type { WeightSet } from '../core/weights.ts';
import type { Batch, EngineSession } from '../engines/engine.ts';
import type { ActiveRun, StartedRun } from './active-run.ts';
import { createBatches, type BatchReader } from './batches.ts';
import { createMean } from './evaluate.ts';
import { pathDirections } from './path-directions.ts';
import type { LandscapeArgs, LandscapeFacts, LandscapePath } from './protocol.ts';
import type { PathPoint } from './weight-path.ts';
import { directionPlane, placePlane, randomDirections, trainedKeys, type WeightPlane } from './weight-plane.ts';

export interface Landscape {
  readonly facts: LandscapeFacts;
  /** Losses at points of the plane, coordinate after coordinate; each point has its turn. Rejects where it is aborted. */
  losses(points: Float32Array, signal: AbortSignal): Promise<Float32Array>;
  /** As far as the run has come. */
  path(): Promise<LandscapePath>;
  dispose(): Promise<void>;
}

/** At most this many examples at once, as in evaluation. */
const batchSize = 200;

/** Lays a plane through the run's present weights. Rejects with a sentence where that cannot be. */
export async function openLandscape(run: ActiveRun, { part, count, plane: choice }: LandscapeArgs): Promise<Landscape> {
  const { session, plane, explained, reader, examples } = await run.use(async (started) => {
    const centre = copyOf(await started.session.readWeights());
    const laid = layPlane(started, centre, choice);
    const set = started.data[part];
    const order = evenly(set, count);
    return { ...laid, session: await started.openBeside(centre), reader: createBatches(set, batchSize, order), examples: order.length };
  });
  if (examples === 0) {
    session.dispose();
    throw new Error(`The ${part} part has no examples; at least one is needed.`);
  }
  const path = () => run.use(async (started) => readPath(started, plane));
  return {
    facts: { examples, here: Float32Array.from(plane.here), explained, path: await path() },
    async losses(points, signal) {
      const axes = plane.here.length;
      const losses = new Float32Array(points.length / axes);
      const only = reader.length === 1 ? reader.read(0) : undefined;
      for (let n = 0; n < losses.length; n++) {
        signal.throwIfAborted();
        losses[n] = await run.use(() => lossAt(session, plane.at([...points.subarray(n * axes, (n + 1) * axes)]), reader, only));
      }
      return losses;
    },
    path,
    dispose: () => run.use(() => session.dispose()),
  };
}

function layPlane({ plan: { ops }, path }: StartedRun, centre: WeightSet, choice: LandscapeArgs['plane']): { readonly plane: WeightPlane; readonly explained: readonly number[] } {
  if (choice.type === 'weights') return { plane: placePlane(centre, choice.places), explained: [] };
  if (choice.type === 'random') return { plane: directionPlane(centre, randomDirections(ops, centre, choice.seed)), explained: [] };
  const { directions, explained } = pathDirections([...path.points().map(({ weights }) => weights), centre], trainedKeys(ops));
  if (directions.length < 2) throw new Error('The run has no path with two directions yet; train some batches first.');
  return { plane: directionPlane(centre, directions), explained };
}

/** Every so manieth example, so that a part that is sorted is looked at all over. */
function evenly({ count }: ExampleSet, wanted: number): Int32Array {
  const chosen = Math.min(count, wanted);
  return Int32Array.from({ length: chosen }, (_, i) => Math.floor((i * count) / chosen));
}

async function lossAt(session: EngineSession, weights: WeightSet, reader: BatchReader, only: Batch | undefined): Promise<number> {
  session.writeWeights(weights);
  const mean = createMean(false);
  for (let index = 0; index < reader.length; index++) {
    const batch = only ?? reader.read(index);
    mean.add(await session.evaluateBatch(batch), batch.count);
  }
  return mean.metrics().loss;
}

/** The kept points and the present one, as coordinates. */
async function readPath({ session, path, steps }: StartedRun, plane: WeightPlane): Promise<LandscapePath> {
  const kept = path.points();
  const now: PathPoint[] = kept.at(-1)?.step === steps() ? [] : [{ step: steps(), weights: await session.readWeights() }];
  const points = [...kept, ...now];
  return {
    steps: Int32Array.from(points, ({ step }) => step),
    points: Float32Array.from(points.flatMap(({ weights }) => [...plane.project(weights)])),
    isTooLarge: path.isTooLarge(),
  };
}

function copyOf(weights: WeightSet): WeightSet {
  return Object.fromEntries(Object.entries(weights).map(([key, { shape, data }]) => [key, { shape, data: data.slice() }]));
}
