// Examples of numbers on their way into the storage, and which of them are kept for the test part.

import { createRandom } from '../../core/random.ts';
import { ownPrefix, type BuildChoices, type OwnDatasetInfo } from '../../core/own-data.ts';
import { uniqueId } from '../../core/unique-id.ts';
import type { OwnTargets } from './own-targets.ts';
import { addOwn, keyOf, type OwnStorage } from './storage.ts';

export interface Numbers extends OwnTargets {
  readonly count: number;
  readonly size: number;
  readonly inputs: Float32Array;
  readonly inputNames?: readonly string[];
  /** The first example of the test part, where the files have one; otherwise it is drawn. */
  readonly testFrom?: number;
}

/** Keeps examples of numbers and tells what is known of them. */
export async function keepNumbers(storage: OwnStorage, numbers: Numbers, summary: string, { name, testShare, seed }: BuildChoices): Promise<OwnDatasetInfo> {
  const { count, size, inputs, inputNames, classNames, labels, targetNames, targets, targetValues, testFrom } = numbers;
  const id = newId();
  const parts = testFrom === undefined ? splitParts(count, labels, testShare, seed) : new Uint8Array(count).fill(1, testFrom);
  await storage.set(keyOf.inputs(id), bufferOf(inputs));
  await storage.set(keyOf.parts(id), bufferOf(parts));
  if (labels) await storage.set(keyOf.labels(id), bufferOf(labels));
  if (targets) await storage.set(keyOf.targets(id), bufferOf(targets));
  const info: OwnDatasetInfo = {
    id, name, summary, inputShape: [size], classNames, holds: 'numbers', pieceSize: 0,
    ...(inputNames && { inputNames }), ...(targetNames && { targetNames }), ...(targetValues && { targetValues }),
    ...countParts(parts, labels, classNames.length),
  };
  await addOwn(storage, info);
  return info;
}

/** 1 for the test part, 0 for training: that share of each class, or of all where there are none, drawn by the seed. */
export function splitParts(count: number, labels: ArrayLike<number> | undefined, testShare: number, seed: number): Uint8Array {
  const parts = new Uint8Array(count);
  const groups = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    const label = labels?.[index] ?? 0;
    const group = groups.get(label);
    if (group) group.push(index);
    else groups.set(label, [index]);
  }
  const random = createRandom(seed, 'test part');
  for (const group of groups.values()) {
    // A class keeps at least one example to be learnt from.
    const held = Math.min(Math.round(group.length * testShare), group.length - 1);
    for (const index of random.shuffle(group).slice(0, held)) parts[index] = 1;
  }
  return parts;
}

export function countParts(parts: Uint8Array, labels: ArrayLike<number> | undefined, classes: number): Pick<OwnDatasetInfo, 'trainingCount' | 'testCount' | 'classCounts'> {
  const classCounts = new Array<number>(classes).fill(0);
  for (let i = 0; i < parts.length && labels; i++) classCounts[labels[i] as number] = (classCounts[labels[i] as number] ?? 0) + 1;
  const testCount = parts.reduce((sum, part) => sum + part, 0);
  return { trainingCount: parts.length - testCount, testCount, classCounts };
}

export function newId(): string {
  return `${ownPrefix}${uniqueId()}`;
}

/** The bytes of a view, no more; copied only where its buffer holds others too. */
export function bufferOf(view: Uint8Array | Float32Array): ArrayBuffer {
  if (view.buffer instanceof ArrayBuffer && view.byteLength === view.buffer.byteLength) return view.buffer;
  const bytes = new Uint8Array(view.byteLength);
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return bytes.buffer;
}
