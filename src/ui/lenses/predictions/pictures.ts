// Examples with what the network said of them: their pictures, read from the worker, and the words for them.

import { sameShape, type Shape } from '../../../core/shape.ts';
import type { DataPart, Predictions } from '../../../training/protocol.ts';
import { sheetScene } from '../../charts/sheet-scene.ts';
import type { Measure, Scene } from '../../charts/scene.ts';
import type { Table } from '../../charts/table.ts';
import type { LensNetwork } from '../lens-network.ts';
import { inputPixels } from '../map-files.ts';
import { classNameOf } from './class-names.ts';

export interface Picture {
  readonly shape: Shape;
  readonly input: Float32Array;
}

/** By index; in the network's input shape where they have that. */
export async function readPictures({ client, name, plan: { inputShape } }: Pick<LensNetwork, 'client' | 'name' | 'plan'>, part: DataPart, indices: Int32Array, signal?: AbortSignal): Promise<ReadonlyMap<number, Picture>> {
  if (indices.length === 0) return new Map();
  const { shape, inputs } = await client.call('examples', { network: name, part, indices }, { ...(signal && { signal }) });
  const size = inputs.length / indices.length;
  return new Map(Array.from(indices, (index, n) => [index, { shape: sameShape(shape, inputShape) ? inputShape : shape, input: inputs.slice(n * size, (n + 1) * size) }]));
}

/** What the network said of an example: in a sentence, and in two short lines. */
export function saidOf({ labels, predicted, predictedProbabilities, losses }: Predictions, classNames: readonly string[], index: number): { readonly said: string; readonly captions: readonly [string, string]; readonly loss: number } {
  const [label, taken] = [labels[index] ?? 0, predicted[index] ?? 0];
  const percent = `${Math.round(100 * (predictedProbabilities[index] ?? 0))} %`;
  const [name, takenName] = [classNameOf(classNames, label), classNameOf(classNames, taken)];
  return {
    said: `Example ${index}: ${name}, ${label === taken ? 'recognised' : `taken for ${takenName}`} with ${percent}`,
    captions: [label === taken ? name : `${name} → ${takenName}`, percent],
    loss: losses[index] ?? NaN,
  };
}

/** A sheet holds no more pictures than these. */
const mostPictures = 60;

export interface ExampleSheet {
  readonly network: LensNetwork;
  readonly part: DataPart;
  /** In their order. */
  readonly indices: Int32Array;
  readonly predictions: Predictions;
}

/** The first pictures with what the network said of them. */
export async function exampleSheet({ network, part, indices, predictions }: ExampleSheet, measure: Measure): Promise<Scene> {
  const shown = indices.slice(0, mostPictures);
  const pictures = await readPictures(network, part, shown);
  const tiles = [...pictures].map(([index, { shape, input }]) => ({
    pixels: inputPixels(shape, input), captions: [...saidOf(predictions, network.data.classNames, index).captions, `${part} ${index}`],
  }));
  return sheetScene({
    groups: [{ tiles }], size: 84, perRow: 10, measure,
    ...(indices.length > shown.length && { note: `The first ${shown.length} of ${indices.length.toLocaleString('en-US')}.` }),
  });
}

/** A row for each example, in their order. */
export function exampleTable({ network: { data: { classNames } }, part, indices, predictions: { labels, predicted, predictedProbabilities, losses } }: ExampleSheet): Table {
  return [
    ['part', 'example', 'true', 'predicted', 'probability', 'loss'],
    ...Array.from(indices, (index) => [
      part, index, classNameOf(classNames, labels[index] ?? 0), classNameOf(classNames, predicted[index] ?? 0), predictedProbabilities[index], losses[index],
    ]),
  ];
}
