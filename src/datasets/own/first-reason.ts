// Why nothing of what was given can be used: the first thing that was wrong with it.

import type { FileProblem } from '../../core/own-data.ts';

/** As a sentence; undefined where nothing was wrong. */
export function firstReason(problems: readonly FileProblem[]): string | undefined {
  const [first] = problems;
  return first && problemSentence(first);
}

/** A reason that names its file already stands alone. */
export function problemSentence({ file, reason }: FileProblem): string {
  return reason.startsWith(file) ? reason : `${file}: ${reason}.`;
}
