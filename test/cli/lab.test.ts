// `convloom lab`: the list, a deterministic lab to its printed digits, and what is refused.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';
import { sharedData } from '../support/shared-data.ts';

describe('convloom lab', () => {
  it('lists the labs', async () => {
    const { code, out } = await runCli('lab', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toContainEqual({ id: 'same-weights', number: '3', title: 'The same initial weights: two units that stay one' });
  });

  it('computes the printed convolutions', async () => {
    const { code, out, err } = await runCli('lab', 'convolution-arithmetic', '--json');
    expect([code, err]).toEqual([0, '']);
    const [report] = jsonLines(out) as unknown as { holds: boolean; trials: Record<string, { output: number[]; shape: number[] }> }[];
    expect(report?.trials['padded']).toMatchObject({ shape: [1, 2, 2], output: [1, 2, 2, 4] });
    expect(report?.trials['sobel']?.output).toEqual([-4, 0, 4, -4, 0, 4, -4, 0, 4]);
    expect(report?.holds).toBe(true);
  });

  it('ends the lab of equal weights where the published run ended, whatever the seed', async (context) => {
    const oracle = (JSON.parse(readFileSync(sharedData(context, 'course-oracles.json'), 'utf8')) as Record<string, Record<string, number[]>>)['same_weights'];
    const { code, out } = await runCli('lab', '3', '--seeds', '0,5', '--json');
    expect(code).toBe(0);
    const reports = jsonLines(out) as unknown as { seed: number; holds: boolean; trials: Record<string, { weights: Record<string, number[]>; outputs: number[] }> }[];
    expect(reports.map(({ seed, holds }) => [seed, holds])).toEqual([[0, true], [5, true]]);
    for (const { trials: { same } } of reports) {
      expect(same?.weights['hidden.weight']?.[0]).toBeCloseTo(oracle?.['W1']?.[0] ?? NaN, 4);
      expect(same?.weights['hidden.bias']?.[0]).toBeCloseTo(oracle?.['b1']?.[0] ?? NaN, 4);
      expect(same?.weights['linear.weight']?.[0]).toBeCloseTo(oracle?.['W2']?.[0] ?? NaN, 4);
      same?.outputs.forEach((output, i) => expect(output).toBeCloseTo(oracle?.['pred_m2_0_2']?.[i] ?? NaN, 5));
    }
  });

  it.each([
    [['lab', 'nothing'], 2, 'There is no lab "nothing"; expected one of cost-functions,'],
    [['lab', '3', '--seeds', '1,x'], 2, '--seeds must be whole numbers separated by commas, received "1,x".'],
  ] as const)('%j is refused in a sentence', async (args, code, sentence) => {
    const result = await runCli(...args);
    expect([result.code, result.out]).toEqual([code, '']);
    expect(result.err).toContain(sentence);
  });
});
