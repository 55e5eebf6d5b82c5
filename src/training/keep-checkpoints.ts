// When a run makes checkpoints, and out of what: after every epoch, on pause, and now and then within long epochs.
// Writing goes on while the run does; where it fails, that is told once and training goes on.

import type { StartedRun } from './active-run.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { CheckpointBody, CheckpointSubject } from './checkpoints.ts';
import { copyWeights } from './network-requests.ts';
import type { RunEvent } from './protocol.ts';
import { stateOf } from './reopen.ts';
import { emptyRunLog, extendRunLog, type RunLog } from './run-log.ts';

export interface CheckpointTimes {
  /** Epochs shorter than this do not each make one. */
  readonly minMs: number;
  /** Within an epoch, one after so long. */
  readonly maxMs: number;
}

const usual: CheckpointTimes = { minMs: 1000, maxMs: 15_000 };
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
  /** The run has another network from now on. */
  reopened(subject: CheckpointSubject): void;
  /** Resolves when all is written. */
  settled(): Promise<void>;
}

/** Keeps the checkpoints of a run; `tell` takes the one notice that there may be. */
export function createCheckpointKeeper(
  store: CheckpointStore, { id, subject: began }: KeptRun, tell: (event: RunEvent) => void, times: Partial<CheckpointTimes> = {}, clock: () => number = () => performance.now(),
): CheckpointKeeper {
  const { minMs, maxMs } = { ...usual, ...times };
  let subject = began;
  let log: RunLog = emptyRunLog;
  let waiting: RunEvent[] = [];
  let savedMs = clock();
  let savedAt = '';
  let writing: Promise<void> | undefined;
  let failed = false;
  const fold = () => {
    log = extendRunLog(log, waiting);
    waiting = [];
  };
  store.hold(id);

  const write = async ({ plan, config }: StartedRun, body: CheckpointBody) => {
    const { data, engine } = body.log;
    const { place, rates } = body.progress;
    try {
      await store.save({ ...subject, run: id, plan, config: { ...config, optimizer: rates.optimizer }, dataset: data?.dataset ?? config.dataset, engine: engine?.id ?? '', place }, body);
    } catch (error) {
      failed = true;
      tell({ type: 'notice', code: 'no-checkpoint', message: `${error instanceof Error ? error.message : String(error)} Training goes on; a closed page loses it.` });
    }
  };
  return {
    note(event) {
      waiting.push(event);
      if (event.type === 'ended' && (event.reason === 'completed' || event.reason === 'stopped' || event.reason === 'stoppedEarly')) {
        writing = (writing ?? Promise.resolve()).then(() => store.discard(id)).catch(() => undefined);
      } else if (waiting.length >= foldAt) fold();
    },
    isDue(event) {
      // While one is being written, another would only wait for it.
      if (failed || writing || (event.type !== 'epoch' && event.type !== 'batch')) return false;
      return clock() - savedMs >= (event.type === 'epoch' ? minMs : maxMs);
    },
    async save(run) {
      if (failed) return;
      const progress = run.events.progress();
      const { step, epoch, batch } = progress.place;
      const place = `${step} ${epoch} ${batch}`;
      if (step === 0 || place === savedAt) return;
      savedAt = place;
      const [weights, state] = [await run.session.readWeights(), await stateOf(run)];
      fold();
      savedMs = clock();
      const body = { weights: copyWeights(weights), state, progress, log };
      const own: Promise<void> = (writing ?? Promise.resolve()).then(() => write(run, body)).finally(() => {
        if (writing === own) writing = undefined;
      });
      writing = own;
    },
    reopened(changed) {
      subject = changed;
      savedAt = '';
    },
    settled: async () => { await writing; },
  };
}
