// Keeps another network in the document, to be compared with the one on the canvas, or forgets it.

import { castDraft } from 'immer';
import type { Variant } from '../../core/document.ts';
import { uniqueId } from '../../core/unique-id.ts';
import type { DocumentDraft } from '../document-store.ts';
import { sameValue } from '../same-value.ts';

/** As many as a document may hold. */
const maxVariants = 100;

/** Returns the name that it has in the document: another where its own is taken, that of the very same variant where there is one. Throws where there is no room. */
export function addVariant(draft: DocumentDraft, variant: Variant): string {
  const known = Object.values(draft.variants ?? {});
  const same = known.find(({ graph, training }) => sameValue(graph, variant.graph) && sameValue(training, variant.training));
  if (same) return same.name;
  if (known.length >= maxVariants) throw new Error(`The document has ${maxVariants} variants already; delete one in Compare to keep another.`);
  const taken = new Set(known.map(({ name }) => name));
  let name = variant.name;
  for (let number = 2; taken.has(name); number++) name = `${variant.name} (${number})`;
  (draft.variants ??= {})[uniqueId()] = castDraft({ ...variant, name });
  return name;
}

/** Forgets a variant; nothing where there is none of that id. */
export function removeVariant(draft: DocumentDraft, id: string): void {
  if (!draft.variants) return;
  delete draft.variants[id];
  if (Object.keys(draft.variants).length === 0) delete draft.variants;
}
