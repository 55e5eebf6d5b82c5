"""What PyTorch makes of numbers at the ends of float32: values and gradients of activations and losses.

Writes JSON to stdout, laid out as TorchTails in tails.ts. Every result is a pair, computed in float32 and in float64
from the same float32 numbers; numbers are written as text, since JSON has no NaN.
"""

import json

import torch
from torch.nn import functional as F

torch.set_num_threads(1)

EDGES = [87, 87.33, 87.34, 87.4, 88, 88.3, 88.37, 88.38, 88.5, 88.7, 88.72, 88.73, 89, 93, 100, 103, 103.9, 104, 105,
         150]
SIZES = [1e-45, 1e-40, 1.2e-38, 1e-30, 1e-8, 3e-4, 0.01, 0.5, 1, 2, 3, 4, 5, 5.6, 6, 7.9, 8, 9, 10, 13, 14, 16.6, 17,
         20, 40, *EDGES, 200, 1e3, 9734, 1e4]
POINTS = [0.0, -0.0, *SIZES, *(-size for size in SIZES), float("inf"), -float("inf"), float("nan")]
PROBABILITIES = [0.0, 1e-45, 1e-40, 1.2e-38, 1e-30, 1e-12, 1e-7, 0.01, 0.5, 0.75, 1 - 2**-12, 1 - 2**-24, 1.0]
TARGETS = [0.0, 1.0, 0.25]
SIZES_OF_LOGITS = [0.0, 1.0, 20.0, *EDGES, 1e3, 1e4, 1e30]
INF = float("inf")
ROWS = [
    *([size, 0.0, -size] for size in SIZES_OF_LOGITS),
    *([size, size, size - 1] for size in SIZES_OF_LOGITS),
    *([-size, -size - 3, 2.0] for size in SIZES_OF_LOGITS),
    [0.0, -INF, 1.0], [-INF, -INF, 0.5], [3e38, -3e38, 0.0], [INF, 0.0, 1.0],
    [float("nan"), 0.0, 1.0], [0.0, 1.0, float("nan")], [1e-40, 0.0, -1e-40],
]


def text(tensor):
    return [repr(float(value)) for value in tensor.flatten()]


def both(compute, numbers):
    """Values and gradients of the sum of `compute`, in both precisions, from the same float32 numbers."""
    single = torch.tensor(numbers, dtype=torch.float32)
    found = []
    for dtype in (torch.float32, torch.float64):
        x = single.to(dtype).detach().requires_grad_(True)
        y = compute(x)
        y.sum().backward()
        found.append({"values": text(y), "gradients": text(x.grad)})
    return found


def weighted_softmax(x):
    y = torch.softmax(x, 1)
    return y * torch.tensor([1.0, -2.0, 3.0], dtype=x.dtype)


def cross_entropy(label, smoothing):
    return lambda x: F.cross_entropy(x, torch.full([len(x)], label), reduction="none", label_smoothing=smoothing)


def soft_cross_entropy(shares, smoothing):
    def compute(x):
        targets = torch.tensor([shares] * len(x), dtype=x.dtype)
        return F.cross_entropy(x, targets, reduction="none", label_smoothing=smoothing)
    return compute


def against(loss, target, inner=lambda x: x):
    return lambda x: loss(inner(x), torch.full_like(x, target), reduction="none")


json.dump({
    "points": text(torch.tensor(POINTS)),
    "activations": {
        "Sigmoid": both(torch.sigmoid, POINTS), "Tanh": both(torch.tanh, POINTS), "GELU": both(F.gelu, POINTS),
        "GELU tanh": both(lambda x: F.gelu(x, approximate="tanh"), POINTS), "ReLU": both(F.relu, POINTS),
        "LeakyReLU": both(lambda x: F.leaky_relu(x, 0.01), POINTS),
    },
    "rows": [text(torch.tensor(row)) for row in ROWS],
    "softmax": both(weighted_softmax, ROWS),
    "crossEntropy": [
        {"label": label, "smoothing": s, "results": both(cross_entropy(label, s), ROWS)}
        for label in range(3) for s in (0.0, 0.2)
    ],
    "softCrossEntropy": [
        {"shares": shares, "smoothing": s, "results": both(soft_cross_entropy(shares, s), ROWS)}
        for shares in ([0.0, 1.0, 0.0], [0.5, 0.25, 0.25], [1.0, 0.0, 1.0]) for s in (0.0, 0.2)
    ],
    # A sigmoid of NaN is no probability, and PyTorch refuses it.
    "saturated": [
        {"target": t, "results": both(against(F.binary_cross_entropy, t, torch.sigmoid), POINTS[:-1])} for t in TARGETS
    ],
    "withLogits": [
        {"target": t, "results": both(against(F.binary_cross_entropy_with_logits, t), POINTS)} for t in TARGETS
    ],
    "probabilities": text(torch.tensor(PROBABILITIES)),
    "bce": [{"target": t, "results": both(against(F.binary_cross_entropy, t), PROBABILITIES)} for t in TARGETS],
}, open(1, "w"))
