// A run in words.

import { describe, expect, test } from 'vitest';
import { emptyRunLog, type RunLog } from '../../src/training/run-log.ts';
import { announcementText, etaText, lossText, percentText, phaseText, rateText } from '../../src/ui/training/run-text.ts';

const log = (phase: RunLog['phase'], more: Partial<RunLog> = {}): RunLog => ({ ...emptyRunLog, phase, ...more });

describe('phases', () => {
  test.each<[string, Parameters<typeof phaseText>[0]]>([
    ['', { status: 'idle', log: emptyRunLog }],
    ['Loading data', { status: 'running', log: emptyRunLog }],
    ['Preparing 70,000 images, 41 %', { status: 'running', log: log({ phase: 'loading data', detail: 'Preparing 70,000 images', fraction: 0.419 }) }],
    ['Measuring engines', { status: 'paused', pending: 'step', log: log({ phase: 'preparing engine' }) }],
    ['Training', { status: 'running', log: log({ phase: 'training' }) }],
    ['Validating, 50 %', { status: 'running', log: log({ phase: 'validating', fraction: 0.5 }) }],
    ['Pausing after this batch', { status: 'running', pending: 'pause', log: log({ phase: 'training' }) }],
    ['Paused', { status: 'paused', log: log({ phase: 'training' }) }],
    ['Stopping after this batch', { status: 'paused', pending: 'stop', log: log({ phase: 'training' }) }],
    ['Finished', { status: 'ended', log: log({ phase: 'training' }, { ended: { reason: 'completed' } }) }],
    ['Stopped', { status: 'ended', log: log({ phase: 'loading data' }, { ended: { reason: 'stopped' } }) }],
    ['Diverged', { status: 'ended', log: log({ phase: 'training' }, { ended: { reason: 'diverged' } }) }],
    ['Failed', { status: 'ended', log: log({ phase: 'training' }) }],
  ])('%s', (text, run) => {
    expect(phaseText(run)).toBe(text);
  });
});

describe('what is said aloud', () => {
  test('leaves out what changes often, and says how a run ended and why', () => {
    expect(announcementText({ status: 'running', log: log({ phase: 'validating', fraction: 0.3 }) })).toBe('Training');
    expect(announcementText({ status: 'paused', log: emptyRunLog })).toBe('Paused');
    expect(announcementText({ status: 'ended', log: log({ phase: 'training' }, { ended: { reason: 'diverged', message: 'The loss became NaN.' } }) })).toBe('Diverged. The loss became NaN.');
    expect(announcementText({ status: 'ended', log: log({ phase: 'training' }, { ended: { reason: 'completed' } }) })).toBe('Finished');
  });
});

test.each([[400, '1 s'], [9_400, '10 s'], [41_000, '45 s'], [61_000, 'about 1 min'], [59 * 60_000, 'about 59 min'], [3_600_000, 'about 1 h'], [4_860_000, 'about 1 h 20 min']])('%d ms are %s', (ms, text) => {
  expect(etaText(ms)).toBe(text);
});

test.each([[1934, '1,900 images/s'], [123456, '120,000 images/s'], [7.25, '7.3 images/s'], [42, '42 images/s']])('%d a second are %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});

test.each([[2.4567, '2.457'], [0.09123, '0.0912'], [0.00012, '1.2e-4'], [0, '0.0000'], [1.907e15, '1.9e15']])('a loss of %d is written %s', (loss, text) => {
  expect(lossText(loss)).toBe(text);
});

test('an accuracy has one decimal', () => {
  expect(percentText(0.97349)).toBe('97.3 %');
});
