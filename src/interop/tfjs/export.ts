// The files of a trained network in tfjs's layers format: model.json and its weight shards. Plain tfjs loads
// them with `tf.loadLayersModel`; the document they came from travels along in `userDefinedMetadata`.

import { zipSync } from 'fflate';
import type { NetworkDocument } from '../../core/document.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import type { Problem } from '../../core/problems.ts';
import type { WeightSet } from '../../core/weights.ts';
import { buildTfjsModel } from './topology.ts';
import { toArtifacts } from './weights.ts';

/** File contents by name. */
export type ExportedFiles = Readonly<Record<string, Uint8Array>>;

export interface TfjsExportRequest {
  readonly plan: NetworkPlan;
  readonly layers: LayerRegistry;
  readonly weights: WeightSet;
  readonly document: NetworkDocument;
}

/** Version of what Convloom writes into `userDefinedMetadata.convloom`. */
const metadataVersion = 1;
/** As tfjs splits: 4 MiB a file. */
const shardBytes = 4 * 1024 * 1024;

/** model.json and weight shards, or why tfjs cannot hold this network exactly. */
export function exportTfjs({ plan, layers, weights, document }: TfjsExportRequest): { files: ExportedFiles } | { problems: readonly Problem[] } {
  const built = buildTfjsModel(plan, layers);
  if ('problems' in built) return built;
  const { weightData, weightSpecs, ...header } = toArtifacts(built.model, weights);
  const shards = splitShards(weightData);
  const description = {
    ...header,
    userDefinedMetadata: { convloom: { version: metadataVersion, document } },
    weightsManifest: [{ paths: Object.keys(shards), weights: weightSpecs }],
  };
  return { files: { 'model.json': encodeJson(description), ...shards } };
}

/** The architecture alone, as tfjs's `model.toJSON()` writes it and `tf.models.modelFromJSON` reads it. */
export function exportTfjsTopology(plan: NetworkPlan, layers: LayerRegistry): { json: string } | { problems: readonly Problem[] } {
  const built = buildTfjsModel(plan, layers);
  return 'problems' in built ? built : { json: `${JSON.stringify(built.model.modelTopology, null, 2)}\n` };
}

/** One zip of the files. */
export function zipFiles(files: ExportedFiles): Uint8Array {
  return zipSync({ ...files });
}

function splitShards(data: ArrayBuffer): Record<string, Uint8Array> {
  const count = Math.max(1, Math.ceil(data.byteLength / shardBytes));
  const shards = Array.from({ length: count }, (_, i) => [
    `group1-shard${i + 1}of${count}.bin`,
    new Uint8Array(data.slice(i * shardBytes, (i + 1) * shardBytes)),
  ] as const);
  return Object.fromEntries(shards);
}

function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
