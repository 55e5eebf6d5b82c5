// The files that a network can be taken away as. What needs tfjs is loaded when it is asked for.

import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import type { NetworkDocument } from '../../core/document.ts';
import { prettyJson } from '../../core/pretty-json.ts';
import { compareIds } from '../../core/graph.ts';
import { seedOf } from '../../core/training-config.ts';
import { initialWeights, type WeightSet } from '../../core/weights.ts';
import { sameValue } from '../../editor/same-value.ts';
import { countOf } from '../format.ts';
import type { AppServices } from '../services.tsx';
import { download, fileStem } from './files.ts';

/** A run's network and the way to its weights. */
export interface TrainedNetwork {
  readonly plan: NetworkPlan;
  /** Which weights: "the trained weights". */
  readonly words: string;
  readonly readWeights: () => Promise<WeightSet>;
}

/** True where the run trained the very network that was compiled; names and places do not matter. */
export function trainedWeightsFit(trained: TrainedNetwork | undefined, compiled: ReturnType<typeof createPlan>): trained is TrainedNetwork {
  return trained !== undefined && 'plan' in compiled && sameValue(trained.plan, compiled.plan);
}

/** The graph alone, without layout, training settings and notes, as JSON text in a stable order. */
export function architectureJson({ graph }: NetworkDocument): string {
  return prettyJson(graph, compareIds);
}

export function exportArchitecture({ documents }: AppServices): void {
  const { document } = documents.getState();
  download(`${fileStem(document.name)}-architecture.json`, new Blob([architectureJson(document)], { type: 'application/json' }));
}

/**
 * A zip of model.json and its weights. The weights are the run's where it trained this very network, and
 * otherwise the initial ones; a notice says which. What keeps the network from being exported is told too.
 */
export async function exportTfjsModel(services: AppServices, trained: TrainedNetwork | undefined): Promise<void> {
  const { documents, layers, session } = services;
  const { document } = documents.getState();
  const compiled = createPlan(document.graph, layers);
  if ('problems' in compiled) {
    const errors = compiled.problems.filter((problem) => problem.severity === 'error');
    session.showTab('problems');
    return session.notify({ tone: 'error', text: `The network has ${countOf(errors.length, 'problem')}; an export needs it sound: ${errors[0]?.message ?? ''}` });
  }
  const { plan } = compiled;
  const own = trainedWeightsFit(trained, compiled) ? trained : undefined;
  try {
    const [{ exportTfjs, zipFiles }, weights] = await Promise.all([
      import('../../interop/tfjs/export.ts'),
      own ? own.readWeights() : initialWeights(plan.ops, seedOf(document.training, 'weights'), document.training.initialisation),
    ]);
    const exported = exportTfjs({ plan, layers, weights, document });
    if ('problems' in exported) return session.notify({ tone: 'error', text: `tfjs cannot hold this network exactly: ${exported.problems[0]?.message ?? ''}` });
    const name = `${fileStem(document.name)}-tfjs.zip`;
    download(name, new Blob([new Uint8Array(zipFiles(exported.files))], { type: 'application/zip' }));
    session.notify({ tone: 'info', text: own ? `Exported ${name} with ${own.words}` : `Exported ${name} with initial weights; this network has not been trained` });
  } catch (error) {
    session.notify({ tone: 'error', text: `The export failed: ${error instanceof Error ? error.message : String(error)}` });
  }
}
