// Overlays of the canvas: only what is switched on is shown, and the last switched on lies on top.

import { beforeEach, describe, expect, test } from 'vitest';
import { showOverlay, switchOverlay, useOverlays } from '../../../src/ui/canvas/overlay-store.ts';

beforeEach(() => useOverlays.setState({ on: [], shown: {} }));
const cards = (text: string) => ({ cards: new Map([['conv1', text]]) });

describe('an overlay', () => {
  test('is taken only while its lens is switched on, and gone when that is switched off', () => {
    showOverlay('flow', cards('early'));
    expect(useOverlays.getState().shown).toEqual({});
    switchOverlay('flow', true);
    showOverlay('flow', cards('maps'));
    expect(useOverlays.getState().shown['flow']?.cards?.get('conv1')).toBe('maps');
    switchOverlay('flow', false);
    expect(useOverlays.getState()).toMatchObject({ on: [], shown: {} });
  });

  test('leaves that of another lens as it is', () => {
    switchOverlay('flow', true);
    showOverlay('flow', cards('maps'));
    const before = useOverlays.getState().shown['flow'];
    switchOverlay('health', true);
    showOverlay('health', { wires: new Map([['e1', { tone: 'bad' as const, label: '1e-7' }]]) });
    expect(useOverlays.getState().on).toEqual(['flow', 'health']);
    expect(useOverlays.getState().shown['flow']).toBe(before);
  });
});
