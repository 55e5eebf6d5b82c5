// Lays feature maps on every card of the canvas, and keeps them new while the network learns.

import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { clearOverlay, showOverlay } from '../../canvas/overlay-store.ts';
import { useLensExample } from '../lens-example.ts';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer } from '../use-paced-answer.ts';
import { askValues, overlayLoad } from './all-values.ts';
import { MapStrip } from './map-strip.tsx';

const pace = createPace(shares.maps);

export function FlowOverlay({ network }: { readonly network: LensNetwork }) {
  const { client, name, plan, graph, version, isOutdated } = network;
  const { answer: example } = useLensExample(network);
  const { fits } = useMemo(() => overlayLoad(plan), [plan]);
  const ask = useCallback(
    async (signal: AbortSignal) => ({ version, values: await askValues({ client, name, plan }, example?.input ?? new Float32Array(), signal) }),
    [client, name, plan, example, version],
  );
  const { answer, askNow } = usePacedAnswer(example && fits ? ask : undefined, pace, useIsTraining(name));
  // What a person has changed is shown at once.
  useEffect(askNow, [askNow, name, plan, example]);
  useEffect(() => {
    if (!answer) return;
    const cards = new Map<string, ReactNode>();
    for (const [id, { data, shape }] of answer.values) cards.set(id, <MapStrip values={data} shape={shape} />);
    // The Output has no op: it shows what it is given.
    const result = cards.get(plan.outputId);
    for (const [id, { kind }] of Object.entries(graph.nodes)) if (kind === 'Output' && result) cards.set(id, result);
    // Another network on the canvas makes something else of the example.
    showOverlay('flow', isOutdated ? {} : { cards });
  }, [answer, plan, graph, isOutdated]);
  useEffect(() => () => clearOverlay('flow'), []);
  return null;
}
