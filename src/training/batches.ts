// Cutting a set of examples into batches, read one at a time into the same arrays.

import type { ExampleSet } from '../core/data.ts';
import { elementCount } from '../core/shape.ts';
import type { Batch } from '../engines/engine.ts';

export interface BatchReader {
  /** Number of batches; the last may be short. */
  readonly length: number;
  /** Batch `index`, from 0. It and its arrays are overwritten by the next read. */
  read(index: number): Batch;
}

/** Batches of `size` examples in the given order, or the set's own. */
export function createBatches(examples: ExampleSet, size: number, order?: Int32Array): BatchReader {
  const indices = order ?? Int32Array.from({ length: examples.count }, (_, index) => index);
  const longest = Math.min(size, examples.count);
  const inputs = new Float32Array(longest * elementCount(examples.shape));
  const labels = new Int32Array(longest);
  const targets = examples.targets && new Float32Array(longest * examples.targets.size);
  const batch = { count: longest, inputs, labels, ...(targets && { targets }) };
  const whole = new Int32Array(longest);
  return {
    length: Math.ceil(indices.length / size),
    read(index) {
      const first = index * size;
      batch.count = Math.min(size, indices.length - first);
      const chosen = batch.count === longest ? whole : whole.subarray(0, batch.count);
      for (let i = 0; i < batch.count; i++) chosen[i] = indices[first + i] as number;
      examples.readInputs(chosen, inputs);
      examples.readLabels(chosen, labels);
      if (targets) examples.targets?.read(chosen, targets);
      return batch;
    },
  };
}
