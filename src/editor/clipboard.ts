// Nodes as text for the system's clipboard, and back with the same checks as a document file.

import { createDocument, type NetworkDocument } from '../core/document.ts';
import { readDocument, type DocumentProblem } from '../core/document-format.ts';
import type { EdgeRecord } from '../core/graph.ts';
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

/**
 * Reads copied nodes, or a whole document, from text. `undefined` where the text is neither and was perhaps
 * never meant for us; problems where it says it is one and is not.
 */
export function readClipboardText(text: string): { readonly fragment: Fragment } | { readonly problems: readonly DocumentProblem[] } | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  if (value['format'] !== clipboardFormat) return value['format'] === 'convloom' ? readFragment(value, {}) : undefined;
  const { document, inputs = {} } = value;
  if (!isObject(document) || !isObject(inputs)) {
    return { problems: [{ path: '', message: 'the copied nodes are damaged: expected a document and its inputs' }] };
  }
  return readFragment(document, inputs);
}

/** Edges from outside are checked as edges of the same document: the parser knows what an edge is. */
function readFragment(document: Record<string, unknown>, inputs: Record<string, unknown>): ReturnType<typeof readClipboardText> {
  const { graph } = document;
  const edges = isObject(graph) && isObject(graph['edges']) ? graph['edges'] : {};
  const result = readDocument(isObject(graph) ? { ...document, graph: { ...graph, edges: { ...edges, ...inputs } } } : document);
  if ('problems' in result) return result;
  return { fragment: cutFragment(result.document, Object.keys(result.document.graph.nodes)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
