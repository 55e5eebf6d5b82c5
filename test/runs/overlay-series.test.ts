// The lines of several runs in one chart.

import { expect, test } from 'vitest';
import { overlaySeries, type OverlayRun } from '../../src/ui/runs/overlay-series.ts';
import { finishedRun } from './records.ts';

const options = { measure: 'loss', axis: 'images', smoothing: 0 } as const;

async function twoRuns(): Promise<OverlayRun[]> {
  const [a, b] = [await finishedRun(1), await finishedRun(2)];
  return [{ record: { ...b.record, name: 'Same' }, curves: b.curves, place: 0 }, { record: { ...a.record, name: 'Same' }, curves: a.curves, place: 1 }];
}

test('training solid and validation dashed, a colour and dashes a run, names told apart', async () => {
  const series = overlaySeries(await twoRuns(), { ...options, parts: 'both' });
  expect(series.map(({ name, colour, dashes }) => [name, colour, dashes])).toEqual([
    ['Same (2), training', '--chart-1', undefined], ['Same (2)', '--chart-1', [5, 3]], ['Same (1), training', '--chart-2', undefined], ['Same (1)', '--chart-2', [2, 2.5]],
  ]);
});

test('the words that all names begin with are left out', async () => {
  const [run] = await twoRuns();
  if (!run) throw new Error('a run');
  const named = (name: string, place: number): OverlayRun => ({ ...run, record: { ...run.record, id: String(place), name }, place });
  const names = (...all: string[]) => overlaySeries(all.map(named), { ...options, parts: 'training' }).map(({ name }) => name);
  expect(names('MNIST CNN #1', 'MNIST CNN, with BatchNorm #1')).toEqual(['#1', 'with BatchNorm #1']);
  expect(names('Net, learning rate 0.1 #1', 'Net, learning rate 0.01 #1')).toEqual(['0.1 #1', '0.01 #1']);
  expect(names('MNIST CNN #1')).toEqual(['MNIST CNN #1']);
});

test('places and values are those of the curves', async () => {
  const [run] = await twoRuns();
  if (!run) throw new Error('a run');
  const [training] = overlaySeries([run], { ...options, parts: 'training' });
  expect(Array.from(training?.xs ?? []).slice(0, 5)).toEqual([16, 32, 48, 50, 66]);
  expect(training?.ys).toEqual(Float64Array.from(run.curves.loss.points, ({ mean }) => mean));
  const [validation, ...more] = overlaySeries([run], { ...options, parts: 'validation' });
  expect(more).toEqual([]);
  expect(Array.from(validation?.ys ?? [])).toEqual(run.curves.epochs.map((epoch) => epoch.validation.loss));
});

test('smoothing follows slowly, without the pull of a start at zero', async () => {
  const [run] = await twoRuns();
  if (!run) throw new Error('a run');
  const points = [4, 2].map((mean, i) => ({ step: i + 1, count: 1, mean, min: mean, max: mean }));
  const [line] = overlaySeries([{ ...run, curves: { ...run.curves, loss: { stride: 1, points } } }], { ...options, parts: 'training', smoothing: 0.5 });
  // (0.25·4 + 0.5·2) / 0.75
  expect(Array.from(line?.ys ?? [])).toEqual([4, expect.closeTo(2.6667, 4)]);
});
