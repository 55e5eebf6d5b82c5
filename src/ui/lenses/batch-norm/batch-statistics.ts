// What a BatchNorm computes, channel by channel: the statistics of a batch, both ways to normalise, and how running
// statistics follow. https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html

import type { Shape } from '../../../core/shape.ts';

/** Of each channel, or feature. */
export interface BatchStatistics {
  readonly means: Float64Array;
  /** Divided by the number of values: what training normalises by. */
  readonly variances: Float64Array;
  /** Divided by one less: what running variances follow. NaN where a channel has a single value. */
  readonly unbiased: Float64Array;
  /** Values of a channel in the batch. */
  readonly count: number;
}

/** Statistics of a batch of `examples` values of a shape, one after another. */
export function batchStatistics(values: Float32Array, examples: number, shape: Shape): BatchStatistics {
  const [channels = 1, ...pixels] = shape;
  const area = pixels.reduce((product, size) => product * size, 1);
  const count = examples * area;
  const means = new Float64Array(channels);
  const squares = new Float64Array(channels);
  // In two passes, as a large mean would swallow a small variance in one.
  eachRun(channels, area, examples, (channel, start) => {
    for (let i = start; i < start + area; i++) means[channel] = (means[channel] ?? 0) + (values[i] ?? NaN) / count;
  });
  eachRun(channels, area, examples, (channel, start) => {
    for (let i = start; i < start + area; i++) squares[channel] = (squares[channel] ?? 0) + ((values[i] ?? NaN) - (means[channel] ?? NaN)) ** 2;
  });
  return { means, variances: squares.map((sum) => sum / count), unbiased: squares.map((sum) => (count > 1 ? sum / (count - 1) : NaN)), count };
}

/** All values of one channel in the batch. */
export function channelValues(values: Float32Array, examples: number, shape: Shape, channel: number): Float32Array {
  const [channels = 1, ...pixels] = shape;
  const area = pixels.reduce((product, size) => product * size, 1);
  const found = new Float32Array(examples * area);
  for (let example = 0; example < examples; example++) {
    const start = (example * channels + channel) * area;
    found.set(values.subarray(start, start + area), example * area);
  }
  return found;
}

function eachRun(channels: number, area: number, examples: number, visit: (channel: number, start: number) => void): void {
  for (let run = 0; run < examples * channels; run++) visit(run % channels, run * area);
}

export interface Normalisation {
  readonly mean: number;
  readonly variance: number;
  readonly eps: number;
  /** Learned scale and shift; 1 and 0 without `affine`. */
  readonly weight: number;
  readonly bias: number;
}

/** y = (x - mean) / sqrt(variance + eps) · weight + bias. */
export function normalise(values: Float32Array, { mean, variance, eps, weight, bias }: Normalisation): Float32Array {
  const scale = weight / Math.sqrt(variance + eps);
  return values.map((value) => (value - mean) * scale + bias);
}

/** A running statistic after each batch: running = (1 - momentum) · running + momentum · batch, from `start`. */
export function followRunning(batches: ArrayLike<number>, momentum: number, start: number): Float64Array {
  let running = start;
  return Float64Array.from(batches, (value) => (running = (1 - momentum) * running + momentum * value));
}

/** How many values fall into each of `bins` equal parts of a range; those outside count at its ends. */
export function histogram(values: Float32Array, bins: number, [low, high]: readonly [number, number]): number[] {
  const counts = Array<number>(bins).fill(0);
  const width = (high - low) / bins || 1;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = Math.min(Math.max(Math.floor((value - low) / width), 0), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Mean and standard deviation (divided by the count) of values. */
export function spreadOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  const { means: [mean = NaN], variances: [variance = NaN] } = batchStatistics(values, values.length, [1]);
  return { mean, deviation: Math.sqrt(variance) };
}
