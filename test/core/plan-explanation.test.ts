// Totals of what a plan does.

import { expect, it } from 'vitest';
import { totalWork, type ExplainedCall } from '../../src/core/plan-explanation.ts';

const call = (flops: number, bytes: number, timeShare?: number): ExplainedCall => ({
  ops: ['conv1'], pass: 'forward', kernel: 'conv', shapes: '', flops, bytes, ...(timeShare !== undefined && { timeShare }),
});

it('adds up operations, bytes and shares of the time', () => {
  expect(totalWork([call(200, 16, 0.5), call(0, 4, 0.25)])).toEqual({ calls: 2, flops: 200, bytes: 20, timeShare: 0.75 });
});

it('tells no share where nothing was measured', () => {
  expect(totalWork([call(200, 16), call(1, 4)])).toEqual({ calls: 2, flops: 201, bytes: 20 });
  expect(totalWork([])).toEqual({ calls: 0, flops: 0, bytes: 0 });
});
