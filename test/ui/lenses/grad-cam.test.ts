// Grad-CAM against PyTorch, and by hand.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { gradCam } from '../../../src/ui/lenses/predictions/grad-cam.ts';
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
