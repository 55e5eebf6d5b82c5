// Chooses own data for training, and makes the network's ends fit it, as one edit.

import { analyze } from '../../core/analyze.ts';
import type { OwnDatasetInfo } from '../../core/own-data.ts';
import { trainingProblems } from '../../core/training-problems.ts';
import { applyFix } from '../../editor/commands/apply-fix.ts';
import { setDataset } from '../../editor/commands/set-dataset.ts';
import { setTraining } from '../../editor/commands/set-training.ts';
import type { AppServices } from '../services.tsx';

/** Fixes that only make the network's ends fit the data. */
const ends = new Set(['channels-differ', 'size-differs', 'too-few-outputs', 'more-outputs-than-classes', 'outputs-differ']);

export function trainOn({ documents, layers, session }: AppServices, info: OwnDatasetInfo): void {
  documents.edit(`Train on ${info.name}`, (draft) => {
    setDataset(draft, info.id);
    if (info.testCount === 0) setTraining(draft, { validation: 0.2 });
    if (info.targetNames) setTraining(draft, { loss: 'mse' });
  });
  const changed: string[] = [];
  // A fix at the input may show another at the output.
  for (let round = 0; round < 4; round++) {
    const { document } = documents.getState();
    analyze(document.graph, layers);
    const fix = trainingProblems(document, layers, new Map([[info.id, info]])).find(({ code, fix: offered }) => offered && ends.has(code))?.fix;
    if (!fix) break;
    documents.edit(fix.label, (draft) => applyFix(draft, layers, fix.action));
    changed.push(fix.label);
  }
  session.notify({ tone: 'info', text: `${info.name} is chosen for training.${changed.length > 0 ? ` ${changed.join('; ')}.` : ''}` });
}
