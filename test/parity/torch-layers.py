"""Runs single layers in PyTorch.

Reads a JSON list of {kind, attrs, shapes, inputs, weights} on stdin and writes for each {shape, parameters, output} of
the evaluation of one example, {error} where PyTorch refuses the layer or its input, or {unknown} where torch.nn has no
layer of that name. Attributes are torch.nn's arguments in camel case, so most layers need no line of their own.
"""

import json
import re
import sys
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Add(nn.Module):
    def forward(self, *inputs):
        if any(x.shape != inputs[0].shape for x in inputs):
            raise ValueError("Convloom does not broadcast")
        return sum(inputs[1:], inputs[0])


class Concat(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, *inputs):
        return torch.cat(inputs, self.dim)


def arguments(attrs):
    """camelCase to snake_case, lists to tuples."""
    snake = lambda name: re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return {snake(name): tuple(value) if isinstance(value, list) else value for name, value in attrs.items()}


# Layers that also take the size of their input, or take their arguments in another form.
SPECIAL = {
    "Add": lambda a, size: Add(),
    "Concat": lambda a, size: Concat(**a),
    "Conv2d": lambda a, size: nn.Conv2d(size, **a),
    "BatchNorm1d": lambda a, size: nn.BatchNorm1d(size, **a),
    "BatchNorm2d": lambda a, size: nn.BatchNorm2d(size, **a),
    "Linear": lambda a, size: nn.Linear(size, **a),
    "Softmax": lambda a, size: nn.Softmax(dim=1),
    "ZeroPad2d": lambda a, size: nn.ZeroPad2d((a["left"], a["right"], a["top"], a["bottom"])),
}


def run(case):
    kind, shapes = case["kind"], case["shapes"]
    if kind not in SPECIAL and not hasattr(nn, kind):
        return {"unknown": True}
    inputs = [torch.tensor(values).reshape([1] + shape) for values, shape in zip(case["inputs"], shapes)]
    make = SPECIAL.get(kind, lambda a, size: getattr(nn, kind)(**a))
    try:
        layer = make(arguments(case["attrs"]), shapes[0][0]).eval()
        state = layer.state_dict()
        for name, values in case["weights"].items():
            state[name] = torch.tensor(values).reshape(state[name].shape)
        layer.load_state_dict(state)
        with torch.no_grad():
            output = layer(*inputs)
    except (RuntimeError, ValueError, IndexError) as error:
        return {"error": str(error)}
    return {"shape": list(output.shape[1:]), "parameters": sum(p.numel() for p in layer.parameters()), "output": output.flatten().tolist()}


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
