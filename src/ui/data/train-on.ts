// Chooses own data for training, and makes the network's ends fit it, as one edit.

import { analyze } from '../../core/analyze.ts';
import type { OwnDatasetInfo } from '../../core/own-data.ts';
import type { DocumentLoss, LossType } from '../../core/losses.ts';
import { targetObstacle } from '../../core/target-reading.ts';
import { trainingProblems } from '../../core/training-problems.ts';
import { applyFix } from '../../editor/commands/apply-fix.ts';
import { setDataset } from '../../editor/commands/set-dataset.ts';
import { setTraining } from '../../editor/commands/set-training.ts';
import type { AppServices } from '../services.tsx';

/** Fixes that only make the network's ends fit the data. */
const ends = new Set(['channels-differ', 'size-differs', 'too-few-outputs', 'more-outputs-than-classes', 'outputs-differ']);

/** Whole numbers of more different values than this are likelier to be numbers than classes. */
const likelyClasses = 20;

/** The loss that there is where it suits the targets; another where it does not. */
function lossFor(info: OwnDatasetInfo, loss: LossType): DocumentLoss {
  const { classNames, targetNames = [], targetValues } = info;
  if (classNames.length > likelyClasses && targetNames.length > 0 && loss === 'crossEntropy') return 'mse';
  if (loss !== 'softCrossEntropy' && targetObstacle(info, loss) === undefined && !(loss === 'crossEntropy' && targetValues === 'fractions')) return loss;
  return targetValues === 'fractions' && targetNames.length > 1 ? 'bceWithLogits' : 'mse';
}

export function trainOn({ documents, layers, session }: AppServices, info: OwnDatasetInfo): void {
  documents.edit(`Train on ${info.name}`, (draft) => {
    setDataset(draft, info.id);
    if (info.testCount === 0) setTraining(draft, { validation: 0.2 });
    const loss = lossFor(info, draft.training.loss);
    if (loss !== draft.training.loss) setTraining(draft, { loss });
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
