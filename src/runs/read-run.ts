// Kept runs as they come back from the storage, where another version or a damaged disk may have written them: whole, or not at all.

import * as v from 'valibot';
import { createDocument } from '../core/document.ts';
import { readDocument } from '../core/document-format.ts';
import { weightKinds, type RunCurves, type RunRecord } from './run-record.ts';

/** Also those that are not finite: what was never measured is NaN. */
const figure = v.custom<number>((value) => typeof value === 'number');
const metrics = v.looseObject({ loss: figure, accuracy: figure });
const keptWeights = v.looseObject({ sizeBytes: v.number(), epoch: v.optional(v.number()) });

/** Network and settings are a document's, and read as one. */
const recordSchema = v.looseObject({
  version: v.literal(1),
  id: v.string(),
  run: v.optional(v.string()),
  name: v.string(),
  notes: v.string(),
  startedAt: v.string(),
  endedAt: v.optional(v.string()),
  resumed: v.optional(v.array(v.looseObject({ at: v.string(), step: v.number() }))),
  graph: v.looseObject({}),
  layout: v.looseObject({}),
  parameters: v.number(),
  config: v.looseObject({}),
  startedFrom: v.optional(v.looseObject({ id: v.string(), name: v.string(), kind: v.picklist(weightKinds), epoch: v.optional(v.number()) })),
  changes: v.array(v.looseObject({ step: v.number(), change: v.looseObject({}) })),
  environment: v.looseObject({
    app: v.string(), runtime: v.string(), userAgent: v.optional(v.string()), cores: v.number(), crossOriginIsolated: v.optional(v.boolean()),
    engine: v.optional(v.looseObject({ id: v.string(), name: v.string(), description: v.string(), threads: v.optional(v.number()) })),
  }),
  data: v.optional(v.looseObject({ name: v.string(), trainingCount: v.number(), validationCount: v.number() })),
  group: v.optional(v.looseObject({ type: v.picklist(['twin', 'sweep']), id: v.string(), label: v.string() })),
  results: v.looseObject({
    steps: v.number(), epochs: v.number(), imagesSeen: v.number(), trainedMs: v.number(), imagesPerSecond: v.optional(figure),
    training: v.optional(metrics), validation: v.optional(metrics), best: v.optional(v.looseObject({ ...metrics.entries, epoch: v.number() })),
    ended: v.optional(v.looseObject({ reason: v.string(), message: v.optional(v.string()) })),
  }),
  weights: v.looseObject({ final: v.optional(keptWeights), best: v.optional(keptWeights) }),
  weightsEvicted: v.optional(v.literal(true)),
});

const series = v.looseObject({
  stride: v.number(),
  points: v.array(v.looseObject({ step: v.number(), count: v.number(), mean: figure, min: figure, max: figure })),
});

const curvesSchema = v.looseObject({
  batchesPerEpoch: v.pipe(v.number(), v.gtValue(0)),
  loss: series,
  accuracy: series,
  trainedMs: series,
  epochs: v.array(v.looseObject({
    epoch: v.number(), step: v.number(), training: metrics, validation: metrics, durationMs: figure, imagesPerSecond: figure,
  })),
});

/** A record as this version reads it; undefined for anything else that lies in the storage. */
export function readRecord(value: unknown): RunRecord | undefined {
  if (!v.is(recordSchema, value)) return undefined;
  const { graph, layout, config } = value;
  return 'document' in readDocument({ ...createDocument(), graph, layout, training: config }) ? (value as unknown as RunRecord) : undefined;
}

/** The curves of a run; undefined where they are damaged or were never kept. */
export function readCurves(value: unknown): RunCurves | undefined {
  return v.is(curvesSchema, value) ? (value as unknown as RunCurves) : undefined;
}
