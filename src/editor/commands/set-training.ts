// Changes how the network is to be trained.

import type { TrainingConfig } from '../../core/training-config.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Replaces the given parts of the training settings. */
export function setTraining(draft: DocumentDraft, change: Partial<TrainingConfig>): void {
  Object.assign(draft.training, change);
}
