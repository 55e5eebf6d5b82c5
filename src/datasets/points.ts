// What generated datasets of points have in common: options with defaults, points collected one by one, loading.

import { intAttr, type AttrSpecs, type AttrsOf } from '../core/attrs.ts';
import type { DatasetInfo } from '../core/data.ts';
import { resolveOptions } from '../core/dataset-options.ts';
import type { DatasetKind } from './dataset-kind.ts';
import { prepareVectors, type VectorSource } from './vectors.ts';

/** The seed of a dataset that draws lots; not the run's, so that runs compare on the same points. */
export const dataSeed = (value: number) => intAttr({ label: 'Data seed', help: 'Names the points that are drawn; the run’s own seed does not change them.', default: value, min: 0 });

/** An example: its numbers, and its class or the numbers to predict. */
export type Point = { readonly x: readonly number[] } & ({ readonly label: number } | { readonly y: readonly number[] });

/** A dataset of points that `draw` makes of its options; the test part is validated on unless a share is. */
export function pointsDataset<const S extends AttrSpecs>(
  info: DatasetInfo & { readonly options: S }, draw: (options: AttrsOf<S>) => { readonly training: readonly Point[]; readonly test: readonly Point[] },
): DatasetKind {
  const size = info.inputNames?.length ?? 0;
  return {
    ...info,
    async load(request) {
      const { training, test } = draw(resolveOptions(info.options, request.options));
      return prepareVectors({ training: vectorsOf(training, size), test: vectorsOf(test, size), classNames: info.classNames }, request);
    },
  };
}

function vectorsOf(points: readonly Point[], size: number): VectorSource {
  const inputs = Float32Array.from(points.flatMap(({ x }) => x));
  const targets = points.flatMap((point) => ('y' in point ? point.y : []));
  return {
    count: points.length,
    size,
    inputs,
    ...(targets.length > 0
      ? { targets: Float32Array.from(targets), targetSize: targets.length / points.length }
      : { labels: Int32Array.from(points, (point) => ('label' in point ? point.label : 0)) }),
  };
}

/** `count` numbers evenly from `low` to `high`, both among them, as torch.linspace. */
export function evenly(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count === 1 ? low : low + ((high - low) * i) / (count - 1)));
}

/** The numbers half way between neighbours. */
export function between(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => (value + (values[i] as number)) / 2);
}
