// Looks at the network again and again, seldom enough to leave training its speed; draws nothing.

import { useCallback, useEffect } from 'react';
import { useIsTraining, type LensNetwork } from '../lens-network.ts';
import { shares } from '../shares.ts';
import { createPace, usePacedAnswer } from '../use-paced-answer.ts';
import { addHealth, historyKey, slotOf, useHealthHistory } from './health-history.ts';

const pace = createPace(shares.health);

export function HealthFeed({ network }: { readonly network: LensNetwork }) {
  const { client, name, config: { optimizer: { learningRate } } } = network;
  const isTraining = useIsTraining(name);
  const key = historyKey(network);
  // Asked again for each version, which is another one whenever weights may have changed.
  const { version, past } = network;
  const step = past?.step;
  const ask = useCallback(async (signal: AbortSignal) => {
    const health = await client.call('health', { network: name, learningRate }, { signal });
    return { key, version, slot: slotOf({ name }), health: step === undefined ? health : { ...health, step } };
  }, [client, name, learningRate, key, version, step]);
  const { answer, failure } = usePacedAnswer(ask, pace, isTraining);
  useEffect(() => {
    if (answer) useHealthHistory.setState((looks) => ({ [answer.slot]: addHealth(looks[answer.slot], answer.key, answer.health), failure: undefined }));
  }, [answer]);
  useEffect(() => useHealthHistory.setState({ failure }), [failure]);
  return null;
}
