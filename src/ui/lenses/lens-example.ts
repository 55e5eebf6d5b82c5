// The example that lenses look at, shared by all of them: one of the data by its number, or an image of the user's own.

import { useCallback } from 'react';
import { create } from 'zustand';
import { elementCount, type Shape } from '../../core/shape.ts';
import type { DataPart } from '../../training/protocol.ts';
import type { LensNetwork } from './lens-network.ts';
import { useAnswer, type AnswerState } from './use-answer.ts';

/** One example as the network takes it. */
export interface LensExample {
  readonly shape: Shape;
  /** Channels first. */
  readonly input: Float32Array;
  /** Class index and its name; absent for an image of the user's own. */
  readonly label?: number;
  readonly className?: string;
  readonly target?: Float32Array;
  /** "validation 12", or where the user's image came from. */
  readonly title: string;
}

/** "validation 12: 7". */
export function titleOf({ title, className }: LensExample): string {
  return className === undefined || className === '' ? title : `${title}: ${className}`;
}

interface Choice {
  readonly part: DataPart;
  readonly index: number;
  /** Shown instead, while it fits the network. */
  readonly own?: LensExample | undefined;
}

export const useExampleChoice = create<Choice>(() => ({ part: 'validation', index: 0 }));

/** Chooses example `index` of a part, from 0; one of the user's own is put away. */
export function chooseExample(part: DataPart, index: number): void {
  useExampleChoice.setState({ part, index, own: undefined });
}

/** Shows an image of the user's own, prepared as the network wants it. */
export function chooseOwnExample(own: LensExample): void {
  useExampleChoice.setState({ own });
}

/** Puts an image of the user's own away, where one is shown. */
export function forgetOwnExample(): void {
  if (useExampleChoice.getState().own) useExampleChoice.setState({ own: undefined });
}

/** How many examples a part has; the part that a choice means where it has any, otherwise the other. */
export function partOf({ data }: LensNetwork, wanted: DataPart): { readonly part: DataPart; readonly count: number } {
  const counts = { training: data.trainingCount, validation: data.validationCount };
  const part = counts[wanted] > 0 ? wanted : 'training';
  return { part, count: counts[part] };
}

/** The chosen example, read again when another is chosen or the network's data are others. */
export function useLensExample(network: LensNetwork): AnswerState<LensExample> {
  const { part: wanted, index: wantedIndex, own } = useExampleChoice();
  const { part, count } = partOf(network, wanted);
  const index = Math.min(wantedIndex, count - 1);
  const { client, name, data, plan } = network;
  const fits = own !== undefined && elementCount(own.shape) === elementCount(plan.inputShape) ? own : undefined;
  const ask = useCallback(async (signal: AbortSignal): Promise<LensExample> => {
    if (fits) return fits;
    const { shape, inputs, labels: [label], targets } = await client.call('examples', { network: name, part, indices: Int32Array.of(index) }, { signal });
    const className = label === undefined ? undefined : data.classNames[label];
    return {
      shape, input: inputs, title: `${part} ${index}`,
      ...(label !== undefined && { label }), ...(className !== undefined && { className }), ...(targets && { target: targets }),
    };
  }, [client, name, part, index, fits, data]);
  return useAnswer(count > 0 || fits ? ask : undefined);
}
