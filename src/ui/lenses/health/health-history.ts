// What the lens has seen of one network: the statistics of now, and those of before as the points of its charts.

import { create } from 'zustand';
import type { Health } from '../../../core/health.ts';
import { versionsOfRun, type LensNetwork } from '../lens-network.ts';

export interface HealthHistory {
  /** The network it belongs to. */
  readonly of?: string;
  /** By step; thinned out evenly where there are many. */
  readonly points: readonly Health[];
}

interface Looks {
  /** Of the latest run, and of what was opened to be looked at: another network, or the run as it was. */
  readonly run: HealthHistory;
  readonly preview: HealthHistory;
  /** Why there is nothing newer. */
  readonly failure?: string | undefined;
}

const mostPoints = 240;

/** Of the networks that were looked at last; kept while the page is open. */
export const useHealthHistory = create<Looks>(() => ({ run: { points: [] }, preview: { points: [] } }));

export type HealthSlot = 'run' | 'preview';

/** Where a network's looks are kept. */
export function slotOf({ name }: Pick<LensNetwork, 'name'>): HealthSlot {
  return name === 'run' ? 'run' : 'preview';
}

/** The same for one network as it trains, another for another. */
export function historyKey({ name, version }: Pick<LensNetwork, 'name' | 'version'>): string {
  // A run's version begins with its number.
  return name === 'run' ? runKey(Math.floor(version / versionsOfRun)) : `${name} ${version}`;
}

export function runKey(run: number): string {
  return `run ${run}`;
}

/** Adds a look; a second one at the same step takes the place of the first where it knows as much. */
export function addHealth({ of, points }: HealthHistory, key: string, health: Health): HealthHistory {
  const before = of === key ? points : [];
  const last = before.at(-1);
  if (last && last.step === health.step) return { of: key, points: health.updates === 'measured' || last.updates !== 'measured' ? [...before.slice(0, -1), health] : before };
  const all = [...before, health];
  return { of: key, points: all.length > mostPoints ? all.filter((_, i) => i % 2 === 0 || i === all.length - 1) : all };
}
