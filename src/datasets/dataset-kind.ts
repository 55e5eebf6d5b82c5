// What a dataset is: facts known before loading, and how to load it for one run. Where raw files come from is
// the environment's affair (sources.ts).

import type { DatasetInfo, Preprocessing, TrainingData } from '../core/data.ts';
import type { DatasetOptions } from '../core/dataset-options.ts';
import type { ValidationSplit } from '../core/training-config.ts';
import type { DataSources } from './sources.ts';

export interface LoadRequest {
  readonly preprocessing: Preprocessing;
  /** Settings of this dataset as the training settings give them. */
  readonly options?: DatasetOptions | undefined;
  readonly validation: ValidationSplit;
  /** Draws the validation examples where `validation` is a fraction. */
  readonly seed: number;
  /** The first so many examples of each part; a generated dataset draws that many. */
  readonly limits?: { readonly training?: number; readonly test?: number };
  readonly sources: DataSources;
  /** `fraction` of the loading, 0 to 1; `detail` says what is being done. */
  onProgress(fraction: number, detail: string): void;
  readonly signal?: AbortSignal;
}

/** What turns a pixel from 0 to 255 into a network's number: (pixel / 255 - mean) / std, per channel; for numbers (x - mean) / std, per number. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface PreparedData extends TrainingData {
  /** What the examples were normalised with; other images for the same network need the same. */
  readonly normalization: Normalization;
}

export interface DatasetKind extends DatasetInfo {
  /**
   * Loads, resizes, splits and normalises. Rejects with DataUnavailableError where no place has the files whole,
   * DataFormatError where files do not belong together, PreprocessingError where the Input asks for what the images
   * cannot be made into, and the signal's reason where aborted.
   */
  load(request: LoadRequest): Promise<PreparedData>;
}

export type DatasetRegistry = ReadonlyMap<string, DatasetKind>;
