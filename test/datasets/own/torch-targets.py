"""Trains a Linear in PyTorch on all rows of a table or an archive at once, and writes the losses of the first steps.

Reads {file, loss, weight, bias, steps, learningRate, smoothing} on stdin. Tables have the target last.
"""

import json
import sys

import numpy
import torch
from torch import nn

case = json.load(sys.stdin)
if case["file"].endswith(".npz"):
    arrays = numpy.load(case["file"])
    x, y = arrays["x"], arrays["y"]
else:
    rows = numpy.loadtxt(case["file"], delimiter=",", skiprows=1, ndmin=2)
    x, y = rows[:, :-1], rows[:, -1]
x, y = torch.tensor(x).double(), torch.tensor(y)
linear = nn.Linear(x.shape[1], len(case["bias"])).double()
with torch.no_grad():
    linear.weight.copy_(torch.tensor(case["weight"]).reshape(linear.weight.shape))
    linear.bias.copy_(torch.tensor(case["bias"]))
criterion = {
    "crossEntropy": nn.CrossEntropyLoss(label_smoothing=case.get("smoothing", 0.0)), "mse": nn.MSELoss(), "l1": nn.L1Loss(), "bceWithLogits": nn.BCEWithLogitsLoss(),
}[case["loss"]]
# Classes are counted from 0 in the order of their values; everything else is as it stands in the file.
if case["loss"] == "crossEntropy" and y.ndim == 1:
    target = torch.unique(y, return_inverse=True)[1]
else:
    target = y.double().reshape(len(x), -1)
optimizer = torch.optim.SGD(linear.parameters(), lr=case["learningRate"])
losses = []
for _ in range(case["steps"]):
    optimizer.zero_grad()
    loss = criterion(linear(x), target)
    losses.append(loss.item())
    loss.backward()
    optimizer.step()
json.dump(losses, sys.stdout)
