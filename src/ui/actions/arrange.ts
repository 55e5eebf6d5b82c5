// Arranging cards; the layout engine is loaded when it is first needed.

import type { NetworkDocument } from '../../core/document.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { AppServices } from '../services.tsx';

/** Arranges the whole network anew and shows it. */
export async function arrangeAll({ documents, layers, canvas }: AppServices): Promise<void> {
  const { autoLayout } = await import('../../editor/commands/auto-layout.ts');
  documents.edit('Arrange', (draft) => autoLayout(draft, layers));
  canvas.current?.fit();
}

/** The document with a place for every node. */
export async function withPlaces(document: NetworkDocument, layers: LayerRegistry): Promise<NetworkDocument> {
  const { graph, layout } = document;
  if (Object.keys(graph.nodes).every((id) => Object.hasOwn(layout.nodes, id))) return document;
  const { placeAll } = await import('../../editor/arrange.ts');
  return { ...document, layout: placeAll(graph, layout, layers) };
}
