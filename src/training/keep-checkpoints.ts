// When a run makes checkpoints, and out of what: after its first batch, after every epoch (of short ones not each), on pause, and
// within epochs as often as costs little.
// Writing goes on while the run does; where it fails, that is told once and training goes on.

import type { StartedRun } from './active-run.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { CheckpointBody, CheckpointSubject } from './checkpoints.ts';
import { runState, type RunState } from './fall-back.ts';
import type { RunEvent } from './protocol.ts';
import { emptyRunLog, extendRunLog, type RunLog } from './run-log.ts';

export interface CheckpointTimes {
  /** Epochs shorter than this do not each make one; the first of a run does. */
  readonly minMs: number;
  /** Within an epoch, one after so long at the soonest, */
  readonly withinMs: number;
  /** and after so long at the latest, however much it costs. */
  readonly maxMs: number;
}

/** A page that dies loses what it trained since the last one, so there is one every half second where that costs next to nothing. */
const usual: CheckpointTimes = { minMs: 1000, withinMs: 500, maxMs: 15_000 };
/** Making them holds training up for at most this share of the time. */
const share = 0.02;
/** Events are folded into the log by so many. */
const foldAt = 512;

export interface KeptRun {
  /** Shared by all checkpoints of the run. */
  readonly id: string;
  readonly subject: CheckpointSubject;
}

export interface CheckpointKeeper {
  /** Takes an event of the run in. */
  note(event: RunEvent): void;
  /** True where the run, which has just told `event`, should make one. */
  isDue(event: RunEvent): boolean;
  /** Makes one, unless nothing has happened since the last. The session may train on when this resolves. */
  save(run: StartedRun): Promise<void>;
  /** The latest checkpoint of the run with its present network; undefined where none is kept. */
  latest(): Promise<RunState | undefined>;
  /** What the run had told by the checkpoint that `latest` answers, or else before its first batch. */
  logThen(): RunLog;
  /** The run has another network from now on. */
  reopened(subject: CheckpointSubject): void;
  /** Resolves when all is written. */
  settled(): Promise<void>;
}

/** Keeps the checkpoints of a run; `tell` takes the one notice that there may be. */
export function createCheckpointKeeper(
  store: CheckpointStore, { id, subject: began }: KeptRun, tell: (event: RunEvent) => void, times: Partial<CheckpointTimes> = {}, clock: () => number = () => performance.now(),
): CheckpointKeeper {
  const { minMs, withinMs, maxMs } = { ...usual, ...times };
  let subject = began;
  let log: RunLog = emptyRunLog;
  let waiting: RunEvent[] = [];
  let savedMs = clock();
  let costMs = 0;
  let isFirst = true;
  let hasEpoch = false;
  let savedAt = '';
  let writing: Promise<void> | undefined;
  let failed = false;
  let latest: string | undefined;
  let logThen: RunLog | undefined;
  const fold = () => {
    log = extendRunLog(log, waiting);
    waiting = [];
  };
  store.hold(id);

  const write = async ({ plan, config, twin }: StartedRun, body: CheckpointBody) => {
    const { data, engine } = body.log;
    const { place, rates } = body.progress;
    const of = subject;
    const { twin: side, ...own } = of;
    // What a change reaches of a comparison hangs on what its sides began with.
    const sides = twin && side ? { config, twin: { ...side, plan: twin.plan, config: twin.config } } : { config: { ...config, optimizer: rates.optimizer } };
    try {
      const dataset = data?.dataset ?? config.dataset;
      const head = { ...own, ...sides, run: id, plan, dataset, engine: engine?.id ?? '', place };
      const { id: saved } = await store.save(head, body);
      // Of another network by now, it is nothing to go back to.
      if (of === subject) [latest, logThen] = [saved, body.log];
    } catch (error) {
      failed = true;
      tell({ type: 'notice', code: 'no-checkpoint', message: `${error instanceof Error ? error.message : String(error)} Training goes on; a closed page loses it.` });
    }
  };
  return {
    note(event) {
      if (!logThen && (event.type === 'batch' || event.type === 'twin')) {
        fold();
        logThen = log;
      }
      if (event.type === 'resumed') fold();
      waiting.push(event);
      if (event.type === 'resumed') fold();
      if (event.type === 'ended' && (event.reason === 'completed' || event.reason === 'stopped' || event.reason === 'stoppedEarly')) {
        writing = (writing ?? Promise.resolve()).then(() => store.discard(id)).catch(() => undefined);
      } else if (waiting.length >= foldAt) fold();
    },
    isDue(event) {
      // While one is being written, another would only wait for it.
      // Between the batches of two sides there is no place to go on from, unless the second is alone.
      const { type } = event.type === 'twin' && event.alone ? event.event : event;
      if (failed || writing || (type !== 'epoch' && type !== 'batch')) return false;
      const sinceMs = clock() - savedMs;
      if (type === 'batch') return isFirst || sinceMs >= Math.max(withinMs, Math.min(maxMs, costMs / share));
      const isDue = !hasEpoch || sinceMs >= minMs;
      hasEpoch = true;
      return isDue;
    },
    async save(run) {
      if (failed) return;
      const { twin, events } = run;
      const twinEvents = twin && 'twin' in events ? events.twin : undefined;
      const places = [events, ...(twinEvents ? [twinEvents] : [])].map((side) => side.progress().place);
      const place = places.map(({ step, epoch, batch }) => `${step} ${epoch} ${batch}`).join();
      if (places.every(({ step }) => step === 0) || place === savedAt) return;
      savedAt = place;
      const beganMs = clock();
      const state = await runState(run);
      fold();
      savedMs = clock();
      // What was copied here is copied once more on its way to the storage; the rest of the way holds nothing up.
      costMs = 2 * (savedMs - beganMs);
      isFirst = false;
      const body: CheckpointBody = { ...state, log };
      const written: Promise<void> = (writing ?? Promise.resolve()).then(() => write(run, body)).finally(() => {
        if (writing === written) writing = undefined;
      });
      writing = written;
    },
    async latest() {
      await writing;
      return latest === undefined ? undefined : (await store.read(latest).catch(() => undefined))?.body;
    },
    logThen() {
      if (!logThen) fold();
      return logThen ?? log;
    },
    reopened(changed) {
      subject = { ...subject, ...changed };
      savedAt = '';
      latest = undefined;
      fold();
      logThen = log;
    },
    settled: async () => { await writing; },
  };
}
