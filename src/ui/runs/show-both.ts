// The Runs tab with both sides of a comparison that has just begun or been taken up.

import type { SessionStore } from '../../editor/session-store.ts';
import type { RunsStore } from './runs-store.ts';

/** Chooses both as soon as they are kept, so that their curves are drawn live. */
export function showBoth(runs: RunsStore, session: SessionStore): void {
  const unsubscribe = runs.subscribe(({ active }) => {
    if (active.length < 2) return;
    unsubscribe();
    runs.select(active);
  });
  session.showTab('runs');
}
