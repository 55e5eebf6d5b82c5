// Offers to resume a run that did not come to its end: left by a page that was closed, lost with its worker, or diverged; a
// comparison with both its sides, a sweep at its trial.

import { History } from 'lucide-react';
import { useEffect, useState } from 'react';
import { documentOf, type CheckpointHead } from '../../training/protocol.ts';
import { Button } from '../controls/button.tsx';
import { Banner } from '../notices/banner.tsx';
import { showBoth } from '../runs/show-both.ts';
import { SweepOffer } from '../runs/sweep-offer.tsx';
import { useRunsStore } from '../runs/use-runs.ts';
import { useDocument, useServices } from '../services.tsx';
import { useRun, useRunStore, type RunStore } from './run-store.ts';

/** The locks of a worker that died are given back a moment later. */
const retryMs = 700;

export function ResumeOffer() {
  const { session } = useServices();
  const run = useRunStore();
  const runs = useRunsStore();
  /** Groups of the sweeps that are offered themselves. */
  const [sweeps, setSweeps] = useState<readonly string[]>([]);
  const status = useRun((state) => state.status);
  const reason = useRun((state) => state.log.ended?.reason);
  const lost = useRun((state) => (state.log.ended?.reason === 'failed' ? state.subject?.id : undefined));
  const name = useDocument((state) => state.document.name);
  const isOpen = status === 'idle' || (status === 'ended' && (reason === 'failed' || reason === 'diverged'));
  const [head, forget] = useLeft(run, name, isOpen, reason, lost);
  const offer = <SweepOffer onOffer={setSweeps} />;
  if (!isOpen || !head || (head.group?.type === 'sweep' && sweeps.includes(head.group.id))) return offer;
  const take = () => {
    run.start({ resume: { head, asNow: back } });
    if (head.twin) showBoth(runs, session);
  };
  const discard = () => {
    forget();
    run.client.call('discardCheckpoints', { run: head.run }).catch(() => undefined);
  };
  const back = reason === 'diverged';
  const what = head.twin ? 'comparison' : 'run';
  const text = back ? 'The last good state of this run is kept. It goes on with the learning rate as it is set now.' : `The last ${what} of ${name} did not end.`;
  return (
    <Banner
      icon={History}
      label={`Resume the last ${what}`}
      title={text}
      actions={(
        <>
          <Button variant="primary" onClick={take}>{back ? 'Go back to' : 'Resume from'} {placeText(head)}</Button>
          <Button variant="quiet" onClick={discard}>Discard</Button>
        </>
      )}
    >
      {text}
    </Banner>
  );
}

/** The checkpoint to offer, and how to offer it no more. */
function useLeft({ client }: RunStore, name: string, isOpen: boolean, reason: string | undefined, lost: string | undefined): readonly [CheckpointHead | undefined, () => void] {
  const [head, setHead] = useState<CheckpointHead>();
  useEffect(() => {
    if (!isOpen) return undefined;
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (retries: number): void => {
      client.call('checkpoints', lost === undefined ? undefined : { lost }).then((heads) => {
        if (!isCurrent) return;
        const found = choose(heads.filter((each) => documentOf(each) === name), reason);
        setHead(found);
        if (!found && retries > 0) timer = setTimeout(() => ask(retries - 1), retryMs);
      }, () => undefined);
    };
    ask(3);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      setHead(undefined);
    };
  }, [client, name, isOpen, reason, lost]);
  return [head, () => setHead(undefined)];
}

/** The newest; of a run that diverged the newest after a whole epoch, which was seen to be good. */
function choose(heads: readonly CheckpointHead[], reason: string | undefined): CheckpointHead | undefined {
  const [newest] = heads;
  if (reason !== 'diverged') return newest;
  return heads.find(({ run, place }) => run === newest?.run && place.batch === 0) ?? newest;
}

/** "epoch 3, batch 120": so many of its batches are done. */
function placeText({ place: { epoch, batch } }: CheckpointHead): string {
  return batch === 0 ? `epoch ${epoch}` : `epoch ${epoch}, batch ${batch}`;
}
