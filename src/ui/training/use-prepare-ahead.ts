// When the next run is prepared for: while the page has nothing else to do and the network has been left alone for a
// moment.

import { useEffect, useRef } from 'react';
import { useIsolation } from '../offline/isolation-store.ts';
import { useDocument } from '../services.tsx';
import { whenIdle } from '../when-idle.ts';
import { useIsGoing, useRun, type RunStore } from './run-store.ts';

/** An edit that others follow at once is not worth preparing for. */
const settleMs = 1500;

/** Prepares the document's next run ahead; `blocked` where it could not be started. */
export function usePrepareAhead(run: RunStore, blocked: boolean): void {
  const graph = useDocument((state) => state.document.graph);
  const training = useDocument((state) => state.document.training);
  const goes = useIsGoing();
  const forced = useRun((state) => state.forcedEngine);
  const isolation = useIsolation();
  const isFirst = useRef(true);
  // A page that is about to be loaded again should not begin.
  const isSettled = isolation !== 'starting' && isolation !== 'reload';
  useEffect(() => {
    if (blocked || goes || !isSettled || savesData()) return undefined;
    let stop = (): void => undefined;
    const timer = setTimeout(() => {
      stop = whenIdle(() => {
        isFirst.current = false;
        run.prepareAhead();
      });
    }, isFirst.current ? 0 : settleMs);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [run, graph, training, forced, blocked, goes, isSettled]);
}

/** The person has asked the browser to use the network sparingly. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
