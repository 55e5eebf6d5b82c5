// The output element that lenses look at closely: one for all lenses and nodes, so that it is kept from one to the next.

import { create } from 'zustand';
import type { Unit } from './grid-shape.ts';

export const useUnitChoice = create<Unit>(() => ({ channel: 0, row: 0, column: 0 }));

/** Looks at another channel, another place, or both. */
export function chooseUnit(unit: Partial<Unit>): void {
  useUnitChoice.setState(unit);
}
