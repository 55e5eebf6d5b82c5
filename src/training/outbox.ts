// Events of one run on their way to the page: numbered without gaps, in batches, at most ten batches a second.

import type { EventsMessage, RunEvent } from './protocol.ts';

const periodMs = 100;

/**
 * Returns the function that takes an event. The first goes out at once, later ones with those that came in
 * the meantime. Whatever comes after `ended` is dropped.
 */
export function createOutbox(run: number, post: (message: EventsMessage) => void, clock: () => number = () => performance.now()): (event: RunEvent) => void {
  let waiting: RunEvent[] = [];
  let first = 0;
  let postedMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    post({ type: 'events', run, first, events: waiting });
    first += waiting.length;
    waiting = [];
    postedMs = clock();
  };
  return (event) => {
    if (ended) return;
    ended = event.type === 'ended';
    waiting.push(event);
    const leftMs = postedMs + periodMs - clock();
    // A busy worker may starve its timers, so each event looks at the clock itself.
    if (leftMs <= 0) flush();
    else timer ??= setTimeout(flush, leftMs);
  };
}
