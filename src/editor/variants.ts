// Documents made from a document, for comparison; the one that they are made from stays as it is.

import { produce } from 'immer';
import type { NetworkDocument } from '../core/document.ts';
import type { LayerRegistry } from '../core/layer-kind.ts';
import { addBatchNorms, removeBatchNorms } from './commands/batch-norms.ts';

/** With a BatchNorm behind each convolution; undefined where each has one, or there is no convolution. */
export function withBatchNorms(document: NetworkDocument, layers: LayerRegistry): NetworkDocument | undefined {
  const next = produce(document, (draft) => { addBatchNorms(draft, layers); });
  return next === document ? undefined : next;
}

/** Without any BatchNorm; undefined where it has none. */
export function withoutBatchNorms(document: NetworkDocument, layers: LayerRegistry): NetworkDocument | undefined {
  const next = produce(document, (draft) => { removeBatchNorms(draft, layers); });
  return next === document ? undefined : next;
}
