// Offers to resume a sweep that was cut off: its page was closed in the middle of a trial.

import { History } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { KeptSweep } from '../../runs/sweep-storage.ts';
import { Button } from '../controls/button.tsx';
import { Banner } from '../notices/banner.tsx';
import { useDocument, useServices } from '../services.tsx';
import { useIsGoing } from '../training/run-store.ts';
import { useSweepStore } from './use-runs.ts';

export interface SweepOfferProps {
  /** Told of the groups of the sweeps that are offered. */
  readonly onOffer: (ids: readonly string[]) => void;
}

export function SweepOffer({ onOffer }: SweepOfferProps) {
  const { session } = useServices();
  const sweep = useSweepStore();
  const name = useDocument((state) => state.document.name);
  const isGoing = useIsGoing();
  const isRunning = useStore(sweep, ({ status }) => status === 'running');
  const [left, setLeft] = useState<readonly KeptSweep[]>([]);
  const isOpen = !isGoing && !isRunning;
  useEffect(() => {
    if (!isOpen) return undefined;
    let isCurrent = true;
    sweep.left(name).then((found) => {
      if (!isCurrent) return;
      setLeft(found);
      onOffer(found.map(({ id }) => id));
    }, () => undefined);
    return () => {
      isCurrent = false;
      setLeft([]);
    };
  }, [sweep, name, isOpen, onOffer]);
  const [kept] = left;
  if (!isOpen || !kept) return null;
  const resume = () => {
    setLeft([]);
    sweep.resume(kept).catch((error: unknown) => session.notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) }));
    session.showTab('runs');
  };
  const discard = () => {
    setLeft([]);
    sweep.discard(kept).catch(() => undefined);
  };
  return (
    <Banner
      icon={History}
      label="Resume the last sweep"
      title={`The last sweep of ${name} did not end.`}
      actions={(
        <>
          <Button variant="primary" onClick={resume}>Resume at trial {kept.index + 1} of {kept.trials.length}</Button>
          <Button variant="quiet" onClick={discard}>Discard</Button>
        </>
      )}
    >
      The last sweep of {name} did not end.
    </Banner>
  );
}
