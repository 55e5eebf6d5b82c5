"""What explains a small CNN in PyTorch: the reference for Grad-CAM, occlusion, what raises a unit, and what a BatchNorm sees.

Reads {weights, image, batch, mask, classIndex, layers, units} on stdin; writes {cams, occlusion, raises, seen} on stdout. The network is
written out here, and everything is computed with hooks, autograd and loops in float64, none of it from Convloom's own arithmetic.
"""

import json
import sys
from collections import OrderedDict

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Mask(nn.Module):
    """Dropout whose mask is given, for both sides drop the same."""

    def __init__(self, mask):
        super().__init__()
        self.mask = torch.tensor(mask)

    def forward(self, x):
        return x * self.mask.reshape(x.shape) if self.training else x


case = json.load(sys.stdin)
net = nn.Sequential(OrderedDict(
    conv1=nn.Conv2d(2, 5, 3, padding=1), bn1=nn.BatchNorm2d(5), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2), drop=Mask(case["mask"]),
    conv2=nn.Conv2d(5, 6, 3, padding=1), bn2=nn.BatchNorm2d(6), relu2=nn.ReLU(), pool2=nn.AvgPool2d(2), flatten=nn.Flatten(), fc=nn.Linear(54, 4),
))
net.load_state_dict({**net.state_dict(), **{k: torch.tensor(t["data"]).reshape(t["shape"]) for k, t in case["weights"].items()}})
net.eval()
image = torch.tensor(case["image"]).reshape(1, 2, 12, 12)
wanted = case["classIndex"]


def cam(layer):
    kept = {}
    modules = dict(net.named_modules())
    hooks = [modules[layer].register_forward_hook(lambda m, i, o: kept.update(value=o.detach())),
             modules[layer].register_full_backward_hook(lambda m, i, o: kept.update(gradient=o[0]))]
    net(image.clone().requires_grad_(True))[0, wanted].backward()
    for hook in hooks:
        hook.remove()
    weights = kept["gradient"].mean((2, 3), keepdim=True)
    return torch.relu((weights * kept["value"]).sum(1)).flatten().tolist()


def occlusion(cover):
    """The mean over the patches that cover a pixel of how much probability each takes from the class."""
    side = round(12 / 5)
    starts = sorted(set(list(range(0, 12 - side + 1, max(1, side // 2))) + [12 - side]))
    with torch.no_grad():
        whole = torch.softmax(net(image), 1)[0, wanted]
        total, count = torch.zeros(12, 12), torch.zeros(12, 12)
        for top in starts:
            for left in starts:
                covered = image.clone()
                for channel in range(2):
                    plane = image[0, channel]
                    covered[0, channel, top:top + side, left:left + side] = plane.min() if cover == "least" else plane.mean()
                total[top:top + side, left:left + side] += whole - torch.softmax(net(covered), 1)[0, wanted]
                count[top:top + side, left:left + side] += 1
    return (total / count).flatten().tolist()


def raises(layer, index):
    kept = {}
    hook = dict(net.named_modules())[layer].register_forward_hook(lambda m, i, o: kept.update(value=o))
    x = image.clone().requires_grad_(True)
    net(x)
    hook.remove()
    return torch.autograd.grad(kept["value"].flatten()[index], x)[0].flatten().tolist()


def seen(layer, train):
    kept = {}
    hook = dict(net.named_modules())[layer].register_forward_pre_hook(lambda m, i: kept.update(value=i[0].detach()))
    net.train(train)
    with torch.no_grad():
        net(torch.tensor(case["batch"]).reshape(-1, 2, 12, 12))
    hook.remove()
    return kept["value"].flatten().tolist()


json.dump({
    "cams": {layer: cam(layer) for layer in case["layers"]},
    "occlusion": {cover: occlusion(cover) for cover in ("least", "mean")},
    "raises": [raises(*unit) for unit in case["units"]],
    # Training moves the running statistics, so it comes last.
    "seen": {"evaluate": seen("bn2", False), "train": seen("bn2", True)},
}, sys.stdout)
