// When a dataset cannot be had, training starts on one that needs no network, and says so.

import { sameShape } from '../core/shape.ts';
import type { DatasetKind, LoadRequest, PreparedData } from './dataset-kind.ts';
import { DataUnavailableError } from './sources.ts';

/** As the `notice` event. */
export interface FallbackNotice {
  readonly code: 'dataset-fallback';
  readonly message: string;
}

/**
 * Loads `wanted`, or `fallback` where no place has its files whole and a network for the one can take the other; then `onNotice` is told before loading goes on. Other
 * errors (sizes that do not fit, abort) are not hidden: they reject.
 */
export async function loadWithFallback(
  wanted: DatasetKind, fallback: DatasetKind, request: LoadRequest, onNotice: (notice: FallbackNotice) => void,
): Promise<{ dataset: DatasetKind; data: PreparedData }> {
  try {
    return { dataset: wanted, data: await wanted.load(request) };
  } catch (error) {
    const canStandIn = wanted.id !== fallback.id && sameShape(wanted.inputShape, fallback.inputShape) && wanted.classNames.length === fallback.classNames.length;
    if (!(error instanceof DataUnavailableError) || !canStandIn) throw error;
    onNotice({ code: 'dataset-fallback', message: `${wanted.name} could not be loaded, so this run trains on ${fallback.name}. ${error.attempts.join(' ')}` });
    return { dataset: fallback, data: await fallback.load(request) };
  }
}
