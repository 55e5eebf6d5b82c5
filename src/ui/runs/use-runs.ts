// The kept runs, for components.

import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { RunRecord } from '../../runs/run-record.ts';
import { filterRuns, sortRuns, type RunSorting } from '../../runs/run-columns.ts';
import { useServices } from '../services.tsx';
import { useRunStore } from '../training/run-store.ts';
import { runsOf } from './runs-of-page.ts';
import type { RunsState, RunsStore } from './runs-store.ts';
import type { SweepStore } from './sweep-store.ts';

/** The page's kept runs. */
export function useRunsStore(): RunsStore {
  return runsOf(useServices(), useRunStore()).runs;
}

/** The page's sweep. */
export function useSweepStore(): SweepStore {
  return runsOf(useServices(), useRunStore()).sweep;
}

/** A part of them; rerenders where it changes by `Object.is`. */
export function useRuns<T>(select: (state: RunsState) => T): T {
  return useStore(useRunsStore(), select);
}

/** The records that a filter leaves, in order. */
export function useShownRuns(filter: string, sorting: RunSorting): readonly RunRecord[] {
  const records = useRuns((state) => state.records);
  return useMemo(() => sortRuns(filterRuns(records, filter), sorting), [records, filter, sorting]);
}
