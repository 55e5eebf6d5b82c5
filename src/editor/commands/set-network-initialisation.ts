// Chooses how the weights of the whole network start.

import { castDraft } from 'immer';
import type { InitScheme } from '../../core/weights.ts';
import type { DocumentDraft } from '../document-store.ts';

/** Sets the scheme for weights of layers without their own; PyTorch's default is not written down. */
export function setNetworkInitialisation({ training }: DocumentDraft, weight: InitScheme): void {
  const { weight: _, ...rest } = training.initialisation ?? {};
  if (weight.scheme !== 'default') training.initialisation = castDraft({ ...rest, weight });
  else if (rest.bias) training.initialisation = rest;
  else delete training.initialisation;
}
