// The page's runs: archive, store and keeper, made once for its services. Loaded with the first run or the Runs tab.

import { createBrowserBackend } from '../../runs/browser-backend.ts';
import { createRunArchive } from '../../runs/run-archive.ts';
import { createBrowserSweeps } from '../../runs/sweep-storage.ts';
import type { AppServices } from '../services.tsx';
import type { RunStore } from '../training/run-store.ts';
import { browserEnvironment } from './browser-facts.ts';
import { keepRuns, type RunKeeper } from './keep-runs.ts';
import { createRunsStore, type RunsStore } from './runs-store.ts';
import { createSweepStore, type SweepStore } from './sweep-store.ts';

export interface PageRuns {
  readonly runs: RunsStore;
  readonly keeper: RunKeeper;
  readonly sweep: SweepStore;
}

const made = new WeakMap<AppServices, PageRuns>();

/** What keeps and shows the runs of this page. */
export function runsOf(services: AppServices, run: RunStore): PageRuns {
  const known = made.get(services);
  if (known) return known;
  const runs = createRunsStore(createRunArchive(createBrowserBackend()), services.session.notify);
  const keeper = keepRuns({ run, runs, environment: browserEnvironment() });
  const pageRuns = { runs, keeper, sweep: createSweepStore({ run, runs, keeper, layers: services.layers, storage: createBrowserSweeps() }) };
  made.set(services, pageRuns);
  return pageRuns;
}
