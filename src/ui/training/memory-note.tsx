// What memory a run would need, before it is started; and where no engine has that much, the refusal with its numbers.

import { useEffect, useState } from 'react';
import { sizedInfo } from '../../core/dataset-options.ts';
import { dataParts, sessionParts, type DataParts, type SessionParts } from '../../core/memory-parts.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import type { EngineMemory } from '../../training/protocol.ts';
import { formatBytes } from '../format.ts';
import { useDatasets, useDocument, useServices } from '../services.tsx';
import { useRun, useRunStore } from './run-store.ts';

/** An edit that others follow at once is not worth asking for. */
const settleMs = 600;

interface Needs {
  readonly plan: NetworkPlan;
  readonly engines: readonly EngineMemory[];
}

export function MemoryNote() {
  const datasets = useDatasets();
  const training = useDocument((state) => state.document.training);
  const needs = useNeeds();
  if (!needs || needs.engines.length === 0) return null;
  const engine = needs.engines.find(({ refusal }) => refusal === undefined);
  const [refused] = needs.engines;
  const known = datasets.find(({ id }) => id === training.dataset);
  const info = known && sizedInfo(known, training.datasetOptions);
  const data = info && dataParts(info, needs.plan.inputShape);
  if (!engine) {
    const parts = refused && sessionParts(needs.plan, training, refused.bytes);
    return (
      <p className="setting-note setting-note-error" role="alert">
        Cannot be trained: {refused?.name}: {refused?.refusal}{parts && `: ${formatBytes(parts.parameters)} for ${partNames.parameters}, ${formatBytes(parts.layers)} for ${partNames.layers}`}.
        {data && ` The data take ${formatBytes(data.examples + data.stored)} beside it.`}
      </p>
    );
  }
  const ofData = data && data.examples + data.stored;
  const all = engine.bytes + (ofData ?? 0);
  const parts = { ...sessionParts(needs.plan, training, engine.bytes), ...data };
  return (
    <details className="setting-note memory-note">
      <summary>Needs about {formatBytes(all)} of memory{ofData === undefined ? ' and that of the data' : `, ${formatBytes(ofData)} of it for the data`}.{hint(all)}</summary>
      <ul>
        {Object.entries(parts).map(([part, bytes]) => bytes > 0 && <li key={part}>{formatBytes(bytes)}: {partNames[part as keyof typeof partNames]}</li>)}
      </ul>
    </details>
  );
}

const partNames = {
  parameters: 'weights, gradients and optimiser',
  layers: 'layers and a batch',
  examples: 'examples as the network takes them',
  stored: 'images as stored, during the first epoch',
} as const satisfies Record<keyof (SessionParts & DataParts), string>;

/** Asked anew when network, settings or the chosen engine have been left alone for a moment. */
function useNeeds(): Needs | undefined {
  const { client } = useRunStore();
  const { layers } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const config = useDocument((state) => state.document.training);
  /** The one that is chosen, or was the fastest for the last run. */
  const used = useRun((state) => state.forcedEngine ?? state.log.engine?.id);
  const [needs, setNeeds] = useState<Needs>();
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const compiled = createPlan(graph, layers);
      if (!('plan' in compiled)) return setNeeds(undefined);
      const { plan } = compiled;
      client.call('memory', { plan, config, ...(used !== undefined && { engine: used }) }, { signal: controller.signal })
        .then((engines) => setNeeds({ plan, engines }), () => undefined);
    }, settleMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, layers, graph, config, used]);
  return needs;
}

/** The browser tells a rounded figure of the machine, at most 8 GB, and only some browsers do. */
function hint(bytes: number): string {
  const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
  return deviceMemory !== undefined && bytes > 0.5e9 * deviceMemory ? ` This machine says that it has ${deviceMemory >= 8 ? 'at least ' : ''}${deviceMemory} GB.` : '';
}
