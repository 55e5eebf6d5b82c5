// What memory a run would need, before it is started; and where no engine has that much, the refusal with its numbers.

import { useEffect, useState } from 'react';
import type { DatasetInfo } from '../../core/data.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import { elementCount } from '../../core/shape.ts';
import type { EngineMemory } from '../../training/protocol.ts';
import { formatBytes } from '../format.ts';
import { useDocument, useServices } from '../services.tsx';
import { useRun, useRunStore } from './run-store.ts';

/** An edit that others follow at once is not worth asking for. */
const settleMs = 600;

interface Needs {
  readonly plan: NetworkPlan;
  readonly engines: readonly EngineMemory[];
}

export function MemoryNote() {
  const { datasets } = useServices();
  const training = useDocument((state) => state.document.training);
  const needs = useNeeds();
  if (!needs || needs.engines.length === 0) return null;
  const engine = needs.engines.find(({ refusal }) => refusal === undefined);
  const [refused] = needs.engines;
  if (!engine) return <p className="setting-note setting-note-error" role="alert">Cannot be trained: {refused?.name}: {refused?.refusal}.</p>;
  const data = dataBytes(datasets.find(({ id }) => id === training.dataset), needs.plan);
  const all = engine.bytes + (data ?? 0);
  return (
    <p className="setting-note">
      Needs about {formatBytes(all)} of memory{data === undefined ? ' and that of the data' : `, ${formatBytes(data)} of it for the data`}.{hint(all)}
    </p>
  );
}

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

/** Images lie as bytes at the network's size, other examples as floats; undefined where their number is a setting. */
function dataBytes(dataset: DatasetInfo | undefined, { inputShape }: NetworkPlan): number | undefined {
  if (dataset?.trainingCount === undefined) return undefined;
  return (dataset.trainingCount + (dataset.testCount ?? 0)) * elementCount(inputShape) * (dataset.inputNames ? 4 : 1);
}

/** The browser tells a rounded figure of the machine, at most 8 GB, and only some browsers do. */
function hint(bytes: number): string {
  const { deviceMemory } = navigator as Navigator & { readonly deviceMemory?: number };
  return deviceMemory !== undefined && bytes > 0.5e9 * deviceMemory ? ` This machine says that it has ${deviceMemory >= 8 ? 'at least ' : ''}${deviceMemory} GB.` : '';
}
