// The network of opened weights, in the worker's preview.

import { useCallback, useMemo, useState } from 'react';
import { sameValue } from '../../editor/same-value.ts';
import type { TrainingClient } from '../../training/client.ts';
import type { DataFacts } from '../../training/protocol.ts';
import { useDocument } from '../services.tsx';
import { useRunStore } from '../training/run-store.ts';
import type { LensNetworkState } from './lens-network.ts';
import { useOpenedWeights, type OpenedWeights } from './opened-weights.ts';
import { openOnce } from './preview-once.ts';
import { useAnswer } from './use-answer.ts';

/** Opens it on the engine that trained it, so that it says what it said then; on another where that cannot be had. */
async function openPreview(client: TrainingClient, { plan, config, engine, readWeights }: OpenedWeights): Promise<DataFacts> {
  const network = { plan, config, weights: await readWeights() };
  if (engine === undefined) return client.call('preview', network);
  return client.call('preview', { ...network, engine }).catch(() => client.call('preview', network));
}

/** The network to look at; undefined where no weights are opened. */
export function useOpenedNetwork(): LensNetworkState | undefined {
  const { client } = useRunStore();
  const opened = useOpenedWeights((state) => state.opened);
  const graph = useDocument((state) => state.document.graph);
  const [attempt, setAttempt] = useState(0);
  const ask = useCallback(async () => {
    if (!opened) throw new Error('No weights are opened.');
    const { facts, version } = openOnce([client, opened, attempt], () => openPreview(client, opened));
    return { opened, version, data: await facts };
  }, [client, opened, attempt]);
  const { answer, failure } = useAnswer(opened && ask);
  return useMemo(() => {
    if (!opened) return undefined;
    if (failure !== undefined) return { state: 'failed', reason: failure, retry: () => setAttempt((n) => n + 1) };
    if (answer?.opened !== opened) return { state: 'opening' };
    const isOutdated = opened.graph !== graph && !sameValue(opened.graph, graph);
    const { plan, config, of } = opened;
    return { state: 'ready', network: { name: 'preview', graph: opened.graph, plan, config, client, data: answer.data, version: answer.version, isOutdated, opened: of } };
  }, [opened, answer, failure, graph, client]);
}
