// What the loss of a run compares the outputs with: classes or numbers, as the loss reads them; where it takes numbers,
// classes are turned into them.

import type { ExampleSet, TrainingData } from '../core/data.ts';
import type { TargetReading } from '../core/target-reading.ts';
import { takesTargets, writeClassTargets, type LossType } from '../core/losses.ts';

/** The same data with the targets as a loss reads them: classes alone, or numbers, whose largest is the class where there are classes too. */
export function readAs(data: TrainingData, { as, classNames }: Pick<TargetReading, 'as' | 'classNames'>): TrainingData {
  const read = as === 'classes' ? withoutNumbers : (examples: ExampleSet) => withLargest(examples, classNames.length);
  return { ...data, classNames, training: read(data.training), validation: read(data.validation) };
}

function withoutNumbers({ targets: _, ...examples }: ExampleSet): ExampleSet {
  return examples;
}

/** Without classes every label is 0. */
function withLargest(examples: ExampleSet, classes: number): ExampleSet {
  const { targets } = examples;
  let values = new Float32Array(0);
  return {
    ...examples,
    readLabels(indices, out) {
      if (classes === 0 || !targets) {
        out.fill(0, 0, indices.length);
        return;
      }
      if (values.length < indices.length * classes) values = new Float32Array(indices.length * classes);
      targets.read(indices, values);
      for (let n = 0; n < indices.length; n++) {
        const own = values.subarray(n * classes, (n + 1) * classes);
        out[n] = own.indexOf(own.reduce((a, b) => Math.max(a, b), -Infinity));
      }
    },
  };
}

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
