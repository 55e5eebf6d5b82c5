// The network that lenses look at: that of a kept run's weights where some were opened; that of the latest run where it
// belongs to the open document; otherwise the canvas's own, untrained, opened in the worker for the purpose.

import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Graph } from '../../core/graph.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { sameValue } from '../../editor/same-value.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { StartedFrom } from '../../runs/run-record.ts';
import type { DataFacts, NetworkName } from '../../training/protocol.ts';
import { useDocument, useServices } from '../services.tsx';
import { isGoing, useRun, useRunStore } from '../training/run-store.ts';
import { useThrottled } from '../training/use-throttled.ts';
import { useOpenedNetwork } from './opened-network.ts';
import { openOnce } from './preview-once.ts';
import { useScrubbed } from './scrubbed.ts';
import { useAnswer } from './use-answer.ts';

export interface LensNetwork {
  /** What requests call it. */
  readonly name: NetworkName;
  readonly graph: Graph;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly data: DataFacts;
  readonly client: TrainingClient;
  /** Another number whenever weights may have changed; at most one a second. */
  readonly version: number;
  /** True where the canvas shows another network by now. */
  readonly isOutdated: boolean;
  /** Where it is a run's as it was after so many steps. */
  readonly past?: { readonly run: number; readonly step: number };
  /** Where it is a kept run's: whose weights these are. */
  readonly opened?: StartedFrom;
}

/** Steps that the network has taken; of a kept run's weights that is not known here. */
export function stepOf({ name, past, opened, version }: LensNetwork): number | undefined {
  if (past) return past.step;
  if (opened) return undefined;
  return name === 'run' ? Math.floor(version % versionsOfRun) : 0;
}

export type LensNetworkState =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly reason: string; readonly retry: () => void }
  | { readonly state: 'ready'; readonly network: LensNetwork };

/** A run's versions are its number times this, plus its steps. */
export const versionsOfRun = 1e9;

/** Lenses follow a run this often. */
const periodMs = 1000;
/** Edits that follow each other this closely open one network. */
const settleMs = 300;

/** The network to look at: of opened weights, else a run's, as it is or as it was; without one another is opened where it may be. */
export function useLensNetwork(mayOpen = true): LensNetworkState {
  const opened = useOpenedNetwork();
  const hasRun = useHasRun();
  const ofRun = useRunNetwork();
  const past = usePast(ofRun, hasRun && !opened);
  const untrained = usePreview(!opened && !hasRun && mayOpen);
  return opened ?? (hasRun ? past ?? ofRun : untrained);
}

/** Whether the latest run is that of the open document. */
export function useHasRun(): boolean {
  const generation = useDocument((state) => state.generation);
  return useRun((state) => state.subject?.generation === generation && (isGoing(state) || state.log.engine !== undefined));
}

/** Whether a run goes on that questions about the network take time from. */
export function useIsTraining(name: NetworkName): boolean {
  return useRun(({ status }) => status === 'running') && name === 'run';
}

/** The run's network at the step that the scrubber stands at, opened beside it; undefined where that is now. */
function usePast(ofRun: LensNetworkState, hasRun: boolean): LensNetworkState | undefined {
  const live = ofRun.state === 'ready' ? ofRun.network : undefined;
  const run = useRun((state) => state.subject?.number);
  const engine = useRun((state) => state.log.engine?.id);
  const chosen = useScrubbed();
  const step = hasRun && chosen.run === run ? chosen.step : undefined;
  const { client, plan, config } = live ?? {};
  const ask = useCallback(async (): Promise<{ readonly past: { readonly run: number; readonly step: number }; readonly data: DataFacts; readonly version: number }> => {
    if (!client || !plan || !config || run === undefined || step === undefined) throw new Error('There is no run to go back in.');
    const { facts, version } = openOnce([client, 'past', run, step], async () => {
      const weights = await client.call('weightsAt', { step });
      return client.call('preview', { plan, config, weights, ...(engine !== undefined && { engine }) });
    });
    return { past: { run, step }, data: await facts, version };
  }, [client, plan, config, run, step, engine]);
  const { answer, failure } = useAnswer(step === undefined || !live ? undefined : ask);
  return useMemo(() => {
    if (step === undefined || !live) return undefined;
    if (failure !== undefined) return { state: 'failed', reason: failure, retry: () => useScrubbed.setState({ step: undefined }) };
    // What is shown stays until the next is there.
    if (answer?.past.run !== run) return { state: 'opening' };
    return { state: 'ready', network: { ...live, ...answer, name: 'preview' } };
  }, [step, live, run, answer, failure]);
}

function useRunNetwork(): LensNetworkState {
  const { client } = useRunStore();
  const subject = useRun((state) => state.subject);
  const data = useRun((state) => state.log.data);
  const isReady = useRun((state) => state.log.engine !== undefined);
  const step = useThrottled(useRun((state) => (state.log.lastBatch?.step ?? 0) + (state.log.ended ? 0.5 : 0)), periodMs);
  const graph = useDocument((state) => state.document.graph);
  return useMemo(() => {
    if (!subject || !data || !isReady) return { state: 'opening' };
    const isOutdated = subject.graph !== graph && !sameValue(subject.graph, graph);
    // Runs are told apart too: the first version of one is not the last of another.
    const version = subject.number * versionsOfRun + step;
    return { state: 'ready', network: { name: 'run', graph: subject.graph, plan: subject.plan, config: subject.config, data, client, version, isOutdated } };
  }, [subject, data, isReady, step, graph, client]);
}

interface Opened {
  readonly graph: Graph;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly data: DataFacts;
  readonly version: number;
}

/** The canvas's network, untrained, where it is `wanted`; opened again whenever it changes. */
function usePreview(wanted: boolean): LensNetworkState {
  const { layers } = useServices();
  const { client } = useRunStore();
  const graph = useDocument((state) => state.document.graph);
  const config = useDocument((state) => state.document.training);
  /** A run frees the preview. */
  const run = useRun((state) => state.subject?.number);
  const [opened, setOpened] = useState<Opened>();
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (!wanted) return undefined;
    const compiled = createPlan(graph, layers);
    if (!('plan' in compiled)) {
      setFailure('The network has errors, which the Problems tab lists; lenses look at it when they are mended.');
      return undefined;
    }
    const { plan } = compiled;
    let isWanted = true;
    const open = async (): Promise<void> => {
      try {
        // The worker gives up the preview before, so there is nothing to abort.
        const { facts, version } = openOnce([client, graph, config, run], () => client.call('preview', { plan, config }));
        const data = await facts;
        if (!isWanted) return;
        setOpened({ graph, plan, config, data, version });
        setFailure(undefined);
      } catch (error) {
        if (isWanted) setFailure(error instanceof Error ? error.message : String(error));
      }
    };
    const timer = setTimeout(() => void open(), settleMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [wanted, graph, config, layers, client, attempt, run]);

  return useMemo(() => {
    if (failure !== undefined) return { state: 'failed', reason: failure, retry: () => { setFailure(undefined); setAttempt((n) => n + 1); } };
    if (!opened) return { state: 'opening' };
    return { state: 'ready', network: { ...opened, name: 'preview', client, isOutdated: false } };
  }, [opened, failure, client]);
}
