// How much of a run's time the questions of lenses may take. `npm run bench -- lenses` measures what training keeps.

/** A lens as a whole. */
export const lookingShare = 0.05;

/**
 * Each kind of question that is not a lens alone. Time is counted until the answer is there, and most of it goes into waiting for the
 * batch in the works where the question itself is about one example: those may count more than they take.
 */
export const shares = {
  /** On from the start, as the maps are. */
  health: 0.02,
  maps: 0.03,
  nodeValues: 0.05,
  raises: 0.03,
  predictions: 0.03,
  occlusion: 0.01,
  gradCam: 0.01,
  featureStrip: 0.03,
} as const;
