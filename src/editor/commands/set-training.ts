// Changes how the network is to be trained.

import type { TrainingConfig } from '../../core/training-config.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Replaces the given parts of the training settings; those that are given as undefined are left out from then on. */
export function setTraining({ training }: DocumentDraft, change: { readonly [K in keyof TrainingConfig]?: TrainingConfig[K] | undefined }): void {
  Object.assign(training, change);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) delete training[name as keyof TrainingConfig & 'schedule'];
  }
}
