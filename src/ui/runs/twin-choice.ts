// What the second side of a comparison is: the document's own network changed in one respect, or another network trained alike.

import type { NetworkDocument } from '../../core/document.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { createPlan } from '../../core/plan.ts';
import { hasErrors, type Problem } from '../../core/problems.ts';
import { withBatchNorms, withoutBatchNorms } from '../../editor/variants.ts';
import { readValue, vary, variationText, type VariedSetting } from '../../runs/vary-settings.ts';
import type { TrainingSubject } from '../training/run-subject.ts';

export type TwinChoice =
  | { readonly type: 'setting'; readonly setting: VariedSetting; readonly text: string }
  | { readonly type: 'withBatchNorm' }
  | { readonly type: 'withoutBatchNorm' }
  /** A kept run's, a template's, or a variant's of the document; trained alike, unless it has settings of its own. */
  | { readonly type: 'network'; readonly name: string; readonly network: Pick<NetworkDocument, 'graph' | 'layout'> & Partial<Pick<NetworkDocument, 'training'>> };

export interface TwinSides {
  readonly own: TrainingSubject;
  readonly twin: TrainingSubject;
}

/** Both sides, ready to be trained; a sentence where they cannot be. `check` tells what keeps a document from being trained. */
export function twinSides(
  document: NetworkDocument, choice: TwinChoice, layers: LayerRegistry, check: (document: NetworkDocument) => readonly Problem[],
): TwinSides | { readonly problem: string } {
  const changed = changedDocument(document, choice, layers);
  if ('problem' in changed) return changed;
  const own = subjectOf(document, document.name, layers, check);
  if ('problem' in own) return { problem: `A has a problem: ${own.problem}.` };
  const twin = subjectOf(changed.document, `${document.name}, ${changed.label}`, layers, check);
  return 'problem' in twin ? { problem: `B would have a problem: ${twin.problem}.` } : { own, twin };
}

function changedDocument(document: NetworkDocument, choice: TwinChoice, layers: LayerRegistry): { readonly document: NetworkDocument; readonly label: string } | { readonly problem: string } {
  switch (choice.type) {
    case 'setting': {
      const { setting, text } = choice;
      const read = readValue(setting, text);
      if ('problem' in read) return { problem: `The ${read.problem}.` };
      const varied = vary(document.training, { [setting]: read.value });
      if ('problem' in varied) return { problem: `The ${varied.problem}.` };
      return { document: { ...document, training: varied.config }, label: variationText({ [setting]: read.value }) };
    }
    case 'withBatchNorm': {
      const next = withBatchNorms(document, layers);
      return next ? { document: next, label: 'with BatchNorm' } : { problem: 'The network has no convolution without a BatchNorm behind it.' };
    }
    case 'withoutBatchNorm': {
      const next = withoutBatchNorms(document, layers);
      return next ? { document: next, label: 'without BatchNorm' } : { problem: 'The network has no BatchNorm.' };
    }
    case 'network': return { document: { ...document, ...choice.network }, label: `network of ${choice.name}` };
  }
}

function subjectOf(
  document: NetworkDocument, name: string, layers: LayerRegistry, check: (document: NetworkDocument) => readonly Problem[],
): TrainingSubject | { readonly problem: string } {
  const { graph, layout, training: config } = document;
  const compiled = createPlan(graph, layers);
  const problems = 'problems' in compiled ? compiled.problems : check(document);
  const first = problems.find(({ severity }) => severity === 'error');
  if ('problems' in compiled || hasErrors(problems)) return { problem: first?.message ?? 'it cannot be compiled' };
  return { name, graph, layout, plan: compiled.plan, config };
}
