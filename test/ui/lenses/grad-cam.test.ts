// Grad-CAM against PyTorch, and by hand.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { layers } from '../../../src/layers/registry.ts';
import { laidOver } from '../../../src/ui/lenses/map-files.ts';
import { camLayer, gradCam } from '../../../src/ui/lenses/predictions/grad-cam.ts';
import { planOf } from '../../engines/networks.ts';
import { pythonWithTorch } from '../../support/shared-data.ts';

test('weighs each map by the mean of its gradient and keeps what speaks for the class', () => {
  // Maps [1, 2, 3, 4] and [4, 0, 0, 1], weights 0.5 and -1.
  const map = gradCam({ shape: [2, 2, 2], data: Float32Array.of(1, 2, 3, 4, 4, 0, 0, 1) }, Float32Array.of(2, 0, 0, 0, -1, -1, -1, -1));
  expect([...map]).toEqual([0, 1, 1.5, 1]);
});

test('is what hooks in PyTorch give', (context) => {
  const script = `
import json, torch
torch.manual_seed(3)
conv = torch.nn.Conv2d(1, 4, 3, padding=1)
net = torch.nn.Sequential(conv, torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(36, 3))
kept = {}
def forward(_, __, output):
    output.retain_grad()
    kept["value"] = output
conv.register_forward_hook(forward)
net(torch.randn(1, 1, 6, 6))[0, 1].backward()
value, gradient = kept["value"], kept["value"].grad
cam = torch.relu((gradient.mean((2, 3), keepdim=True) * value).sum(1))
print(json.dumps({k: v.detach().flatten().tolist() for k, v in {"value": value, "gradient": gradient, "cam": cam}.items()}))`;
  const { value, gradient, cam } = JSON.parse(execFileSync(pythonWithTorch(context), ['-c', script], { encoding: 'utf8' })) as Record<'value' | 'gradient' | 'cam', number[]>;
  const map = gradCam({ shape: [4, 6, 6], data: Float32Array.from(value) }, Float32Array.from(gradient));
  expect(map).toHaveLength(36);
  expect(Math.max(...map)).toBeGreaterThan(0);
  map.forEach((found, i) => expect(found).toBeCloseTo(cam[i] ?? NaN, 6));
});

test.each([
  ['behind the activation of the last convolution, before its pooling', [['a', 'Conv2d', {}], ['r', 'ReLU', {}], ['b', 'Conv2d', {}], ['n', 'BatchNorm2d', {}], ['s', 'ReLU', {}], ['p', 'MaxPool2d', {}]], 's'],
  ['at any activation', [['a', 'Conv2d', {}], ['t', 'Tanh', {}], ['p', 'MaxPool2d', {}]], 't'],
  ['at a last convolution without one', [['a', 'Conv2d', {}], ['r', 'ReLU', {}], ['b', 'Conv2d', {}], ['p', 'MaxPool2d', {}]], 'b'],
  ['at the last image where there is no convolution', [['p', 'MaxPool2d', {}]], 'p'],
] as const)('starts %s', (_, nodes, expected) => {
  const plan = planOf([['input', 'Input', { shape: [1, 12, 12] }], ...nodes, ['f', 'Flatten', {}], ['linear', 'Linear', { outFeatures: 2 }]]);
  expect(camLayer(plan, layers)).toBe(expected);
});

test('starts nowhere in a network without images', () => {
  expect(camLayer(planOf([['input', 'Input', { shape: [4] }], ['linear', 'Linear', {}], ['r', 'ReLU', {}]]), layers)).toBeUndefined();
});

test('lies over the image in files: each value over the pixels that it stands for', () => {
  // 2 by 2 values over 4 by 4 pixels, of which one is light.
  const input = Float32Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0));
  const { rows, columns, data } = laidOver(Float32Array.of(0, 0, 0, 1), 2, 2, { shape: [1, 4, 4], input });
  expect([rows, columns]).toEqual([4, 4]);
  const pixel = (row: number, column: number) => [...data.subarray(4 * (row * 4 + column), 4 * (row * 4 + column) + 3)];
  const least = [68, 1, 84].map((level) => Math.round(0.6 * level));
  expect(pixel(0, 0)).toEqual(least);
  expect(pixel(1, 3)).toEqual(least);
  expect(pixel(2, 2)).toEqual([253, 231, 37].map((level) => Math.round(0.6 * level)));
  expect(pixel(3, 3)).toEqual([253, 231, 37].map((level) => Math.round(0.4 * 255 + 0.6 * level)));
});
