// What trials change of their template: each a function from a document to another, small enough to be joined.

import type { Attrs } from '../core/attrs.ts';
import type { NetworkDocument } from '../core/document.ts';
import type { NodeRecord } from '../core/graph.ts';
import type { TrainingConfig } from '../core/training-config.ts';
import type { Initialisation } from '../core/weights.ts';

export type Change = (document: NetworkDocument) => NetworkDocument;

/** Several changes, in order. */
export function all(...changes: readonly Change[]): Change {
  return (document) => changes.reduce((changed, change) => change(changed), document);
}

/** Every node of one kind becomes one of another, with that kind's defaults. */
export function replaceKind(from: string, to: string): Change {
  return changeNodes((node) => (node.kind === from ? { kind: to, ...(node.name !== undefined && { name: node.name }) } : node));
}

/** Nodes of a kind let their input through unchanged. */
export function bypassKind(kind: string): Change {
  return changeNodes((node) => (node.kind === kind ? { ...node, bypassed: true } : node));
}

/** Attributes of one node; the others stay. */
export function setAttrs(id: string, attrs: Attrs): Change {
  return changeNodes((node, of) => (of === id ? { ...node, attrs: { ...node.attrs, ...attrs } } : node));
}

/** The parameters of every node but these do not train. */
export function freezeAllBut(...ids: readonly string[]): Change {
  return changeNodes((node, id) => (ids.includes(id) ? node : { ...node, frozen: true }));
}

/** How every layer starts that has no initialisation of its own. */
export function initialise(initialisation: Initialisation): Change {
  return train({ initialisation });
}

/** Settings of training; the others stay. */
export function train(settings: Partial<TrainingConfig>): Change {
  return (document) => ({ ...document, training: { ...document.training, ...settings } });
}

function changeNodes(change: (node: NodeRecord, id: string) => NodeRecord): Change {
  return (document) => {
    const nodes = Object.fromEntries(Object.entries(document.graph.nodes).map(([id, node]) => [id, change(node, id)]));
    return { ...document, graph: { ...document.graph, nodes } };
  };
}
