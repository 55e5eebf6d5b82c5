// Keeps every run that trains at least one batch: its record from the first batch on, again while it goes, and at its end
// together with its weights.

import { curvesOf, startRecord, updateRecord, type RunEnvironment, type RunRecord } from '../../runs/run-record.ts';
import type { RunLog } from '../../training/run-log.ts';
import type { RunState, RunStore, TrainingSubject } from '../training/run-store.ts';
import type { RunsStore } from './runs-store.ts';

/** Often enough that a closed page loses little of a curve, seldom enough to cost nothing. */
const periodMs = 3000;

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

/** Follows the run store from now on; a run that goes on already is kept too. */
export function keepRuns({ run, runs, environment, now = () => new Date() }: KeepRunsOptions): RunKeeper {
  let current: { readonly number: number; readonly record: RunRecord; readonly changes: RunRecord['changes']; readonly savedMs: number; readonly ended: boolean } | undefined;
  let settling: Promise<unknown> = Promise.resolve();

  const begin = (subject: NonNullable<RunState['subject']>) => {
    current = { number: subject.number, record: recordOf(subject, environment, now()), changes: [], savedMs: -Infinity, ended: false };
  };
  const follow = ({ subject, log }: RunState, before?: RunState) => {
    if (!subject) return;
    if (current?.number !== subject.number) begin(subject);
    if (!current || current.ended || !log.lastBatch) return;
    const { optimizer } = subject.config;
    const previous = before?.subject;
    if (previous?.number === subject.number && previous.config.optimizer !== optimizer) {
      const change = { learningRate: optimizer.learningRate, ...('momentum' in optimizer && { momentum: optimizer.momentum }) };
      current = { ...current, changes: [...current.changes, { step: log.lastBatch.step, change }] };
    }
    const ended = log.ended !== undefined;
    if (!ended && performance.now() - current.savedMs < periodMs) return;
    // Earlier runs may not have been read yet when it started.
    const record = current.savedMs === -Infinity ? { ...current.record, name: numberedName(current.record.name, runs.getState().records) } : current.record;
    current = { ...current, record, savedMs: performance.now(), ended };
    const { changes } = current;
    runs.setActive(ended ? [] : [record.id]);
    const kept = keepSide({ ...record, changes }, log);
    if (ended) settling = Promise.all([settling, kept, keepFinalWeights(record.id, log)]);
  };
  const keepSide = (record: RunRecord, log: RunLog) => runs.keep(updateRecord(known(record), log, now()), curvesOf(log));
  /** With what has been kept of it since. */
  const known = (record: RunRecord): RunRecord => {
    const kept = runs.getState().records.find(({ id }) => id === record.id);
    return kept ? { ...record, weights: kept.weights } : record;
  };
  const keepFinalWeights = async (id: string, { ended }: RunLog) => {
    // A run fails with its engine or its worker, and their weights with them.
    if (ended?.reason === 'failed') return;
    try {
      await runs.keepWeights(id, 'final', await run.client.call('readWeights', undefined));
    } catch {
      // The network is gone: another run has taken its place, or the worker has died and says so itself.
    }
  };
  follow(run.getState());
  run.subscribe(follow);
  return {
    async settled() {
      await settling;
    },
  };
}

/** Runs of one network are told apart by a number: "MNIST CNN #3". */
function numberedName(name: string, records: readonly RunRecord[]): string {
  const taken = records.flatMap(({ name: other }) => (other.startsWith(`${name} #`) ? [Number(other.slice(name.length + 2))] : []));
  return `${name} #${Math.max(0, ...taken.filter(Number.isInteger)) + 1}`;
}

function recordOf({ name, graph, layout, plan, config, group }: TrainingSubject, environment: Omit<RunEnvironment, 'engine'>, startedAt: Date): RunRecord {
  const parameters = plan.ops.reduce((sum, { weights }) => sum + weights.filter(({ role }) => role === 'parameter').reduce((own, { shape }) => own + shape.reduce((a, b) => a * b, 1), 0), 0);
  return startRecord({ name, graph, layout, config, parameters, environment, startedAt, salt: crypto.randomUUID().slice(0, 8), ...(group && { group }) });
}
