// `convloom sweep`: every trial with its settings, and the best named.

import { describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';
import { sharedData } from '../support/shared-data.ts';

describe('convloom sweep', () => {
  it('trains a grid, each trial as `train` would, and names the best', async (context) => {
    const data = sharedData(context, '.');
    const common = ['--epochs', '1', '--limit', '1000', '--backend', 'wasm', '--data', data, '--json'];
    const { code, out, err } = await runCli('sweep', 'templates/mlp.json', '--grid', 'lr=0.000001,0.1', ...common);
    expect([code, err]).toEqual([0, '']);
    const lines = jsonLines(out) as { type: string; trial?: number; settings?: object; results?: { validation?: { loss: number } }; best?: { trial: number; settings: object }; validation?: object }[];
    const ends = lines.filter(({ type }) => type === 'trialEnd');
    expect(ends.map(({ trial, settings }) => [trial, settings])).toEqual([[1, { learningRate: 0.000001 }], [2, { learningRate: 0.1 }]]);
    expect(lines.at(-1)).toMatchObject({ type: 'sweepEnd', best: { trial: 2, settings: { learningRate: 0.1 } } });

    const alone = jsonLines((await runCli('train', 'templates/mlp.json', '--lr', '0.1', ...common)).out).find(({ type }) => type === 'epoch');
    expect(ends[1]?.results?.validation).toEqual(alone?.['validation']);
  });

  it.for([
    [[], 'sweep needs --grid or --random, and one of them.'],
    [['--grid', 'speed=1'], '"speed=1" is no setting with its values; expected one of lr,'],
    [['--grid', 'lr=0.1..1'], 'A grid takes values; the range of learning rate is for random draws.'],
    [['--random', 'lr=fast'], 'The learning rate must be a number, received "fast".'],
  ] as const)('refuses %j', async ([args, sentence]) => {
    const { code, err } = await runCli('sweep', 'templates/mlp.json', ...args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
