// Examples that are lists of numbers: tables, points, curves. Limits, split and normalisation as for images, each
// number by its own mean and deviation.

import type { ExampleSet, Preprocessing } from '../core/data.ts';
import { elementCount, formatShape } from '../core/shape.ts';
import type { LoadRequest, Normalization, PreparedData } from './dataset-kind.ts';
import { PreprocessingError } from './preprocessing.ts';
import { splitExamples } from './split.ts';

/** Examples one after another: `size` inputs each, and a class, or `targetSize` numbers to predict. */
export interface VectorSource {
  readonly count: number;
  readonly size: number;
  readonly inputs: Float32Array;
  readonly labels?: ArrayLike<number>;
  readonly targetSize?: number;
  readonly targets?: Float32Array;
}

export interface VectorParts {
  readonly training: VectorSource;
  readonly test: VectorSource;
  /** Empty where there are targets. */
  readonly classNames: readonly string[];
}

/** Prepares the parts as the request asks. Throws PreprocessingError. */
export function prepareVectors({ training, test, classNames }: VectorParts, request: LoadRequest): PreparedData {
  const { preprocessing, validation, seed, limits = {} } = request;
  const { shape } = preprocessing;
  if (elementCount(shape) !== training.size) {
    throw new PreprocessingError(`The Input asks for ${formatShape(shape)}; an example of the dataset has ${training.size} numbers.`);
  }
  const count = Math.min(training.count, limits.training ?? Infinity);
  const { kept, heldOut } = splitExamples(count, validation === 'test' ? 0 : validation, seed);
  const normalization = normalizationOf(training, kept, preprocessing);
  const all = Uint32Array.from({ length: Math.min(test.count, limits.test ?? Infinity) }, (_, index) => index);
  return {
    training: examplesOf(training, kept, shape, normalization),
    validation: validation === 'test' ? examplesOf(test, all, shape, normalization) : examplesOf(training, heldOut, shape, normalization),
    classNames,
    normalization,
  };
}

function normalizationOf(source: VectorSource, indices: Uint32Array, { normalize, mean, std }: Preprocessing): Normalization {
  if (normalize === 'dataset') return measureNumbers(source, indices);
  if (normalize === 'custom' && !(std > 0)) throw new PreprocessingError(`Normalisation needs a standard deviation above 0, received ${std}.`);
  const each = (value: number) => new Array<number>(source.size).fill(value);
  return normalize === 'custom' ? { mean: each(mean), std: each(std) } : { mean: each(0), std: each(1) };
}

/** Mean and (population) standard deviation of each number over the chosen examples. */
function measureNumbers({ inputs, size }: VectorSource, indices: Uint32Array): Normalization {
  const column = (at: number) => Float64Array.from(indices, (index) => inputs[index * size + at] as number);
  const columns = Array.from({ length: size }, (_, at) => column(at));
  const mean = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const std = columns.map((values, at) => Math.sqrt(values.reduce((sum, value) => sum + (value - (mean[at] as number)) ** 2, 0) / values.length));
  // A number that is the same everywhere has nothing to scale.
  return { mean, std: std.map((value) => (value > 0 ? value : 1)) };
}

function examplesOf(source: VectorSource, indices: Uint32Array, shape: Preprocessing['shape'], { mean, std }: Normalization): ExampleSet {
  const { size, inputs, labels, targets, targetSize = 0 } = source;
  return {
    count: indices.length,
    shape,
    readInputs(chosen, out) {
      for (let i = 0; i < chosen.length; i++) {
        const from = (indices[chosen[i] as number] as number) * size;
        for (let k = 0; k < size; k++) out[i * size + k] = ((inputs[from + k] as number) - (mean[k] as number)) / (std[k] as number);
      }
    },
    readLabels(chosen, out) {
      for (let i = 0; i < chosen.length; i++) out[i] = labels?.[indices[chosen[i] as number] as number] ?? 0;
    },
    ...(targets && {
      targets: {
        size: targetSize,
        read(chosen: ArrayLike<number>, out: Float32Array) {
          for (let i = 0; i < chosen.length; i++) {
            const from = (indices[chosen[i] as number] as number) * targetSize;
            out.set(targets.subarray(from, from + targetSize), i * targetSize);
          }
        },
      },
    }),
  };
}
