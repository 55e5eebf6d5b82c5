// Sets one attribute of a node, or takes it away.

import { castDraft } from 'immer';
import type { AttrValue } from '../../core/attrs.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import type { DocumentDraft } from '../document-store.ts';
import { sameValue } from '../same-value.ts';

/** Sets an attribute; a default is not written down, and a node that does not exist is passed over. */
export function setAttr(draft: DocumentDraft, layers: LayerRegistry, id: string, attr: string, value: AttrValue): void {
  const node = draft.graph.nodes[id];
  if (!node) return;
  const spec = layers.get(node.kind)?.attrs[attr];
  if (!spec || !sameValue(spec.default, value)) node.attrs = { ...node.attrs, [attr]: castDraft(value) };
  else removeAttr(draft, id, attr);
}

/** Takes an attribute away; a node that does not exist is passed over. */
export function removeAttr(draft: DocumentDraft, id: string, attr: string): void {
  const node = draft.graph.nodes[id];
  if (!node) return;
  if (node.attrs) delete node.attrs[attr];
  if (Object.keys(node.attrs ?? {}).length === 0) delete node.attrs;
}
