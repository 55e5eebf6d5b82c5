// A trial of a lab put on the canvas: its network with its settings, weights and input, and the lens to look through.

import type { Lesson, LessonResults } from '../../core/lesson.ts';
import { trialDocument, type NetworkTrial } from '../../core/trial-document.ts';
import { showDocument } from '../actions/files.ts';
import { chooseExample } from '../lenses/lens-example.ts';
import type { AppServices } from '../services.tsx';

export interface OpenTrialOptions {
  readonly seed: number;
  /** Of the trials that it starts from. */
  readonly results: LessonResults;
}

/** Opens the trial as the lab runs it with that seed. Rejects where it starts from a trial without an outcome. */
export async function openTrial(
  services: AppServices, lesson: Lesson, trial: NetworkTrial, { seed, results }: OpenTrialOptions,
): Promise<void> {
  const document = await trialDocument(lesson, trial, { template: services.labTemplate, seed }, results);
  // An example of the user's own would stand in front of the trial's.
  chooseExample('validation', 0);
  await showDocument(services, { ...document, name: `${lesson.title}: ${trial.label}`.slice(0, 200) });
  const { look } = lesson;
  if (!look) return;
  services.session.showLens(look.lens);
  if (look.select !== undefined && look.select in document.graph.nodes) services.session.select([look.select]);
}
