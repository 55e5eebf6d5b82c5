// Lays feature maps on every card of the canvas, and keeps them new while the network learns.

import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { showOverlay } from '../../canvas/overlay-store.ts';
import { useLensExample } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { useAnswer } from '../use-answer.ts';
import { MapStrip } from './map-strip.tsx';
import { overlayLoad } from './overlay-limit.ts';

export function FlowOverlay({ network }: { readonly network: LensNetwork }) {
  const { client, name, plan, graph, version } = network;
  const { answer: example } = useLensExample(network);
  const { fits } = useMemo(() => overlayLoad(plan), [plan]);
  const ask = useCallback(async (signal: AbortSignal) => {
    const inputs = example?.input ?? new Float32Array();
    const values = await client.call('inspect', { network: name, inputs, count: 1, ops: plan.ops.map(({ id }) => id) }, { signal });
    return { values, version };
  }, [client, name, plan, example, version]);
  const { answer } = useAnswer(example && fits ? ask : undefined);
  useEffect(() => {
    if (!answer) return;
    const cards = new Map<string, ReactNode>();
    for (const [id, { data, shape }] of answer.values) cards.set(id, <MapStrip values={data} shape={shape} />);
    // The Output has no op: it shows what it is given.
    const result = cards.get(plan.outputId);
    for (const [id, { kind }] of Object.entries(graph.nodes)) if (kind === 'Output' && result) cards.set(id, result);
    showOverlay('flow', { cards });
  }, [answer, plan, graph]);
  return null;
}
