// How much of a run's time the questions of lenses may take. `npm run bench -- lenses` measures what training keeps.

/** A lens as a whole. */
export const lookingShare = 0.05;

/** Each kind of question; those that one lens asks side by side are a lens's share together. */
export const shares = {
  /** On from the start, as the maps are. */
  health: 0.02,
  maps: 0.02,
  nodeValues: 0.015,
  raises: 0.015,
  predictions: 0.03,
  occlusion: 0.01,
  gradCam: 0.01,
  featureStrip: 0.03,
} as const;
