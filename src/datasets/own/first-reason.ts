// Why nothing of what was given can be used: the first thing that was wrong with it.

import type { FileProblem } from '../../core/own-data.ts';

/** As a sentence; undefined where nothing was wrong. */
export function firstReason(problems: readonly FileProblem[]): string | undefined {
  const [first] = problems;
  return first && problemSentence(first);
}

/** A reason that names its file already stands alone. */
export function problemSentence({ file, reason }: FileProblem): string {
  return reason.startsWith(file) ? reason : `${shownName(file)}: ${reason.replace(/\.$/, '')}.`;
}

const longestName = 200;

/** A stranger chose the name: without what would break lines or move the cursor, and no longer than can be read. */
function shownName(file: string): string {
  const visible = file.replaceAll(/\p{Cc}/gu, '\uFFFD');
  return visible.length > longestName ? `${visible.slice(0, longestName)}…` : visible;
}
