// What a run trains: the document's network, one that was brought, or what a checkpoint was made of.

import type { Layout } from '../../core/document.ts';
import type { Graph } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import type { RunGroup } from '../../core/run-group.ts';
import { withLiveChange, type LiveChange, type TrainingConfig } from '../../core/training-config.ts';
import type { DocumentStore } from '../../editor/document-store.ts';
import type { StartedFrom } from '../../runs/run-record.ts';
import { documentOf, type CheckpointHead, type CheckpointSubject, type ResumeArgs } from '../../training/protocol.ts';

/** A network and how to train it. */
export interface TrainingSubject {
  /** The document's, or what a comparison or a sweep calls it. */
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  /** Runs that belong together. */
  readonly group?: RunGroup;
  /** Trained in lockstep with it. */
  readonly twin?: TrainingSubject;
  /** The kept weights that it starts from. */
  readonly startedFrom?: StartedFrom;
  /** Name of the document that it is offered with where it is cut off; a run that is not the document's has none, and cannot be taken up. */
  readonly document?: string;
  /** What the run is called whose record it goes on with. */
  readonly continues?: string;
}

/** A run as it was started. */
export interface RunSubject extends TrainingSubject {
  readonly number: number;
  /** What its record and its checkpoints call it; that of the run which it continues. */
  readonly id: string;
  /** Learning rate and momentum as they are now, the rest as at the start. */
  readonly config: TrainingConfig;
  /** The document it belongs to, as the document store counts loads; none where it was brought from elsewhere. */
  readonly generation: number | undefined;
}

export type StartSubject = Omit<RunSubject, 'number' | 'id'>;

/** Goes on from a checkpoint; `asNow` with learning rate and momentum as the document has them now. */
export interface ResumeOptions {
  readonly head: CheckpointHead;
  readonly asNow?: boolean;
}

/** The document's network; undefined where it has errors. */
export function createSubject(documents: DocumentStore, layers: LayerRegistry): StartSubject | undefined {
  const { document, generation } = documents.getState();
  const compiled = createPlan(document.graph, layers);
  const { name, graph, layout, training: config } = document;
  return 'plan' in compiled ? { name, graph, layout, plan: compiled.plan, config, generation } : undefined;
}

/** What checkpoints carry of a run; none where there is nothing to offer it with. */
export function checkpointSubject({ generation, document, ...own }: StartSubject): CheckpointSubject | undefined {
  if (generation === undefined && document === undefined) return undefined;
  const side = ({ name, graph, layout, group }: TrainingSubject) => ({ name, graph, layout, ...(group && { group }) });
  return { ...side(own), ...(document !== undefined && { document }), ...(own.twin && { twin: side(own.twin) }) };
}

/** What was left: the document's run again, or a comparison's or a sweep's, and what to ask for. */
export function resumeSubject(documents: DocumentStore, { head, asNow }: ResumeOptions): { readonly subject: StartSubject; readonly resume: ResumeArgs } {
  const { name, graph, layout, plan, config, group, twin, run: continues } = head;
  const { document, generation } = documents.getState();
  const change = asNow ? liveChange(config, document.training) : undefined;
  const now = change ? { ...config, optimizer: withLiveChange(config.optimizer, change) } : config;
  const brought = { document: documentOf(head), generation: undefined, ...(group && { group }), ...(twin && { twin }) };
  return { subject: { name, graph, layout, plan, config: now, continues, ...(group ? brought : { generation }) }, resume: { checkpoint: head.id, ...(change && { change }) } };
}

/** What of the settings differs and can change in the middle of a run. */
export function liveChange({ optimizer: now }: TrainingConfig, { optimizer: wanted }: TrainingConfig): LiveChange | undefined {
  if (now.type !== wanted.type) return undefined;
  const change: LiveChange = {
    ...(now.learningRate !== wanted.learningRate && { learningRate: wanted.learningRate }),
    ...('momentum' in now && 'momentum' in wanted && now.momentum !== wanted.momentum && { momentum: wanted.momentum }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}
