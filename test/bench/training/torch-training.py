"""Trains the networks of networks.ts in PyTorch and tells how fast.

Reads one order a line on stdin, {"network": name, "seconds": s, "channelsLast": bool}, and answers each with one line:
images per second of whole training steps (cross-entropy, SGD 0.1). The first line out names PyTorch's version. The only
argument is the number of threads.
"""

import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


def course(normalised):
    layers, channels = [], 1
    for out in (16, 32):
        layers += [nn.Conv2d(channels, out, 5, padding=2), *([nn.BatchNorm2d(out)] if normalised else []), nn.ReLU(), nn.MaxPool2d(2)]
        channels = out
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 10), *([nn.BatchNorm1d(10)] if normalised else []))


def big():
    layers, channels = [], 1
    for out in (32, 64, 128):
        layers += [nn.Conv2d(channels, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(), *([nn.MaxPool2d(2)] if out > 32 else [])]
        channels = out
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(6272, 128), nn.ReLU(), nn.Linear(128, 10))


def mobile():
    def normalised(conv, channels):
        return [conv, nn.BatchNorm2d(channels), nn.ReLU()]

    layers, channels = normalised(nn.Conv2d(3, 32, 3, padding=1, bias=False), 32), 32
    for out, stride in ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1)):
        layers += normalised(nn.Conv2d(channels, channels, 3, stride=stride, padding=1, groups=channels, bias=False), channels)
        layers += normalised(nn.Conv2d(channels, out, 1, bias=False), out)
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(channels, out, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(channels, out, 1, stride=stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return torch.relu(self.branch(x) + self.shortcut(x))


def residual():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


NETWORKS = {
    "CNN": (lambda: course(False), (100, 1, 16, 16)),
    "CNN_batch": (lambda: course(True), (100, 1, 16, 16)),
    "BIG": (big, (128, 1, 28, 28)),
    "MobileNet-like": (mobile, (64, 3, 32, 32)),
    "ResNet-8": (residual, (64, 3, 32, 32)),
}
prepared = {}


def prepare(name, channels_last):
    make, shape = NETWORKS[name]
    network, x = make(), torch.randn(shape)
    if channels_last:
        network = network.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    y = torch.randint(0, 10, shape[:1])
    optimizer, measure = torch.optim.SGD(network.parameters(), lr=0.1), nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        measure(network(x), y).backward()
        optimizer.step()

    step()
    return step, shape[0]


print(torch.__version__, flush=True)
for line in sys.stdin:
    order = json.loads(line)
    key = order["network"], order["channelsLast"]
    if key not in prepared:
        prepared[key] = prepare(*key)
    step, batch = prepared[key]
    started, steps = time.perf_counter(), 0
    while steps < 2 or time.perf_counter() - started < order["seconds"]:
        step()
        steps += 1
    print(steps * batch / (time.perf_counter() - started), flush=True)
