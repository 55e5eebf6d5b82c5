// Changes what is done at random to the images that are trained on.

import { isAugmented, type Augmentation } from '../../core/augmentation.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Replaces the given parts; where nothing is on any more, the document says nothing of it. */
export function setAugmentation({ training }: DocumentDraft, part: Augmentation): void {
  const next = { ...training.augmentation, ...part };
  if (isAugmented(next)) training.augmentation = next;
  else delete training.augmentation;
}
