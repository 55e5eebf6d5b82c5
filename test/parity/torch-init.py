"""Draws initial weights in PyTorch.

Reads a JSON list of {init, shape, args} on stdin, where init is a function of torch.nn.init without its underscore, or
the name of a layer whose own initialisation is asked for ("Conv2d", "Linear"). Writes for each {lowest, highest, mean,
std} of the weight.
"""

import json
import sys

import torch
from torch import nn

torch.manual_seed(0)


def draw(case):
    shape, args = case["shape"], case["args"]
    if case["init"] == "Linear":
        return nn.Linear(shape[1], shape[0]).weight
    if case["init"] == "Conv2d":
        return nn.Conv2d(shape[1] * args["groups"], shape[0], shape[2:], groups=args["groups"]).weight
    tensor = torch.empty(shape)
    getattr(nn.init, case["init"] + "_")(tensor, **args)
    return tensor


def run(case):
    tensor = draw(case).detach().double()
    return {"lowest": tensor.min().item(), "highest": tensor.max().item(), "mean": tensor.mean().item(), "std": tensor.std().item()}


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
