// All layer kinds: every file of this folder holds one and is found by itself, so that adding a kind touches no
// other file. Palette order: by category, then by name. Only composition roots and tests import this.

import { compareIds } from '../core/graph.ts';
import { categories, createRegistry, type LayerKind } from '../core/layer-kind.ts';

const modules = import.meta.glob<Readonly<Record<string, LayerKind>>>(['./*.ts', '!./registry.ts'], { eager: true });

const kinds = Object.values(modules).flatMap((module) => Object.values(module));

export const layers = createRegistry(
  kinds.sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category) || compareIds(a.kind, b.kind)),
);
