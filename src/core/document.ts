// The document: what a person saves, undoes and shares. `layout` is apart from `graph`, so dragging a node
// never re-runs the analysis.

import type { Graph } from './graph.ts';
import { defaultTraining, type TrainingConfig } from './training-config.ts';

export const documentFormat = 'convloom';
export const documentVersion = 1;

/** Cards lie no farther from the origin, in either direction; beyond it a canvas shows nothing. */
export const maxPosition = 1_000_000;

export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** Top-left corner of each node's card, in canvas pixels; nodes without one are placed automatically. */
  readonly nodes: Readonly<Record<string, Position>>;
}

/** Another network in the same document, for comparison. */
export interface Variant {
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly training?: TrainingConfig;
}

/** Trained weights kept beside the document. */
export interface WeightsReference {
  /** Relative to the document. */
  readonly path: string;
  readonly format: 'safetensors' | 'tfjs';
}

export interface NetworkDocument {
  readonly format: typeof documentFormat;
  readonly version: typeof documentVersion;
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly training: TrainingConfig;
  readonly notes?: string;
  readonly variants?: Readonly<Record<string, Variant>>;
  readonly weights?: WeightsReference;
}

/** An empty document. */
export function createDocument(name = 'Untitled network'): NetworkDocument {
  return {
    format: documentFormat,
    version: documentVersion,
    name,
    graph: { nodes: {}, edges: {} },
    layout: { nodes: {} },
    training: defaultTraining,
  };
}
