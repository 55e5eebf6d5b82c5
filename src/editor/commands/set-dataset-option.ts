// Changes one option of the dataset.

import type { DocumentDraft } from '../document-store.ts';

/** Options stay as given; those never given keep their defaults, whatever later versions make these. */
export function setDatasetOption({ training }: DocumentDraft, name: string, value: number | string | boolean): void {
  training.datasetOptions = { ...training.datasetOptions, [name]: value };
}
