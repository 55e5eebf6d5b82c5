// Where in a run the lenses look: at the present, or back at a step whose weights are kept.

import { create } from 'zustand';

interface Scrubbed {
  /** The run that the step belongs to; in another one lenses look at the present. */
  readonly run?: number | undefined;
  /** Steps taken; undefined is now. */
  readonly step?: number | undefined;
}

export const useScrubbed = create<Scrubbed>(() => ({}));
