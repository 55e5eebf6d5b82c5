// Kept weights put to use: looked at in place of the run's, and trained on from.

import { carryOver, listFresh } from '../../core/carry-over.ts';
import { createPlan } from '../../core/plan.ts';
import { seedOf } from '../../core/training-config.ts';
import { sameValue } from '../../editor/same-value.ts';
import { weightKinds, type RunRecord, type StartedFrom, type WeightKind } from '../../runs/run-record.ts';
import { closeWeights, useOpenedWeights, type OpenedWeights } from '../lenses/opened-weights.ts';
import type { AppServices } from '../services.tsx';
import type { RunStore } from '../training/run-store.ts';
import { openNetwork } from './run-actions.ts';
import type { RunsStore } from './runs-store.ts';

/** What is kept of a run's weights. */
export function keptWeights({ id, name, weights }: RunRecord): StartedFrom[] {
  return weightKinds.flatMap((kind) => {
    const kept = weights[kind];
    return kept ? [{ id, name, kind, ...(kept.epoch !== undefined && { epoch: kept.epoch }) }] : [];
  });
}

/**
 * Lenses, drawing pad and exports take the weights from now on, until another run starts or another document is opened; where
 * the canvas shows another network, theirs takes its place, which can be undone.
 */
export async function openWeights(services: AppServices, run: RunStore, runs: RunsStore, record: RunRecord, kind: WeightKind): Promise<void> {
  const { documents, layers, session } = services;
  const of = keptWeights(record).find((kept) => kept.kind === kind);
  const compiled = createPlan(record.graph, layers);
  if (!of) return session.notify({ tone: 'error', text: `The ${kind} weights of ${record.name} are not kept.` });
  if ('problems' in compiled) return session.notify({ tone: 'error', text: `The network of ${record.name} cannot be opened: ${compiled.problems[0]?.message ?? 'it has errors'}` });
  if (!sameValue(record.graph, documents.getState().document.graph)) await openNetwork(services, run, record);
  const { graph, config, environment: { engine } } = record;
  const opened: OpenedWeights = { of, graph, plan: compiled.plan, config, ...(engine && { engine: engine.id }), readWeights: () => runs.readWeights(record.id, kind) };
  useOpenedWeights.setState({ opened });
  closeWith(services, run, opened);
  session.showTab('lenses');
}

/** Opened weights give way to a run that starts, which frees what the worker holds of them, and to another document. */
function closeWith({ documents }: AppServices, run: RunStore, opened: OpenedWeights): void {
  const number = run.getState().subject?.number;
  const { generation } = documents.getState();
  const follow = (): void => {
    const isOver = run.getState().subject?.number !== number || documents.getState().generation !== generation;
    const isOpened = useOpenedWeights.getState().opened === opened;
    if (!isOver && isOpened) return;
    for (const stop of stops) stop();
    if (isOpened) closeWeights();
  };
  const stops = [run.subscribe(follow), documents.subscribe(follow), useOpenedWeights.subscribe(follow)];
}

/** Trains the network on the canvas, by its settings, from opened weights; what of them does not fit by name and shape starts anew. */
export async function trainFrom({ documents, layers, session }: AppServices, run: RunStore, { of, readWeights }: OpenedWeights): Promise<void> {
  const { graph, training } = documents.getState().document;
  const compiled = createPlan(graph, layers);
  if (!('plan' in compiled)) return session.notify({ tone: 'error', text: `Fix the problem first: ${compiled.problems[0]?.message ?? 'the network has errors'}.` });
  try {
    const from = { weights: await readWeights(), state: { step: 0, memory: {} } };
    const { weights, fresh } = carryOver(from, compiled.plan, { seed: seedOf(training, 'weights'), initialisation: training.initialisation });
    if (fresh.length > 0 && fresh.length === Object.keys(weights).length) {
      return session.notify({ tone: 'error', text: `No weight of ${of.name} has a name and a shape of the network on the canvas; expected at least one that fits.` });
    }
    run.start({ from: { weights, of } });
    if (fresh.length > 0) session.notify({ tone: 'info', lasting: true, text: `Training starts from ${of.name} where it fits. ${listFresh(fresh, named)}.` });
  } catch (error) {
    session.notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
  }
}

/** More weights than this are counted only. */
const named = 4;
