// A run in words: what it does just now, how fast, how long still.

import type { RunState } from './run-store.ts';

type Told = Pick<RunState, 'status' | 'pending' | 'log' | 'subject'>;

/** What goes on, in a few words: "Loading MNIST, 40 %", "Training", "Paused". Empty before the first run. */
export function phaseText({ status, pending, log }: Told): string {
  if (status === 'idle') return '';
  if (pending === 'stop') return 'Stopping after this batch';
  if (status === 'ended') return endText(log);
  if (pending === 'pause') return 'Pausing after this batch';
  const { phase, detail, fraction } = log.phase;
  const percent = fraction === undefined || fraction >= 1 ? '' : `, ${Math.floor(100 * fraction)} %`;
  switch (phase) {
    case 'loading data': return `${detail ?? 'Loading data'}${percent}`;
    case 'preparing engine': return 'Measuring engines';
    case 'training':
    case 'validating':
      if (status === 'paused' && pending === undefined) return 'Paused';
      return phase === 'training' ? 'Training' : `Validating${percent}`;
  }
}

/** What is said aloud: only what changes seldom. */
export function announcementText({ status, log }: Told): string {
  switch (status) {
    case 'idle': return '';
    case 'running': return 'Training';
    case 'paused': return 'Paused';
    case 'ended': return [endText(log), log.ended?.message].filter(Boolean).join('. ');
  }
}

function endText({ ended, lastBatch }: RunState['log']): string {
  switch (ended?.reason) {
    case 'completed': return 'Finished';
    case 'stoppedEarly': return 'Stopped early';
    case 'stopped': return lastBatch ? `Stopped at step ${lastBatch.step.toLocaleString('en-US')}` : 'Stopped';
    case 'diverged': return 'Diverged';
    default: return 'Failed';
  }
}

/** How much of the run's training is done, 0 to 1. */
export function progressOf({ log: { lastBatch }, subject }: Told): number {
  if (!lastBatch || !subject) return 0;
  const { epoch, batch, batchesPerEpoch } = lastBatch;
  return Math.min(1, ((epoch - 1) * batchesPerEpoch + batch) / (subject.config.epochs * batchesPerEpoch));
}

/** Throughput, to two digits: "1,900 images/s". */
export function rateText(imagesPerSecond: number): string {
  const known = imagesPerSecond >= 10 ? Number(imagesPerSecond.toPrecision(2)) : Number(imagesPerSecond.toFixed(1));
  return `${known.toLocaleString('en-US')} images/s`;
}

/** A time ahead, no more exact than it is known: "8 s", "about 3 min", "about 1 h 20 min". */
export function etaText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${Math.max(1, Math.ceil(seconds))} s`;
  if (seconds < 60) return `${5 * Math.ceil(seconds / 5)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const rounded = 5 * Math.round(minutes / 5);
  const rest = rounded % 60;
  return `about ${Math.floor(rounded / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** An accuracy: "97.3 %". */
export function percentText(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** A loss, three digits that matter: "0.0912", "2.31", "1.9e15". */
export function lossText(loss: number): string {
  if (loss !== 0 && (Math.abs(loss) < 0.001 || Math.abs(loss) >= 1e5)) return loss.toExponential(1).replace('e+', 'e');
  return loss.toFixed(Math.abs(loss) < 1 ? 4 : 3);
}
