// Overlays of the canvas: Health and Data flowing are on from the start, what a person switches stays, the last lies on top, and
// a thousand cards are changed a few a frame.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSessionStore, readSession } from '../../../src/editor/session-store.ts';
import { clearOverlay, orderOverlays, showOverlay, useOverlays } from '../../../src/ui/canvas/overlay-store.ts';

let frames: (() => void)[] = [];
beforeEach(() => vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw)));
afterEach(() => {
  for (const lens of ['flow', 'health']) clearOverlay(lens);
  while (frames.length > 0) frames.shift()?.();
  vi.unstubAllGlobals();
  frames = [];
});
const cards = (text: string, ids = ['conv1']) => ({ cards: new Map(ids.map((id) => [id, text])) });
const on = (card: string) => useOverlays.getState().cards.get(card);

test('the first two lenses are on from the start, and later those that were left on', () => {
  const session = createSessionStore();
  expect(session.getState().overlays).toEqual(['flow', 'health']);
  session.switchOverlay('flow', false);
  expect(createSessionStore(readSession(JSON.parse(JSON.stringify(session.getState())))).getState().overlays).toEqual(['health']);
  session.switchOverlay('flow', true);
  expect(session.getState().overlays).toEqual(['health', 'flow']);
  session.switchOverlay('flow', false);
  session.switchOverlay('health', false);
  expect(createSessionStore(readSession(session.getState())).getState().overlays).toEqual([]);
});

describe('an overlay', () => {
  test('is seen where no lens before it has something, and taken away alone', () => {
    orderOverlays(['flow', 'health']);
    showOverlay('health', cards('ill'));
    showOverlay('flow', cards('maps', ['conv1', 'conv2']));
    expect([on('conv1'), on('conv2')]).toEqual(['ill', 'maps']);
    orderOverlays(['health', 'flow']);
    expect(on('conv1')).toBe('maps');
    clearOverlay('flow');
    expect([on('conv1'), on('conv2')]).toEqual(['ill', undefined]);
  });

  test('keeps a wire that looks the same', () => {
    const wire = () => ({ wires: new Map([['e1', { tone: 'bad' as const, label: '1e-7' }]]) });
    showOverlay('health', wire());
    const before = useOverlays.getState().wires;
    showOverlay('health', wire());
    expect(useOverlays.getState().wires).toBe(before);
  });

  test('of a thousand cards comes in several frames, the newest at last', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    showOverlay('flow', cards('first', ids));
    expect(useOverlays.getState().cards.size).toBe(40);
    frames.shift()?.();
    expect(useOverlays.getState().cards.size).toBe(80);
    showOverlay('flow', cards('second', ids));
    let count = 0;
    for (; frames.length > 0; count++) frames.shift()?.();
    expect([...useOverlays.getState().cards.values()]).toEqual(ids.map(() => 'second'));
    expect(count).toBe(25);
    clearOverlay('flow');
    expect(useOverlays.getState().cards.size).toBe(960);
  });
});
