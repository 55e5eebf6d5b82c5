// What is chosen of arrays where the user has not said otherwise.

import { proposeLayout } from '../../core/array-layout.ts';
import type { ArrayFacts, ArrayLayout, BuildChoices, Draft } from '../../core/own-data.ts';
import type { Shape } from '../../core/shape.ts';

type ArraysDraft = Extract<Draft, { kind: 'arrays' }>;

/** The array to learn from. */
export function chosenInputs({ arrays }: ArraysDraft, choices: BuildChoices): ArrayFacts | undefined {
  return choices.inputs === undefined
    ? arrays.find(({ role }) => role === 'inputs')
    : arrays.find(({ name }) => name === choices.inputs);
}

/** How it lies: as chosen, or as the network's input demands. */
export function chosenLayout(draft: ArraysDraft, choices: BuildChoices, networkInput: Shape): ArrayLayout {
  const inputs = chosenInputs(draft, choices);
  return choices.layout ?? (inputs ? proposeLayout(inputs, networkInput) : 'asTheyStand');
}

/** Whether arrays that are named as a test part are it. */
export function usesTestArrays({ arrays }: ArraysDraft, { testArrays = true }: BuildChoices): boolean {
  return testArrays && arrays.some(({ role }) => role === 'testInputs');
}
