"""Trains plans in PyTorch: the reference that engines are held to.

Reads a JSON list of {plan, loss, labelSmoothing, clipping, optimizer, weights, batches, changes} on stdin and writes for each
{losses, correct, weights, memory, evalLoss, evalCorrect, values} on stdout, where memory is the optimizer's state_dict by slot
and parameter. Everything is computed in float64 by torch.nn
modules made from each op's attributes, none of it from Convloom's own arithmetic. Cases with a mode are differentiated once instead.
"""

import json
import re
import sys

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def pair(value):
    return tuple(value) if isinstance(value, list) else value


def conv(a, shape):
    padding = 0 if a["padding"] == "valid" else pair(a["padding"])
    return nn.Conv2d(shape[0], a["outChannels"], pair(a["kernelSize"]), stride=pair(a["stride"]), padding=padding,
                     dilation=pair(a["dilation"]), groups=a["groups"], bias=a["bias"])


def norm(make):
    return lambda a, shape: make(shape[0], eps=a["eps"], momentum=a["momentum"], affine=a["affine"])


MODULES = {
    "Conv2d": conv,
    "BatchNorm1d": norm(nn.BatchNorm1d),
    "BatchNorm2d": norm(nn.BatchNorm2d),
    "ReLU": lambda a, s: nn.ReLU(),
    "LeakyReLU": lambda a, s: nn.LeakyReLU(a["negativeSlope"]),
    "Sigmoid": lambda a, s: nn.Sigmoid(),
    "Tanh": lambda a, s: nn.Tanh(),
    "GELU": lambda a, s: nn.GELU(approximate=a["approximate"]),
    "Softmax": lambda a, s: nn.Softmax(dim=1),
    "MaxPool2d": lambda a, s: nn.MaxPool2d(pair(a["kernelSize"]), pair(a["stride"]), pair(a["padding"]),
                                           dilation=pair(a["dilation"]), ceil_mode=a["ceilMode"]),
    "AvgPool2d": lambda a, s: nn.AvgPool2d(pair(a["kernelSize"]), pair(a["stride"]), pair(a["padding"]),
                                           count_include_pad=a["countIncludePad"], ceil_mode=a["ceilMode"]),
    "AdaptiveAvgPool2d": lambda a, s: nn.AdaptiveAvgPool2d(pair(a["outputSize"])),
    "Flatten": lambda a, s: nn.Flatten(),
    "Linear": lambda a, s: nn.Linear(s[0], a["outFeatures"], bias=a["bias"]),
    "Dropout": lambda a, s: nn.Dropout(a["p"]),
    "ZeroPad2d": lambda a, s: nn.ZeroPad2d((a["left"], a["right"], a["top"], a["bottom"])),
}


def module(kind, attrs, shape):
    """The torch.nn module of a kind; those not listed take their attributes as arguments, camel case to snake case."""
    if kind in MODULES:
        return MODULES[kind](attrs, shape)
    return getattr(nn, kind)(**{re.sub("([A-Z])", r"_\1", name).lower(): pair(value) for name, value in attrs.items()})


def adam(make):
    return lambda p, s: make(p, lr=s["learningRate"], betas=(s["beta1"], s["beta2"]), eps=s["eps"], weight_decay=s["weightDecay"])


OPTIMIZERS = {
    "sgd": lambda p, s: torch.optim.SGD(p, lr=s["learningRate"], momentum=s["momentum"], nesterov=s.get("nesterov", False),
                                        weight_decay=s["weightDecay"]),
    "adam": adam(torch.optim.Adam),
    "adamw": adam(torch.optim.AdamW),
    "rmsprop": lambda p, s: torch.optim.RMSprop(p, lr=s["learningRate"], alpha=s["alpha"], eps=s["eps"], momentum=s["momentum"],
                                                centered=s.get("centered", False), weight_decay=s["weightDecay"]),
    "adagrad": lambda p, s: torch.optim.Adagrad(p, lr=s["learningRate"], lr_decay=s["lrDecay"], eps=s["eps"],
                                                initial_accumulator_value=s["initialAccumulatorValue"], weight_decay=s["weightDecay"]),
}


class ThresholdCost(nn.Module):
    """The share of outputs on the wrong side of 0.5; flat, so that the gradient is zero."""

    def forward(self, outputs, targets):
        return ((outputs > 0.5) != (targets > 0.5)).double().mean() + 0 * outputs.sum()


LOSSES = {"mse": nn.MSELoss, "l1": nn.L1Loss, "bce": nn.BCELoss, "bceWithLogits": nn.BCEWithLogitsLoss, "threshold": ThresholdCost}


CROSS_ENTROPIES = ("crossEntropy", "softCrossEntropy")


def criterion(case):
    loss = case.get("loss", "crossEntropy")
    # torch.nn's takes classes or a share for each, by the type and shape of the targets.
    return nn.CrossEntropyLoss(label_smoothing=case.get("labelSmoothing", 0.0)) if loss in CROSS_ENTROPIES else LOSSES[loss]()


def classes(outputs, loss):
    """The classes that outputs stand for; a single one means class 1 above a threshold."""
    if outputs.shape[1] == 1 and loss not in CROSS_ENTROPIES:
        return (outputs[:, 0] > (0 if loss == "bceWithLogits" else 0.5)).long()
    return outputs.argmax(1)


def clip(clipping, parameters):
    if clipping and clipping["type"] == "norm":
        nn.utils.clip_grad_norm_(parameters, clipping["max"])
    elif clipping:
        nn.utils.clip_grad_value_(parameters, clipping["max"])


class Network(nn.Module):
    def __init__(self, plan, masks={}):
        super().__init__()
        self.plan = plan
        self.masks = masks
        self.parts = nn.ModuleDict({
            op["id"]: module(op["kind"], op["attrs"], op["inputShapes"][0]) for op in plan["ops"] if hasattr(nn, op["kind"])
        })
        for op in plan["ops"]:
            if op["frozen"] and op["id"] in self.parts:
                for parameter in self.parts[op["id"]].parameters():
                    parameter.requires_grad = False

    def train(self, mode=True):
        super().train(mode)
        for op in self.plan["ops"]:
            if op["frozen"] and op["kind"].startswith("BatchNorm"):
                self.parts[op["id"]].eval()
        return self

    def values(self, x):
        values = {self.plan["inputId"]: x}
        for op in self.plan["ops"]:
            inputs = [values[id] for id in op["inputs"]]
            if op["kind"] == "Add":
                values[op["id"]] = sum(inputs[1:], inputs[0])
            elif op["kind"] == "Concat":
                values[op["id"]] = torch.cat(inputs, dim=op["attrs"]["dim"])
            elif self.training and op["id"] in self.masks:
                values[op["id"]] = inputs[0] * torch.tensor(self.masks[op["id"]]).double().reshape(inputs[0].shape)
            elif op["id"] in self.parts:
                value = self.parts[op["id"]](inputs[0])
                # What passes its input on has a gradient of its own all the same.
                values[op["id"]] = value.clone() if value is inputs[0] else value
        return values

    def forward(self, x):
        return self.values(x)[self.plan["outputId"]]


def differentiate(case):
    """Values, and gradients by each op's value and each trained parameter, of one pass in either mode."""
    plan = case["plan"]
    network = Network(plan, case.get("masks", {}))
    state = network.state_dict()
    for key, tensor in case["weights"].items():
        state["parts." + key] = torch.tensor(tensor["data"]).reshape(tensor["shape"])
    network.load_state_dict(state)
    network.train(case["mode"] == "train")
    batch = case["batch"]
    x = torch.tensor(batch["inputs"]).double().reshape([-1] + plan["inputShape"]).requires_grad_(True)
    values = network.values(x)
    for value in values.values():
        value.retain_grad()
    outputs = values[plan["outputId"]]
    loss = None
    if "outputs" in case:
        start = values[case.get("op", plan["outputId"])]
        start.backward(torch.tensor(case["outputs"]).double().reshape(start.shape))
    else:
        wanted = torch.tensor(batch["targets"]).double().reshape(outputs.shape) if "targets" in batch else torch.tensor(batch["labels"])
        loss = criterion(case)(outputs, wanted)
        loss.backward()
    def flat(tensor):
        return tensor.flatten().tolist()

    def gradient(tensor):
        return flat(torch.zeros_like(tensor) if tensor.grad is None else tensor.grad)

    weights = {k[len("parts."):]: gradient(p) for k, p in network.named_parameters() if p.requires_grad}
    return {"loss": loss and loss.item(), "values": {k: flat(v) for k, v in values.items()},
            "gradients": {k: gradient(v) for k, v in values.items()}, "weightGradients": weights}


def memory_of(optimizer, network):
    names = {parameter: name[len("parts."):] for name, parameter in network.named_parameters()}
    memory = {}
    for parameter, slots in optimizer.state.items():
        for slot, value in slots.items():
            if slot != "step" and value is not None:
                memory.setdefault(slot, {})[names[parameter]] = value.flatten().tolist()
    return memory


def run(case):
    plan, settings = case["plan"], case["optimizer"]
    network = Network(plan)
    state = network.state_dict()
    for key, tensor in case["weights"].items():
        state["parts." + key] = torch.tensor(tensor["data"]).reshape(tensor["shape"])
    network.load_state_dict(state)
    trainable = [p for p in network.parameters() if p.requires_grad]
    optimizer = OPTIMIZERS[settings["type"]](trainable, settings)
    loss_type = case.get("loss", "crossEntropy")
    batches = [(torch.tensor(b["inputs"]).reshape([-1] + plan["inputShape"]), torch.tensor(b["labels"])) for b in case["batches"]]
    measure = criterion(case)
    wanted = [torch.tensor(b["targets"]).double().reshape([-1] + plan["outputShape"]) if "targets" in b else y
              for b, (_, y) in zip(case["batches"], batches)]
    network.train()
    losses, correct = [], []
    for step, (x, y) in enumerate(batches):
        change = case["changes"].get(str(step), {})
        for group in optimizer.param_groups:
            group["lr"] = change.get("learningRate", group["lr"])
            if "momentum" in change:
                group["momentum"] = change["momentum"]
        optimizer.zero_grad()
        outputs = network(x)
        loss = measure(outputs, wanted[step])
        loss.backward()
        clip(case.get("clipping"), trainable)
        optimizer.step()
        losses.append(loss.item())
        correct.append((classes(outputs, loss_type) == y).sum().item())
    network.eval()
    x, y = batches[0]
    with torch.no_grad():
        values = network.values(x)
        outputs = values[plan["outputId"]]
    state = {k[len("parts."):]: v.flatten().tolist() for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
    return {"losses": losses, "correct": correct, "weights": state, "memory": memory_of(optimizer, network), "evalLoss": measure(outputs, wanted[0]).item(),
            "evalCorrect": (classes(outputs, loss_type) == y).sum().item(), "values": {k: v.flatten().tolist() for k, v in values.items()}}


json.dump([(differentiate if "mode" in case else run)(case) for case in json.load(sys.stdin)], sys.stdout)
