// A run's network is exchanged between two batches: what fits by name and shape is carried over, and the loop goes on where it was.

import { carryOver, listFresh, type FreshWeight } from '../core/carry-over.ts';
import type { OptimizerState } from '../core/optimizer-state.ts';
import { formatShape, sameShape } from '../core/shape.ts';
import { preprocessingOf } from '../core/preprocessing.ts';
import { seedOf, type TrainingConfig } from '../core/training-config.ts';
import type { WeightSet } from '../core/weights.ts';
import type { StartedRun } from './active-run.ts';
import { copyWeights } from './network-requests.ts';
import type { ReopenArgs } from './protocol.ts';
import { runTraining } from './run-training.ts';
import { createWeightPath } from './weight-path.ts';

/** State of the session, with the memory that waits for frozen parameters to thaw. */
export async function stateOf({ session, resting }: Pick<StartedRun, 'session' | 'resting'>): Promise<OptimizerState> {
  const { step, memory } = await session.readState();
  const slots = new Set([...Object.keys(resting), ...Object.keys(memory)]);
  return { step, memory: Object.fromEntries([...slots].map((slot) => [slot, { ...resting[slot], ...copyWeights(memory[slot] ?? {}) }])) };
}

/**
 * The run with another network, and which weights start anew. The old session is freed. Throws an Error, and changes
 * nothing, where the network does not fit the run.
 */
export async function reopenRun(run: StartedRun, { plan, config }: Pick<ReopenArgs, 'plan' | 'config'>): Promise<{ readonly run: StartedRun; readonly fresh: readonly FreshWeight[] }> {
  const obstacle = obstacleTo(run, { plan, config });
  if (obstacle !== undefined) throw new Error(obstacle);
  const progress = run.events.progress();
  const from = { weights: copyWeights(await run.session.readWeights()), state: await stateOf(run) };
  const { weights, state, fresh } = carryOver(from, plan, { seed: seedOf(config, 'weights'), initialisation: config.initialisation });
  const opened = await run.openAs(plan, weights);
  try {
    opened.session.writeState(state, { partial: true });
  } catch (error) {
    opened.session.dispose();
    throw error;
  }
  await run.events.return();
  run.session.dispose();
  const isSame = fresh.length === 0 && Object.keys(weights).length === Object.keys(from.weights).length;
  // The best weights of another network are none of this one.
  const best = isSame || sameShapes(progress.best.best?.weights, weights) ? progress.best : { reference: Infinity, bad: 0 };
  const next = { ...run, ...opened, resting: state.memory, from: { ...progress, best } };
  return { run: { ...next, events: runTraining(next), path: isSame ? run.path : createWeightPath() }, fresh };
}

/** More weights than this are counted only. */
const named = 6;

/** "Starts anew" for each weight that was not carried over, in one sentence; undefined where all were. */
export function freshText(fresh: readonly FreshWeight[]): string | undefined {
  if (fresh.length === 0) return undefined;
  return `The run goes on with the changed network. ${listFresh(fresh, named)}.`;
}

function obstacleTo(run: StartedRun, { plan, config }: Pick<ReopenArgs, 'plan' | 'config'>): string | undefined {
  if (run.twin) return 'A comparison keeps the networks that it began with; stop it to train another.';
  if (!sameShape(run.plan.inputShape, plan.inputShape) || JSON.stringify(preprocessingOf(run.plan)) !== JSON.stringify(preprocessingOf(plan))) {
    return `The run’s data were prepared for an input of ${formatShape(run.plan.inputShape)}; the Input of the changed network is another (${formatShape(plan.inputShape)}). Train anew for that.`;
  }
  if (settingsOf(run.config) !== settingsOf(config)) return 'The run keeps the settings that it began with, learning rate and momentum apart; expected only the network to differ.';
  return undefined;
}

/** What of the settings a run cannot change. */
function settingsOf({ optimizer: { type }, ...rest }: TrainingConfig): string {
  return JSON.stringify(Object.entries({ ...rest, type }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sameShapes(some: WeightSet | undefined, all: WeightSet): boolean {
  if (!some) return true;
  const keys = Object.keys(all);
  return keys.length === Object.keys(some).length && keys.every((key) => {
    const [one, other] = [some[key], all[key]];
    return one !== undefined && other !== undefined && sameShape(one.shape, other.shape);
  });
}
