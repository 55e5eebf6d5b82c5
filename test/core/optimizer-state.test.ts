// Which state an optimiser takes, and the shapes and names it is held to.

import { describe, expect, test } from 'vitest';
import { fitState, memorySlots, slotsOfStep, trainedParameters, type OptimizerState } from '../../src/core/optimizer-state.ts';
import { defaultAdam, defaultOptimizers, defaultSgd } from '../../src/core/training-config.ts';
import { planOf } from '../engines/networks.ts';

const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });
const parameters = new Map([['a.weight', [2]], ['b.weight', [1]]]);
const full = { 'a.weight': tensor(1, 2), 'b.weight': tensor(3) };
const state = (memory: OptimizerState['memory'], step = 3): OptimizerState => ({ step, memory });

test('slots are those of torch.optim, and velocities rest without momentum', () => {
  expect(memorySlots(defaultSgd)).toEqual(['momentum_buffer']);
  expect(slotsOfStep(defaultSgd)).toEqual([]);
  expect(slotsOfStep({ ...defaultSgd, momentum: 0.9 })).toEqual(['momentum_buffer']);
  expect(slotsOfStep(defaultAdam)).toEqual(['exp_avg', 'exp_avg_sq']);
  expect(slotsOfStep(defaultOptimizers.rmsprop)).toEqual(['square_avg']);
  expect(slotsOfStep({ ...defaultOptimizers.rmsprop, centered: true, momentum: 0.5 })).toEqual(['square_avg', 'momentum_buffer', 'grad_avg']);
  expect(slotsOfStep(defaultOptimizers.adagrad)).toEqual(['sum']);
});

test('parameters that training moves: not those of frozen layers, nor running statistics', () => {
  const plan = planOf([
    ['input', 'Input', { shape: [4] }], ['fc1', 'Linear', { outFeatures: 3 }, { frozen: true }], ['bn', 'BatchNorm1d'], ['fc2', 'Linear', { outFeatures: 2, bias: false }],
  ]);
  expect([...trainedParameters(plan)]).toEqual([['bn.weight', [3]], ['bn.bias', [3]], ['fc2.weight', [2, 3]]]);
});

describe('fitState', () => {
  const { 'a.weight': a, 'b.weight': b } = full;
  test.each([
    ['a step that is none', state({}, 1.5), 'a state\'s step expects a whole number from 0, received 1.5'],
    ['another optimiser’s slot', state({ exp_avg: full }), 'sgd remembers momentum_buffer, received "exp_avg"'],
    ['a tensor that is missing', state({ momentum_buffer: { 'a.weight': a } }), 'the state lacks momentum_buffer of "b.weight"'],
    ['a tensor of another shape', state({ momentum_buffer: { 'a.weight': b, 'b.weight': b } }), 'momentum_buffer of "a.weight" expects shape 2, received 1 with 1 numbers'],
    ['a tensor of too few numbers', state({ momentum_buffer: { ...full, 'a.weight': { ...a, data: b.data } } }), 'momentum_buffer of "a.weight" expects shape 2, received 2 with 1 numbers'],
    ['a parameter that is not there', state({ momentum_buffer: { ...full, 'c.bias': a } }), 'the state has momentum_buffer of "c.bias", which is not trained here'],
  ])('refuses %s', (_, given, message) => {
    expect(() => fitState(given, defaultSgd, parameters)).toThrow(new Error(message));
  });

  test('takes a slot that is absent as a whole: it starts as in PyTorch', () => {
    expect(fitState(state({}), defaultSgd, parameters)).toEqual(state({}));
    expect(fitState(state({ exp_avg: full }), defaultAdam, parameters)).toEqual(state({ exp_avg: full }));
  });

  test('takes of another network’s state what has a place here, where it is said to be partial', () => {
    const other = state({ momentum_buffer: { 'a.weight': a, 'c.bias': a }, exp_avg: full });
    expect(fitState(other, defaultSgd, parameters, { partial: true })).toEqual(state({ momentum_buffer: { 'a.weight': a } }));
    const misshapen = state({ momentum_buffer: { 'a.weight': b } });
    expect(() => fitState(misshapen, defaultSgd, parameters, { partial: true })).toThrow('a.weight');
  });
});
