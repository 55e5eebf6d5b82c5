// Finding layer kinds by what people type.

import type { LayerKind, LayerRegistry } from '../core/layer-kind.ts';

/** Kinds that match, best first; all, in palette order, where nothing is typed. */
export function searchLayers(layers: LayerRegistry, query: string): LayerKind[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = [...layers.values()].map((kind) => ({ kind, rank: Math.max(0, ...words.map((word) => rankOf(kind, word))) }));
  return ranked.filter(({ rank }) => Number.isFinite(rank)).sort((a, b) => a.rank - b.rank).map(({ kind }) => kind);
}

/** 0 where the name starts so, up to 4 where only the summary has it; infinite where nothing has. */
function rankOf(kind: LayerKind, word: string): number {
  const name = kind.kind.toLowerCase();
  if (name.startsWith(word)) return 0;
  if (name.includes(word)) return 1;
  if (kind.keywords?.some((keyword) => keyword.toLowerCase().startsWith(word))) return 2;
  if (kind.category.includes(word)) return 3;
  return kind.summary.toLowerCase().includes(word) ? 4 : Infinity;
}
