"""Runs single layers in PyTorch.

Reads a JSON list of {kind, attrs, shapes, inputs, weights} on stdin and writes for each {shape, parameters, output} of
the evaluation of one example, or {error} where PyTorch refuses the layer or its input.
"""

import json
import sys
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def pair(value):
    return tuple(value) if isinstance(value, list) else value


def conv(a, shape):
    padding = pair(a["padding"])
    return nn.Conv2d(shape[0], a["outChannels"], pair(a["kernelSize"]), pair(a["stride"]), padding, pair(a["dilation"]),
                     a["groups"], a["bias"])


LAYERS = {
    "Conv2d": conv,
    "BatchNorm1d": lambda a, s: nn.BatchNorm1d(s[0], a["eps"], a["momentum"], a["affine"]),
    "BatchNorm2d": lambda a, s: nn.BatchNorm2d(s[0], a["eps"], a["momentum"], a["affine"]),
    "ReLU": lambda a, s: nn.ReLU(),
    "LeakyReLU": lambda a, s: nn.LeakyReLU(a["negativeSlope"]),
    "Sigmoid": lambda a, s: nn.Sigmoid(),
    "Tanh": lambda a, s: nn.Tanh(),
    "GELU": lambda a, s: nn.GELU(a["approximate"]),
    "Softmax": lambda a, s: nn.Softmax(dim=1),
    "MaxPool2d": lambda a, s: nn.MaxPool2d(pair(a["kernelSize"]), pair(a["stride"]), pair(a["padding"])),
    "AvgPool2d": lambda a, s: nn.AvgPool2d(pair(a["kernelSize"]), pair(a["stride"]), pair(a["padding"]), False,
                                           a["countIncludePad"]),
    "AdaptiveAvgPool2d": lambda a, s: nn.AdaptiveAvgPool2d(pair(a["outputSize"])),
    "Flatten": lambda a, s: nn.Flatten(),
    "Linear": lambda a, s: nn.Linear(s[0], a["outFeatures"], a["bias"]),
    "Dropout": lambda a, s: nn.Dropout(a["p"]),
    "ZeroPad2d": lambda a, s: nn.ZeroPad2d((a["left"], a["right"], a["top"], a["bottom"])),
}


class Cat(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, *inputs):
        return torch.cat(inputs, self.dim)


class Add(nn.Module):
    def forward(self, *inputs):
        if any(x.shape != inputs[0].shape for x in inputs):
            raise ValueError("Convloom does not broadcast")
        return sum(inputs[1:], inputs[0])


def make(kind, attrs, shape):
    if kind == "Add":
        return Add()
    return Cat(attrs["dim"]) if kind == "Concat" else LAYERS[kind](attrs, shape)


def run(case):
    shapes = case["shapes"]
    inputs = [torch.tensor(values).reshape([1] + shape) for values, shape in zip(case["inputs"], shapes)]
    try:
        layer = make(case["kind"], case["attrs"], shapes[0]).eval()
        state = layer.state_dict()
        for name, values in case.get("weights", {}).items():
            state[name] = torch.tensor(values).reshape(state[name].shape)
        layer.load_state_dict(state)
        with torch.no_grad():
            output = layer(*inputs)
    except (RuntimeError, ValueError, IndexError) as error:
        return {"error": str(error)}
    return {"shape": list(output.shape[1:]), "parameters": sum(p.numel() for p in layer.parameters()), "output": output.flatten().tolist()}


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
