// Events on their way to the page: order, numbering, pace.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createOutbox } from '../../src/training/outbox.ts';
import type { EventsMessage, RunEvent } from '../../src/training/protocol.ts';

const note = (code: string): RunEvent => ({ type: 'notice', code, message: '' });

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }); });
afterEach(() => { vi.useRealTimers(); });

describe('the outbox', () => {
  test('any stream of events arrives whole, in order, numbered without gaps, at most ten messages a second', () => {
    fc.assert(fc.property(fc.array(fc.nat(150), { minLength: 1, maxLength: 60 }), (pauses) => {
      const messages: { at: number; message: EventsMessage }[] = [];
      const emit = createOutbox(4, (message) => messages.push({ at: performance.now(), message }));
      pauses.forEach((pause, i) => {
        emit(note(String(i)));
        vi.advanceTimersByTime(pause);
      });
      vi.advanceTimersByTime(100);
      const codes = messages.flatMap(({ message }) => message.events.map((event) => (event.type === 'notice' ? event.code : '')));
      expect(codes).toEqual(pauses.map((_, i) => String(i)));
      let next = 0;
      messages.forEach(({ at, message }, i) => {
        expect(message).toMatchObject({ type: 'events', run: 4, first: next });
        expect(message.events.length).toBeGreaterThan(0);
        next += message.events.length;
        expect(at - (messages[i - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(100);
      });
    }));
  });

  test('the first event goes out at once', () => {
    const post = vi.fn();
    createOutbox(1, post)(note('a'));
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('posts on time where the worker is too busy for timers', () => {
    const post = vi.fn();
    let now = 0;
    const emit = createOutbox(1, post, () => now);
    emit(note('a'));
    for (now = 1; now <= 1000; now++) emit(note('busy'));
    expect(post).toHaveBeenCalledTimes(11);
  });

  test('nothing follows ended', () => {
    const post = vi.fn<(message: EventsMessage) => void>();
    const emit = createOutbox(1, post);
    emit({ type: 'ended', reason: 'stopped' });
    emit(note('late'));
    emit({ type: 'ended', reason: 'completed' });
    vi.advanceTimersByTime(1000);
    expect(post.mock.calls.flatMap(([{ events }]) => events)).toEqual([{ type: 'ended', reason: 'stopped' }]);
  });
});
