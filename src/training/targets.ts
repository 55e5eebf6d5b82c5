// What the loss of a run compares the outputs with: where it takes numbers, classes are turned into them.

import type { ExampleSet, TrainingData } from '../core/data.ts';
import { takesTargets, writeClassTargets, type LossType } from '../core/losses.ts';

/** The same data, with targets for `outputs` outputs where the loss takes them and the dataset has none of its own. */
export function withTargets(data: TrainingData, loss: LossType, outputs: number): TrainingData {
  if (!takesTargets(loss)) return data;
  return { ...data, training: addTargets(data.training, outputs), validation: addTargets(data.validation, outputs) };
}

function addTargets(examples: ExampleSet, outputs: number): ExampleSet {
  if (examples.targets) return examples;
  let labels = new Int32Array(0);
  return {
    ...examples,
    targets: {
      size: outputs,
      read(indices, out) {
        if (labels.length < indices.length) labels = new Int32Array(indices.length);
        examples.readLabels(indices, labels);
        writeClassTargets(labels, indices.length, outputs, out);
      },
    },
  };
}
