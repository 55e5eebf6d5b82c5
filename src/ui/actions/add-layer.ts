// Adding a layer from palette, quick add and shortcuts: where it goes, and what it is wired to.

import { analyze } from '../../core/analyze.ts';
import type { Position } from '../../core/document.ts';
import { indexGraph, type PortRef } from '../../core/graph.ts';
import { inputPortNames, type LayerKind, type LayerRegistry } from '../../core/layer-kind.ts';
import type { Shape } from '../../core/shape.ts';
import { resolveAttrs } from '../../core/attrs.ts';
import { cardGap, cardWidth } from '../../editor/card.ts';
import { addNode, type NewNode } from '../../editor/commands/add-node.ts';
import { makeRoom } from '../../editor/commands/make-room.ts';
import { dropUntilFree } from '../../editor/free-place.ts';
import type { AppServices } from '../services.tsx';

/** True where a layer of this kind, with default attributes, takes this shape as its one input. */
export function takesShape(kind: LayerKind, shape: Shape | undefined): boolean {
  const ports = inputPortNames(kind, []);
  const needed = kind.inputs.type === 'fixed' ? ports.length : kind.inputs.min;
  if (needed === 0) return false;
  const { attrs } = resolveAttrs(kind.attrs, undefined);
  // With several inputs, or a shape not known, nothing speaks against it yet.
  if (needed > 1 || !shape || !attrs) return true;
  const inference = kind.inferShape({ attrs, inputs: [shape], ports });
  return 'shape' in inference && !(inference.problems ?? []).some((problem) => (problem.severity ?? 'error') === 'error');
}

/** Adds a layer at a place and selects it. */
export function addLayerAt(services: AppServices, node: NewNode): string {
  const { documents, layers, session } = services;
  const id = documents.edit(`Add ${node.kind}`, (draft) => addNode(draft, layers, node));
  session.select([id]);
  return id;
}

/**
 * Adds a layer behind the one selected node and wires it where it fits: into the node's only wire, or as its
 * first. Without such a selection it goes to the canvas's own place. Returns the new node's id.
 */
export function addLayer(services: AppServices, kindName: string): string {
  const { documents, layers, session, canvas } = services;
  const kind = layers.get(kindName);
  const { document } = documents.getState();
  const [selected, ...others] = session.getState().selectedNodes.filter((id) => Object.hasOwn(document.graph.nodes, id));
  const after = selected !== undefined && others.length === 0 ? exitOf(services, selected) : undefined;
  if (!kind || !after) {
    const wanted = canvas.current?.place() ?? { x: 0, y: 0 };
    const id = addLayerAt(services, { kind: kindName, position: freePlace(Object.values(document.layout.nodes), wanted) });
    canvas.current?.reveal(id);
    return id;
  }
  const place = document.layout.nodes[after.node] ?? { x: 0, y: 0 };
  const shape = analyze(document.graph, layers).nodes[after.node]?.outputShape;
  const position = { x: place.x + cardWidth + cardGap, y: place.y };
  const wiring = takesShape(kind, shape) ? wiringBehind(services, after, layers, kind) : {};
  const id = documents.edit(`Add ${kindName}`, (draft) => {
    const added = addNode(draft, layers, { kind: kindName, position, ...wiring });
    makeRoom(draft, added);
    return added;
  });
  session.select([id]);
  canvas.current?.reveal(id);
  return id;
}

function exitOf({ documents, layers }: AppServices, node: string): PortRef | undefined {
  const port = layers.get(documents.getState().document.graph.nodes[node]?.kind ?? '')?.outputs[0];
  return port === undefined ? undefined : { node, port };
}

function wiringBehind({ documents }: AppServices, from: PortRef, layers: LayerRegistry, kind: LayerKind): Partial<NewNode> {
  const { graph } = documents.getState().document;
  const [wire, ...more] = indexGraph(graph).outgoing.get(from.node) ?? [];
  const canPass = kind.outputs.length > 0 && inputPortNames(kind, []).length > 0 && layers.has(kind.kind);
  return wire && more.length === 0 && canPass ? { onEdge: wire.id } : { fromOutput: from };
}

/** The wanted place, or the first below it that no card covers. */
export function freePlace(taken: readonly Position[], { x, y }: Position): Position {
  return { x, y: y + dropUntilFree([{ x, y }], taken) };
}
