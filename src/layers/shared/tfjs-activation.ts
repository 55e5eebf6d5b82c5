// The tfjs target of kinds that are one of its stock activation functions.

import type { TfjsTarget } from '../../core/tfjs-target.ts';

/** Lowers to tfjs's `activation` layer; `activation` is the function's registered class name. */
export function tfjsActivation(activation: string): TfjsTarget<unknown> {
  return { lower: (_, [input], builder) => builder.layer('activation', { activation }, input) };
}
