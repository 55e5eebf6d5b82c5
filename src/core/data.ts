// Datasets as the core sees them: what they hold, and how an engine reads a batch.

import type { AttrSpecs } from './attrs.ts';
import type { Augment } from './augment.ts';
import type { Shape } from './shape.ts';

/** What the page and the checks know of a dataset before it is loaded. */
export interface DatasetInfo {
  readonly id: string;
  readonly name: string;
  /** One or two sentences: what it is, where it comes from. */
  readonly summary: string;
  /** As stored, channels first; a list of numbers, [features], where examples are no images. */
  readonly inputShape: Shape;
  /** Empty where there are numbers to predict instead. */
  readonly classNames: readonly string[];
  /** The numbers to predict, in order; absent where there are classes alone. With both, classes are numbers, and the loss takes either. */
  readonly targetNames?: readonly string[];
  /**
   * What is known of the numbers to predict: `distributions` from 0 to 1 that add up to 1 in each example, `fractions` from 0 to 1,
   * or `any` (the default).
   */
  readonly targetValues?: 'distributions' | 'fractions' | 'any';
  /** The numbers that an example consists of, in order; absent for images. */
  readonly inputNames?: readonly string[];
  /** Number of examples; absent where any number can be drawn. */
  readonly trainingCount?: number;
  readonly testCount?: number;
  /** What can be set of it, by name; `datasetOptions` of the training settings holds the values. */
  readonly options?: AttrSpecs;
  /** The option that says how many examples there are to train on, and how many examples a unit of it stands for. */
  readonly trainingCountBy?: { readonly option: string; readonly times: number };
  /** The options whose numbers are an example and its targets: there are as many inputs and targets as these have; see `sizedInfo`. */
  readonly sizedBy?: { readonly inputs: string; readonly targets: string };
}

/** A set of labelled examples that can be read in any order. */
export interface ExampleSet {
  readonly count: number;
  /** Shape of one example, channels first. */
  readonly shape: Shape;
  /** Writes the chosen examples one after another, channels first, ready for the network. */
  readInputs(indices: ArrayLike<number>, out: Float32Array): void;
  /** Writes the chosen examples' class indices. */
  readLabels(indices: ArrayLike<number>, out: Int32Array): void;
  /** For losses that compare every output with a number; training makes them of the classes where they are absent. */
  readonly targets?: ExampleTargets;
}

export interface ExampleTargets {
  /** Numbers for one example: one for each output of the network. */
  readonly size: number;
  /** Writes those of the chosen examples one after another. */
  read(indices: ArrayLike<number>, out: Float32Array): void;
}

export interface TrainingData {
  readonly training: ExampleSet;
  readonly validation: ExampleSet;
  /** Empty where the examples have targets instead: there is no accuracy then. */
  readonly classNames: readonly string[];
  /** Changes the inputs of each training batch at random, in place. */
  readonly augment?: Augment | undefined;
}

/** How the Input node wants its images; the Input layer's attributes. */
export interface Preprocessing {
  readonly shape: Shape;
  /** `bilinear`: resized as PIL does it, antialiased. `none`: sizes must agree. */
  readonly resize: 'bilinear' | 'none';
  /** `none`: pixels from 0 to 1. `dataset`: minus mean, by standard deviation of the training part. `custom`: by `mean` and `std`. */
  readonly normalize: 'none' | 'dataset' | 'custom';
  readonly mean: number;
  readonly std: number;
}
