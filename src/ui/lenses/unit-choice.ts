// The output element that lenses look at closely: one for all lenses and nodes, so that it is kept from one to the next. What of it
// nobody has chosen is missing.

import { create } from 'zustand';
import type { Unit } from './grid-shape.ts';

export const useUnitChoice = create<Partial<Unit>>(() => ({}));

/** Looks at another channel, another place, or both. */
export function chooseUnit(unit: Partial<Unit>): void {
  useUnitChoice.setState(unit);
}
