// Which array holds what, by what was said and by names.

import { describe, expect, it } from 'vitest';
import { assignRoles, type SaidRoles } from '../../../src/datasets/own/array-roles.ts';

type Given = Readonly<Record<string, readonly number[]>>;

/** Roles by name, those that are ignored left out. */
function rolesOf(given: Given, said?: SaidRoles): Record<string, string> {
  const headers = Object.entries(given).map(([name, shape]) => ({ name, shape, dtype: 'float32' }));
  return Object.fromEntries(
    assignRoles(headers, said)
      .arrays.filter(({ role }) => role !== 'ignored')
      .map(({ name, role }) => [name, role]),
  );
}

const whole = { inputs: 'inputs', targets: 'targets', testInputs: 'testInputs', testTargets: 'testTargets' } as const;

describe('roles', () => {
  it.each<[string, Given, Record<string, string>]>([
    ['x and y', { x: [4, 3], y: [4] }, { x: 'inputs', y: 'targets' }],
    ['X and y', { y: [4, 9], X: [4, 3] }, { X: 'inputs', y: 'targets' }],
    ['data and labels', { labels: [4], data: [4, 3] }, { data: 'inputs', labels: 'targets' }],
    ['targets larger than inputs', { features: [4, 2], targets: [4, 100] }, { features: 'inputs', targets: 'targets' }],
    [
      'data and target, as scikit-learn has it',
      { data: [4, 2], target: [4], target_names: [3] },
      { data: 'inputs', target: 'targets' },
    ],
    [
      'Keras',
      { x_test: [2, 8], x_train: [4, 8], y_train: [4], y_test: [2] },
      { x_test: whole.testInputs, x_train: whole.inputs, y_train: whole.targets, y_test: whole.testTargets },
    ],
    [
      'scikit-learn',
      { X_train: [4, 8], X_test: [2, 8], y_train: [4], y_test: [2] },
      { X_train: whole.inputs, X_test: whole.testInputs, y_train: whole.targets, y_test: whole.testTargets },
    ],
    [
      'MedMNIST',
      {
        train_images: [4, 8],
        val_images: [3, 8],
        test_images: [9, 8],
        train_labels: [4, 1],
        val_labels: [3, 1],
        test_labels: [9, 1],
      },
      {
        train_images: whole.inputs,
        train_labels: whole.targets,
        test_images: whole.testInputs,
        test_labels: whole.testTargets,
      },
    ],
    [
      'a validation part in place of a test part',
      { xTrain: [4, 8], yTrain: [4], xVal: [2, 8], yVal: [2] },
      { xTrain: whole.inputs, yTrain: whole.targets, xVal: whole.testInputs, yVal: whole.testTargets },
    ],
    [
      'names without a break',
      { Xtr: [4, 8], Ytr: [4], Xte: [9, 8], Yte: [9] },
      { Xtr: whole.inputs, Ytr: whole.targets, Xte: whole.testInputs, Yte: whole.testTargets },
    ],
    [
      'files',
      {
        'kmnist-train-imgs/arr_0': [4, 8],
        'kmnist-train-labels/arr_0': [4],
        'kmnist-test-imgs/arr_0': [9, 8],
        'kmnist-test-labels/arr_0': [9],
      },
      {
        'kmnist-train-imgs/arr_0': whole.inputs,
        'kmnist-train-labels/arr_0': whole.targets,
        'kmnist-test-imgs/arr_0': whole.testInputs,
        'kmnist-test-labels/arr_0': whole.testTargets,
      },
    ],
    ['a test part alone', { x_test: [4, 8], y_test: [4] }, { x_test: whole.inputs, y_test: whole.targets }],
    [
      'a test part without labels',
      { x_train: [4, 8], y_train: [4], x_test: [9, 8] },
      { x_train: whole.inputs, y_train: whole.targets },
    ],
    [
      'only the labels named',
      { 'digits.npy': [4, 8], 'digits.labels.npy': [4] },
      { 'digits.npy': whole.inputs, 'digits.labels.npy': whole.targets },
    ],
    [
      'only the inputs named',
      { x: [4, 8], answer_of_all: [4], scale: [1] },
      { x: whole.inputs, answer_of_all: whole.targets },
    ],
    ['lengths that differ', { x: [4, 8], y: [5] }, { x: whole.inputs, y: whole.targets }],
    ['no names, by place', { arr_0: [4], arr_1: [4] }, { arr_0: whole.inputs, arr_1: whole.targets }],
    ['no names, by shape', { b: [4], a: [4, 8] }, { b: whole.targets, a: whole.inputs }],
    ['nothing that can be told', { a: [4, 8], b: [4, 8] }, {}],
    ['one array', { x: [4, 8] }, { x: whole.inputs }],
  ])('of %s', (_, given, expected) => {
    expect(rolesOf(given)).toEqual(expected);
  });

  it('are as said, whatever the names and sizes', () => {
    const given = { x: [4, 8], y: [4], z: [4, 100] };
    expect(rolesOf(given, { targets: 'x' })).toEqual({ x: 'targets', z: 'inputs' });
    expect(rolesOf(given, { targets: 'z' })).toEqual({ x: 'inputs', z: 'targets' });
    expect(rolesOf(given, { targets: 'x', inputs: 'y' })).toEqual({ x: 'targets', y: 'inputs' });
    expect(rolesOf({ 'a.npy': [4], 'b.npy': [4, 99] }, { isLabels: (name) => name === 'b.npy' })).toEqual({
      'a.npy': 'inputs',
      'b.npy': 'targets',
    });
    expect(rolesOf({ x: [4, 8], y: [4], 'other.npy': [4] }, { isLabels: (name) => name === 'other.npy' })).toEqual({
      x: 'inputs',
      'other.npy': 'targets',
    });
  });

  it('are noted where they could be others, and where a part is not used', () => {
    const notes = (given: Given) =>
      assignRoles(Object.entries(given).map(([name, shape]) => ({ name, shape, dtype: 'uint8' }))).notes;
    expect(notes({ data: [4, 8], fine_labels: [4], coarse_labels: [4] })).toEqual([
      'fine_labels, coarse_labels may each hold the labels; fine_labels is taken.',
    ]);
    expect(notes({ x_train: [4, 8], y_train: [4], x_test: [2, 8], y_test: [2] })).toEqual([]);
    expect(notes({ x_train: [4, 8], y_train: [4], x_test: [9, 8] })).toEqual(['x_test is not used.']);
    expect(
      notes({
        train_images: [4],
        train_labels: [4],
        val_images: [2],
        val_labels: [2],
        test_images: [3],
        test_labels: [3],
      }),
    ).toEqual(['val_images, val_labels are not used.']);
    expect(notes({ x: [4, 8], y: [4] })).toEqual([]);
  });
});
