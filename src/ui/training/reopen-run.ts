// A run in progress takes the canvas's network over: as a whole where it is asked to, and at once where only freezing has changed.

import type { StoreApi } from 'zustand/vanilla';
import type { Graph } from '../../core/graph.ts';
import type { LayerRegistry } from '../../core/layer-kind.ts';
import { createPlan } from '../../core/plan.ts';
import type { DocumentStore } from '../../editor/document-store.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { RunState } from './run-store.ts';
import type { RunSubject } from './run-subject.ts';

interface Reopening {
  readonly documents: DocumentStore;
  readonly layers: LayerRegistry;
  readonly store: StoreApi<RunState>;
  readonly client: TrainingClient;
  fail(error: unknown): void;
}

/** Asks the worker to go on with a graph; the run's subject has it from now on, and again the one before where that is refused. */
async function reopen({ layers, store, client, fail }: Reopening, subject: RunSubject, changed: Pick<RunSubject, 'graph' | 'layout'>): Promise<boolean> {
  const compiled = createPlan(changed.graph, layers);
  if (!('plan' in compiled)) return false;
  const { plan } = compiled;
  const exchange = (to: Pick<RunSubject, 'graph' | 'layout' | 'plan'>) => {
    const { subject: now } = store.getState();
    if (now?.number === subject.number) store.setState({ subject: { ...now, graph: to.graph, layout: to.layout, plan: to.plan } });
  };
  exchange({ ...changed, plan });
  try {
    await client.call('reopen', { plan, config: subject.config, subject: { name: subject.name, ...changed } });
    return true;
  } catch (error) {
    exchange(subject);
    fail(error);
    return false;
  }
}

/** The run goes on with the network on the canvas; false where it is not the run's document, has errors or does not fit. */
export async function takeCanvas(context: Reopening): Promise<boolean> {
  const { subject } = context.store.getState();
  const { document: { graph, layout }, generation } = context.documents.getState();
  if (!subject || subject.generation !== generation) return false;
  return reopen(context, subject, { graph, layout });
}

/** Freezing and thawing reach a run of the document at once, whatever else has been edited meanwhile. */
export function followFreezing(context: Reopening): void {
  const { documents, store } = context;
  documents.subscribe(({ document: now, generation }, { document: before }) => {
    const { subject, status } = store.getState();
    if (now.graph.nodes === before.graph.nodes || !subject || subject.twin || subject.generation !== generation) return;
    if (status !== 'running' && status !== 'paused') return;
    const graph = frozenAs(subject.graph, now.graph);
    if (graph) void reopen(context, subject, { graph, layout: subject.layout });
  });
}

/** The run's graph with nodes frozen as in another; undefined where they are. */
function frozenAs(graph: Graph, { nodes: wanted }: Graph): Graph | undefined {
  const differing = Object.entries(graph.nodes).filter(([id, { frozen = false }]) => {
    const other = Object.hasOwn(wanted, id) ? wanted[id] : undefined;
    return other !== undefined && (other.frozen ?? false) !== frozen;
  });
  if (differing.length === 0) return undefined;
  const changed = differing.map(([id, { frozen: was, ...node }]) => [id, was ? node : { ...node, frozen: true }] as const);
  return { ...graph, nodes: { ...graph.nodes, ...Object.fromEntries(changed) } };
}
