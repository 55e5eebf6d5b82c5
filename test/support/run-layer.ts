// One layer alone in plain tfjs, exported as the app exports it: what a kind's lowering really computes.

import { createDocument } from '../../src/core/document.ts';
import type { Attrs } from '../../src/core/attrs.ts';
import { createRegistry, type LayerKind } from '../../src/core/layer-kind.ts';
import { createPlan } from '../../src/core/plan.ts';
import type { Problem } from '../../src/core/problems.ts';
import { elementCount, type Shape } from '../../src/core/shape.ts';
import { weightKey, type WeightSet } from '../../src/core/weights.ts';
import { exportTfjs } from '../../src/interop/tfjs/export.ts';
import { layers } from '../../src/layers/registry.ts';
import { exampleGraph, exampleNode } from './layer-conformance.ts';
import { loadWithTfjs, predictWithTfjs } from './plain-tfjs.ts';

export interface LayerRun {
  readonly kind: LayerKind;
  readonly attrs?: Attrs;
  /** Of the one input, channels first. */
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
  /** By name, in PyTorch's layout. */
  readonly weights?: Readonly<Record<string, ArrayLike<number>>>;
}

export type LayerResult =
  | { readonly output: Float32Array; readonly shape: Shape; readonly parameterCount: number }
  | { readonly problems: readonly Problem[] };

/** Evaluates the layer on one example; `output` is channels first, `parameterCount` tfjs's own `countParams`. */
export async function runLayer({ kind, attrs, shape, values, weights = {} }: LayerRun): Promise<LayerResult> {
  const registry = createRegistry([...layers.values(), kind]);
  const compiled = createPlan(exampleGraph(kind, [shape], attrs), registry);
  if ('problems' in compiled) return compiled;
  const specs = compiled.plan.ops.find((op) => op.id === exampleNode)?.weights ?? [];
  const tensors: WeightSet = Object.fromEntries(
    specs.map((spec) => [weightKey(exampleNode, spec.name), { shape: spec.shape, data: Float32Array.from(weights[spec.name] ?? new Float32Array(elementCount(spec.shape))) }]),
  );
  const exported = exportTfjs({ plan: compiled.plan, layers: registry, weights: tensors, document: createDocument() });
  if ('problems' in exported) return exported;
  const model = await loadWithTfjs(exported.files);
  const output = predictWithTfjs(model, Float32Array.from(values), shape);
  const [, ...size] = (model.outputs[0]?.shape ?? []).map(Number);
  const channelsFirst = size.length === 3 ? [size[2] ?? 0, size[0] ?? 0, size[1] ?? 0] : size;
  return { output: toChannelsFirst(output, channelsFirst), shape: channelsFirst, parameterCount: model.countParams() };
}

function toChannelsFirst(values: Float32Array, [channels = 1, height = 1, width = 1]: Shape): Float32Array {
  const pixels = height * width;
  return values.map((_, to) => values[(to % pixels) * channels + Math.floor(to / pixels)] ?? NaN);
}
