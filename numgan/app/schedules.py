"""Rates that change with the updates, in a run that goes on for longer than they were made for."""

import math

from ..game import Game
from ..optimizers import Exponential, Linear


def ending(game: Game, steps: int) -> list[str]:
    """A sentence for each schedule of the optimisers that is at its end before so many more steps are done."""
    found = []
    for name, player in game.players.items():
        optimizer = player.optimizer
        own = getattr(optimizer, "optimizer", optimizer)  # itself, or the one that it wraps
        last = optimizer.t + steps * max(1, round(optimizer.t / max(game.step, 1)))
        for setting, rate in own.config().items():
            if isinstance(rate, Linear | Exponential) and last > (end := _end(rate)):
                when = "has come" if optimizer.t >= end else f"comes after {end:,} updates"
                found.append(f"{setting} of the {name} {when} to its end, {rate(last):g}, and stays there")
    return found


def _end(rate: Linear | Exponential) -> float:
    """After how many updates a schedule no longer changes."""
    if isinstance(rate, Linear):
        return rate.steps
    if rate.factor == 1 or not 0 < rate.floor < rate.start:
        return math.inf
    return math.ceil(math.log(rate.start / rate.floor) / math.log(rate.factor))
