# What PyTorch's BatchNorm makes of the batches it is given as JSON: outputs in training and evaluation, running statistics.

import json
import sys

import torch


def run(case):
    shape = case["shape"]
    kind = torch.nn.BatchNorm2d if len(shape) == 3 else torch.nn.BatchNorm1d
    layer = kind(shape[0], eps=case["eps"], momentum=case["momentum"])
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(case["weight"]))
        layer.bias.copy_(torch.tensor(case["bias"]))
    means, variances = [], []
    for batch in case["batches"]:
        inputs = torch.tensor(batch).reshape(-1, *shape)
        layer.train()
        training = layer(inputs)
        means.append(layer.running_mean.tolist())
        variances.append(layer.running_var.tolist())
    layer.eval()
    return {"means": means, "variances": variances, "training": training.flatten().tolist(), "evaluation": layer(inputs).flatten().tolist()}


print(json.dumps([run(case) for case in json.load(sys.stdin)]))
