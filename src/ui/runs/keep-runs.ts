// Keeps every run that trains at least one batch: its record from the first batch on, again while it goes, and at its end
// together with its final and its best weights. A run that is taken up goes on with the record it had.

import { uniqueId } from '../../core/unique-id.ts';
import { countParameters } from '../../core/weights.ts';
import { curvesOf, resumeRecord, startRecord, updateRecord, type RunEnvironment, type RunRecord } from '../../runs/run-record.ts';
import type { RunLog } from '../../training/run-log.ts';
import type { RunState, RunStore } from '../training/run-store.ts';
import type { RunSubject, TrainingSubject } from '../training/run-subject.ts';
import type { RunsStore } from './runs-store.ts';

/** Often enough that a closed page loses little of a curve, seldom enough to cost nothing. */
const periodMs = 1000;

export interface KeepRunsOptions {
  readonly run: RunStore;
  readonly runs: RunsStore;
  readonly environment: Omit<RunEnvironment, 'engine'>;
  readonly now?: () => Date;
}

export interface RunKeeper {
  /** Resolves when all that has ended is kept with its weights; the next run may start then. */
  settled(): Promise<void>;
}

/** One network of a run; a comparison has two. */
interface Side {
  readonly record: RunRecord;
  logOf(log: RunLog): RunLog | undefined;
  /** What requests call it; absent for the first. */
  readonly network?: 'twin';
}

/** Follows the run store from now on; a run that goes on already is kept too. */
export function keepRuns({ run, runs, environment, now = () => new Date() }: KeepRunsOptions): RunKeeper {
  let current: { readonly number: number; readonly sides: readonly Side[]; readonly savedMs: number; readonly ended: boolean } | undefined;
  let settling: Promise<unknown> = Promise.resolve();

  const begin = (subject: RunSubject) => {
    const { twin, id } = subject;
    const own: Side = { record: recordOf(subject, id, environment, now(), 0), logOf: (log) => log };
    const second: Side[] = twin ? [{ record: recordOf(twin, `${id} twin`, environment, now(), 1), logOf: (log) => log.twin, network: 'twin' }] : [];
    current = { number: subject.number, sides: [own, ...second], savedMs: -Infinity, ended: false };
  };
  const follow = ({ subject, log }: RunState) => {
    if (!subject) return;
    if (current?.number !== subject.number) begin(subject);
    if (!current || current.ended || !log.lastBatch) return;
    // The record that it goes on with is being read.
    if (subject.continues !== undefined && runs.getState().status === 'loading') return;
    const ended = log.ended !== undefined;
    if (!ended && performance.now() - current.savedMs < periodMs) return;
    // Earlier runs may not have been read yet when it started.
    const named = current.savedMs === -Infinity ? current.sides.map((side) => ({ ...side, record: placed(side, log) })) : current.sides;
    current = { ...current, sides: named, savedMs: performance.now(), ended };
    const { sides } = current;
    runs.setActive(ended ? [] : sides.map(({ record }) => record.id));
    const kept = sides.map((side) => keepSide(side, log));
    if (ended) settling = Promise.all([settling, ...kept, ...sides.map((side) => keepWeights(side, log))]);
  };
  /** The record of before where the run is one that goes on, else a new one. */
  const placed = ({ record }: Side, { resumedAfter = 0 }: RunLog): RunRecord => {
    const { records } = runs.getState();
    const before = records.find(({ run: its }) => its === record.run);
    return before ? resumeRecord(before, now(), resumedAfter) : numbered(record, records);
  };
  const keepSide = async ({ record, logOf }: Side, log: RunLog): Promise<void> => {
    const own = logOf(log);
    if (own?.lastBatch) await runs.keep(updateRecord(known(record), own, now()), curvesOf(own));
  };
  /** With what has been kept of it since. */
  const known = (record: RunRecord): RunRecord => {
    const kept = runs.getState().records.find(({ id }) => id === record.id);
    return kept ? { ...record, weights: kept.weights } : record;
  };
  const keepWeights = async ({ record: { id }, network }: Side, { ended }: RunLog) => {
    // A run fails with its engine or its worker, and their weights with them.
    if (ended?.reason === 'failed') return;
    const args = network && { network };
    try {
      // Asked for at once: the next run may already be on its way to the worker.
      const [final, best] = await Promise.all([run.client.call('readWeights', args), run.client.call('readBestWeights', args)]);
      await runs.keepWeights(id, 'final', final);
      if (best) await runs.keepWeights(id, 'best', best.weights, best.epoch);
    } catch {
      // The network is gone: another run has taken its place, or the worker has died and says so itself.
    }
  };
  follow(run.getState());
  run.subscribe(follow);
  // Events do not wait for the records to be read.
  const reading = runs.subscribe(({ status }) => {
    if (status === 'loading') return;
    reading();
    follow(run.getState());
  });
  return {
    async settled() {
      await settling;
    },
  };
}

/** Runs of one network are told apart by a number: "MNIST CNN #3". */
function numbered(record: RunRecord, records: readonly RunRecord[]): RunRecord {
  const { name } = record;
  const taken = records.flatMap(({ name: other }) => (other.startsWith(`${name} #`) ? [Number(other.slice(name.length + 2))] : []));
  return { ...record, name: `${name} #${Math.max(0, ...taken.filter(Number.isInteger)) + 1}` };
}

function recordOf({ name, graph, layout, plan, config, group, startedFrom }: TrainingSubject, run: string, environment: Omit<RunEnvironment, 'engine'>, startedAt: Date, place: number): RunRecord {
  const parameters = plan.ops.reduce((sum, { weights }) => sum + countParameters(weights), 0);
  return startRecord({ run, name, graph, layout, config, parameters, environment, startedAt, salt: `${place}${uniqueId()}`, ...(group && { group }), ...(startedFrom && { startedFrom }) });
}
