// Names of stock layers: the node's id where it can be, so that a saved model reads like the network it came from.

import type { PlanOp } from '../../core/plan.ts';
import type { TfjsLayerName } from '../../core/tfjs-target.ts';
import type { LayerDraft } from './topology.ts';

/**
 * A unique name for every layer. Of the layers of one op the one that holds its weights is named after the node (the
 * one that gives its value, where several hold weights or none does); the others after the node and their own kind.
 */
export function nameLayers(drafts: readonly LayerDraft[], values: ReadonlyMap<string, LayerDraft>): Map<LayerDraft, string> {
  const names = new Map<LayerDraft, string>();
  const mainName = new Map<PlanOp, string>();
  const taken = new Set<string>();
  const give = (draft: LayerDraft, wanted: string): void => {
    let name = wanted;
    for (let n = 1; taken.has(name); n++) name = `${wanted}_${n}`;
    taken.add(name);
    names.set(draft, name);
  };
  for (const op of new Set(drafts.map((draft) => draft.op))) {
    const weighted = drafts.filter((draft) => draft.op === op && draft.bindings.length > 0);
    const main = (weighted.length === 1 ? weighted[0] : values.get(op.id)) as LayerDraft;
    give(main, validName(op.id));
    mainName.set(op, names.get(main) as string);
  }
  // Only when every node has its name, so that none is taken by another's helper.
  for (const draft of drafts) {
    if (!names.has(draft)) give(draft, `${mainName.get(draft.op)}_${suffixes[draft.stock] ?? 'layer'}`);
  }
  return names;
}

const suffixes: Partial<Record<TfjsLayerName | 'input', string>> = {
  zeroPadding2d: 'pad',
  permute: 'permute',
  cropping2D: 'crop',
  conv2d: 'conv',
  concatenate: 'join',
};

/** Keras reads "/" as a scope and tfjs splits weight names at it; anything but letters, digits, "_", "-" and "." becomes "_". */
function validName(id: string): string {
  return id.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/^(?![A-Za-z0-9])/, 'n');
}
