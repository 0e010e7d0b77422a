"""A long training that is looked at now and then, and that goes on from its last look after a stop."""

import json
import time
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
from _results import kept_game

from numgan import Game, TrainingDiverged
from numgan.files.checkpoint import atomic_write


def train_with_looks(
    gan: Game, *data: np.ndarray, kept: Path, epochs: int, looks: Collection[int], look: Callable[[Game], dict]
) -> list[dict]:
    """Train for so many epochs in all, and look after each epoch of `looks`: what was seen, a dict a look.

    data : the arrays that the game takes
    kept : an .npz; the game is saved there at each look, and what was seen beside it as .json. If it is there already,
        the training goes on from it.
    A dict holds the epoch, cpu_seconds (of the training so far, without the looks) and what look(gan) returns. If the
    training diverges, its last dict has "diverged": who and where.
    """
    gan = kept_game(kept, gan) if kept.exists() else gan
    seen = json.loads(kept.with_suffix(".json").read_text()) if kept.exists() else []
    seen = [each for each in seen if each["epoch"] <= gan.epoch]
    start, before = time.process_time(), seen[-1]["cpu_seconds"] if seen else 0.0
    try:
        for _ in gan.steps(*data, epochs=epochs - gan.epoch) if gan.epoch < epochs else ():
            if gan.step_in_epoch == 0 and gan.epoch in looks:
                seconds = before + time.process_time() - start
                seen.append({"epoch": gan.epoch, "cpu_seconds": seconds, **look(gan)})
                print(kept.stem, seen[-1], flush=True)
                kept.parent.mkdir(parents=True, exist_ok=True)
                with atomic_write(kept.with_suffix(".json")) as file:
                    file.write(json.dumps(seen).encode())
                gan.save(kept)
                start, before = time.process_time(), seconds
    except TrainingDiverged as error:
        seconds = before + time.process_time() - start
        seen.append({"epoch": gan.epoch, "cpu_seconds": seconds, "diverged": str(error)})
        print(kept.stem, seen[-1], flush=True)
    return seen
