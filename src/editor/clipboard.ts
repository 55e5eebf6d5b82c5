// Nodes as text for the system's clipboard, and back with the same checks as a document file.

import { analyze } from '../core/analyze.ts';
import { createDocument, documentFormat, type NetworkDocument } from '../core/document.ts';
import { parseText, readDocument, type DocumentProblem } from '../core/document-format.ts';
import { maxEdges, maxNodes } from '../core/document-schema.ts';
import type { EdgeRecord, Graph } from '../core/graph.ts';
import type { LayerRegistry } from '../core/layer-kind.ts';
import { cutFragment, type Fragment } from './fragment.ts';

const clipboardFormat = 'convloom-nodes';

/** The named nodes, their edges and what fed them from outside, as JSON text. */
export function writeClipboardText(document: NetworkDocument, ids: readonly string[]): string {
  const { nodes, edges, places } = cutFragment(document, ids);
  const inside = (edge: EdgeRecord) => Object.hasOwn(nodes, edge.source);
  const named = edges.map((edge, i) => [`e${i + 1}`, edge] as const);
  const part: NetworkDocument = {
    ...createDocument('Clipboard'),
    graph: { nodes, edges: Object.fromEntries(named.filter(([, edge]) => inside(edge))) },
    layout: { nodes: places },
  };
  const inputs = Object.fromEntries(named.filter(([, edge]) => !inside(edge)));
  return JSON.stringify({ format: clipboardFormat, document: part, inputs }, null, 2);
}

/** What a paste reads: a fragment, or why there is none. */
export type ReadClipboard = { readonly fragment: Fragment } | { readonly problems: readonly DocumentProblem[] };

/**
 * Reads copied nodes, or a whole document, from text. `undefined` where the text is neither and was perhaps
 * never meant for us; problems where it says it is one and is not, or would bring faults into the document that it is
 * pasted into: what opening a file refuses, and beside it kinds that are not known, edges that lead nowhere, and cycles.
 */
export function readClipboardText(text: string, layers: LayerRegistry): ReadClipboard | undefined {
  const parsed = parseText(text);
  if ('problem' in parsed) return saysItIsOurs(text) ? { problems: [parsed.problem] } : undefined;
  const { value } = parsed;
  if (!isObject(value)) return undefined;
  if (value['format'] !== clipboardFormat) return value['format'] === documentFormat ? readFragment(value, {}, layers) : undefined;
  const { document, inputs = {} } = value;
  if (!isObject(document) || !isObject(inputs)) {
    return { problems: [{ path: '', message: 'the copied nodes are damaged: expected a document and its inputs' }] };
  }
  return readFragment(document, inputs, layers);
}

/** Text that was cut off, or is too long to be read, may still be a network. */
function saysItIsOurs(text: string): boolean {
  return /^\uFEFF?\s*\{\s*"format"\s*:\s*"convloom/.test(text.slice(0, 1000));
}

/** Edges from outside are checked as edges of the same document: the parser knows what an edge is. */
function readFragment(document: Record<string, unknown>, inputs: Record<string, unknown>, layers: LayerRegistry): ReadClipboard {
  const { graph } = document;
  const edges = isObject(graph) && isObject(graph['edges']) ? graph['edges'] : {};
  const result = readDocument(isObject(graph) ? { ...document, graph: { ...graph, edges: { ...edges, ...inputs } } } : document);
  if ('problems' in result) return result;
  const { nodes, edges: all } = result.document.graph;
  const problems = faultsOf({ nodes, edges: Object.fromEntries(Object.entries(all).filter(([id]) => !Object.hasOwn(inputs, id))) }, layers);
  if (problems.length > 0) return { problems };
  return { fragment: cutFragment(result.document, Object.keys(nodes)) };
}

/** Why the document cannot take the fragment: it could not be read again. Undefined where it can. */
export function tooMuch({ graph }: NetworkDocument, { nodes, edges }: Fragment): string | undefined {
  const count = Object.keys(graph.nodes).length + Object.keys(nodes).length;
  const wires = Object.keys(graph.edges).length + edges.length;
  const text = (number: number) => number.toLocaleString('en-US');
  if (count > maxNodes) return `A network has at most ${text(maxNodes)} nodes; with the copies it would have ${text(count)}.`;
  if (wires > maxEdges) return `A network has at most ${text(maxEdges)} edges; with the copies it would have ${text(wires)}.`;
  return undefined;
}

const faults = new Set(['unknown-kind', 'edge-dangling', 'port-unknown', 'port-occupied', 'cycle']);

/** What no edit of the canvas makes, and no paste should bring. */
function faultsOf(graph: Graph, layers: LayerRegistry): DocumentProblem[] {
  return analyze(graph, layers).problems.filter(({ code }) => faults.has(code)).map(({ site: { edge, node }, message }) => {
    const path = edge === undefined ? `graph.nodes.${node}` : `graph.edges.${edge}`;
    return { path, message: `${path}: ${message}` };
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
