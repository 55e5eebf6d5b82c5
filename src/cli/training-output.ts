// How a training run is told: JSON lines, a progress bar on a terminal, or one line an epoch elsewhere.

import type { TrainingEvent } from '../core/training-event.ts';
import type { RunEvent, SideEvent } from '../training/protocol.ts';
import type { Cli, Output } from './command.ts';

export interface TrainingOutput {
  tell(event: SideEvent): void;
}

/** Tells a run, or both sides of a comparison: JSON lines then carry their `side`, lines of text begin with it. */
export function sidedOutput(format: 'json' | 'text', { out, err }: Pick<Cli, 'out' | 'err'>, epochs: number, isTwin: boolean): { tell(event: RunEvent): void } {
  const make = (side?: 'A' | 'B') => (format === 'json' ? jsonOutput(out, side) : textOutput(out, err, epochs, side));
  const [own, twin] = isTwin ? [make('A'), make('B')] : [make(), make()];
  return { tell: (event) => (event.type === 'twin' ? twin.tell(event.event) : own.tell(event)) };
}

/** One JSON object a line: every event as it is, and for each epoch an `epochEnd` with its numbers side by side. */
export function jsonOutput(out: Output, side?: 'A' | 'B'): TrainingOutput {
  const line = (value: object): void => void out.write(`${JSON.stringify({ ...(side && { side }), ...value })}\n`);
  return {
    tell(event) {
      line(event);
      if (event.type === 'epoch') {
        const { epoch, training, validation, durationMs, imagesPerSecond } = event;
        line({
          type: 'epochEnd', epoch, loss: training.loss, accuracy: training.accuracy,
          valLoss: validation.loss, valAccuracy: validation.accuracy, durationMs, imagesPerSecond,
        });
      }
    },
  };
}

/** Lines for people; on a terminal the last one is a progress bar that is drawn over. */
export function textOutput(out: Output, err: Output, epochs: number, side?: 'A' | 'B'): TrainingOutput {
  const isTerminal = out.isTTY === true;
  // Some terminals do not know their width and say 0.
  const width = (): number => (out.columns === undefined || out.columns === 0 ? 80 : out.columns);
  let drawnMs = 0;
  const draw = (text: string, urgent: boolean): void => {
    // Two bars on one line would be none.
    if (!isTerminal || side === 'B' || (!urgent && performance.now() - drawnMs < 80)) return;
    drawnMs = performance.now();
    out.write(`\r\x1b[K${text.slice(0, width() - 1)}`);
  };
  const print = (text: string): void => void out.write(`${isTerminal ? '\r\x1b[K' : ''}${side === undefined ? '' : `${side}  `}${text}\n`);
  return {
    tell(event) {
      switch (event.type) {
        case 'phase':
          if (event.phase === 'training') return;
          return draw(`${sentence(event.phase)}${event.detail === undefined ? '' : `: ${event.detail}`}${event.fraction === undefined ? '' : ` ${percent(event.fraction, 0)}`}`, false);
        case 'data':
          return print(`${event.name}: ${count(event.trainingCount)} training and ${count(event.validationCount)} validation images`);
        case 'engine':
          return print(`Engine ${event.id}: ${event.description}`);
        case 'batch':
          return draw(batchLine(event, epochs, width()), event.batch === event.batchesPerEpoch);
        case 'epoch':
          return print(epochLine(event, epochs));
        case 'notice':
          return print(event.message);
        case 'ended':
          draw('', true);
          if (event.reason === 'stopped') print('Stopped.');
          if (event.reason === 'stoppedEarly') return print(`Stopped early. ${event.message ?? ''}`);
          if (event.message !== undefined) err.write(`${event.message}\n`);
      }
    },
  };
}

type BatchEvent = Extract<TrainingEvent, { type: 'batch' }>;
type EpochEvent = Extract<TrainingEvent, { type: 'epoch' }>;

function batchLine(event: BatchEvent, epochs: number, columns: number): string {
  const head = `Epoch ${event.epoch}/${epochs} `;
  const tail = ` ${event.batch}/${event.batchesPerEpoch}  loss ${event.loss.toFixed(4)}  ${count(event.imagesPerSecond)} images/s  ETA ${clock(event.etaMs)}`;
  const width = Math.max(0, Math.min(30, columns - head.length - tail.length - 1));
  return `${head}${bar(event.batch / event.batchesPerEpoch, width)}${tail}`;
}

function epochLine({ epoch, training, validation, durationMs, imagesPerSecond }: EpochEvent, epochs: number): string {
  const told = ({ loss, accuracy }: EpochEvent['training']) => `loss ${loss.toFixed(4)}${Number.isNaN(accuracy) ? '' : ` accuracy ${percent(accuracy, 2)}`}`;
  const validated = Number.isNaN(validation.loss) ? '' : `  validation ${told(validation)}`;
  return `Epoch ${epoch}/${epochs}  ${told(training)}${validated}  ${(durationMs / 1000).toFixed(1)} s, ${count(imagesPerSecond)} images/s`;
}

function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return '━'.repeat(full) + '─'.repeat(width - full);
}

function percent(fraction: number, digits: number): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** Three significant digits, grouped: 12,300. */
function count(value: number): string {
  return Number(value >= 1000 ? Math.round(value) : value.toPrecision(3)).toLocaleString('en-US');
}

/** Hours, minutes and seconds: 1:02:03, 0:07. */
function clock(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
