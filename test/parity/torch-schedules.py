"""Runs schedules in torch.optim.lr_scheduler: the learning rate and momentum of every batch of a run.

Reads a JSON list of {schedule, optimizer, epochs, batches, losses} on stdin and writes for each {rates, momenta} on stdout.
"""

import json
import sys

import torch
from torch.optim import lr_scheduler as schedulers

OPTIMIZERS = {
    "sgd": lambda p, s: torch.optim.SGD(p, lr=s["learningRate"], momentum=s["momentum"]),
    "adam": lambda p, s: torch.optim.Adam(p, lr=s["learningRate"]),
}


def scheduler(s, optimizer, epochs, batches):
    if s["type"] == "step":
        return schedulers.StepLR(optimizer, s["stepSize"], s["gamma"])
    if s["type"] == "cosine":
        return schedulers.CosineAnnealingLR(optimizer, s.get("tMax", epochs), s["etaMin"])
    if s["type"] == "plateau":
        return schedulers.ReduceLROnPlateau(optimizer, factor=s["factor"], patience=s["patience"], threshold=s["threshold"],
                                            threshold_mode=s["thresholdMode"], cooldown=s["cooldown"], min_lr=s["minLr"], eps=s["eps"])
    if s["type"] == "oneCycle":
        return schedulers.OneCycleLR(optimizer, optimizer.param_groups[0]["lr"], epochs=epochs, steps_per_epoch=batches,
                                     pct_start=s["pctStart"], anneal_strategy=s["annealStrategy"], cycle_momentum=s["cycleMomentum"],
                                     base_momentum=s["baseMomentum"], max_momentum=s["maxMomentum"], div_factor=s["divFactor"],
                                     final_div_factor=s["finalDivFactor"], three_phase=s["threePhase"])
    return None


def run(case):
    s, epochs, batches = case["schedule"], case["epochs"], case["batches"]
    optimizer = OPTIMIZERS[case["optimizer"]["type"]]([torch.nn.Parameter(torch.zeros(1))], case["optimizer"])
    group = optimizer.param_groups[0]
    main = scheduler(s, optimizer, epochs, batches)
    warmup = s.get("warmup")
    # One-cycle sets the rate outright; the others multiply it, as does the warm-up, which may then share their optimiser.
    apart = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    ramped = apart if s["type"] == "oneCycle" else optimizer
    ramp = schedulers.LinearLR(ramped, warmup["startFactor"], 1.0, warmup["totalIters"]) if warmup else None
    rates, momenta = [], []
    for epoch in range(epochs):
        for _ in range(batches):
            rates.append(group["lr"] * apart.param_groups[0]["lr"])
            momenta.append(group["momentum"] if "momentum" in group else group["betas"][0])
            optimizer.step()
            if s["type"] == "oneCycle" and len(rates) < epochs * batches:
                main.step()
            if ramp:
                apart.step()
                ramp.step()
        if s["type"] == "plateau":
            main.step(case["losses"][epoch])
        elif main and s["type"] != "oneCycle":
            main.step()
    return {"rates": rates, "momenta": momenta}


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
