// Changes what the network learns from.

import type { DocumentDraft } from '../document-store.ts';

/** Another dataset, with its default options. */
export function setDataset({ training }: DocumentDraft, id: string): void {
  if (training.dataset === id) return;
  training.dataset = id;
  delete training.datasetOptions;
}
