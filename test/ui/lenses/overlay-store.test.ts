// Overlays of the canvas: Health and Data flowing are on from the start, what a person switches stays, the last lies on top.

import { beforeEach, describe, expect, test } from 'vitest';
import { createSessionStore, readSession } from '../../../src/editor/session-store.ts';
import { clearOverlay, showOverlay, useOverlays } from '../../../src/ui/canvas/overlay-store.ts';

beforeEach(() => useOverlays.setState({ shown: {} }));
const cards = (text: string) => ({ cards: new Map([['conv1', text]]) });

describe('which lenses are on', () => {
  test('are the first two from the start, and those that were left on later', () => {
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
});

describe('an overlay', () => {
  test('leaves that of another lens as it is, and is taken away alone', () => {
    showOverlay('flow', cards('maps'));
    const before = useOverlays.getState().shown['flow'];
    showOverlay('health', { wires: new Map([['e1', { tone: 'bad' as const, label: '1e-7' }]]) });
    expect(useOverlays.getState().shown['flow']).toBe(before);
    clearOverlay('flow');
    expect(Object.keys(useOverlays.getState().shown)).toEqual(['health']);
  });
});
