"""`goodfellow2014` with its schedules as published, 250 epochs, looked at every ten: about 80 core minutes per seed.

    python benchmarks/first_paper.py                                 all that is missing, then the table
    python benchmarks/first_paper.py --only "as published" --seed 0  one run (several processes can share the work)
    python benchmarks/first_paper.py --table                         the table from what is there

A run that is stopped goes on from its last look: its game is kept in benchmarks/runs/first_paper, and at the end
its result in benchmarks/results/first_paper.jsonl. Give each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
G's weights are averaged beside the training, which does not change it: the second figure of each look.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from _results import done, kept_game, load, save

from numgan import GAN, Game, Player, Simultaneous, load_mnist, recipes
from numgan.evaluation import (
    digit_histogram,
    evaluate_digits,
    features,
    frechet_distance,
    parzen_log_likelihood,
    predict,
)
from numgan.files.checkpoint import atomic_write
from numgan.optimizers import Linear

TABLE = "first_paper"
RUNS = Path(__file__).parent / "runs" / TABLE
GAMES = {"as published": Simultaneous, "algorithm 1": GAN}
SQUEEZED = "algorithm 1, 75 epochs"  # the recipe as it was: the schedules squeezed into so many epochs
EPOCHS, LOOK, SEEDS = 250, 10, range(3)
RESTING = {f"as published, then brought to rest in {n}": n for n in (25, 100)}  # so many epochs more
SAMPLES = 10_000


def make(name: str, seed: int) -> Game:
    """The recipe's networks, optimisers and first weights, in this game, with an average of G's weights."""
    gan = recipes.goodfellow2014(rng=seed, epochs=EPOCHS)
    config = gan.config()
    layers = [type(layer)(**layer.config()) for layer in gan.generator.layers]
    G = Player(layers, optimizer=gan.generator.optimizer, ema_decay=0.999, rng=seed)
    G.params[...] = gan.generator.params
    G.average.network.params[...] = gan.generator.params
    return GAMES[name](**(config | {"generator": G}), rng=seed)


def run(name: str, seed: int) -> dict:
    """Train, and look every ten epochs; go on from a game that is there."""
    kept = RUNS / f"{name} {seed}.npz"
    data = load_mnist()
    images = data.train_images[:50_000]
    gan = make(name, seed)
    gan = kept_game(kept, gan) if kept.exists() else gan
    path = json.loads(kept.with_suffix(".json").read_text()) if kept.exists() else []
    path = [look for look in path if look["epoch"] <= gan.epoch]
    start, before = time.process_time(), path[-1]["cpu_seconds"] if path else 0.0
    for _ in gan.steps(images, epochs=EPOCHS - gan.epoch) if gan.epoch < EPOCHS else ():
        if gan.step_in_epoch == 0 and gan.epoch % LOOK == 0:
            seconds = before + time.process_time() - start
            look = {"epoch": gan.epoch, "cpu_seconds": seconds, **means(gan)}
            look |= {kind: judged(gan.sampler(averaged=kind == "averaged"), data) for kind in ("last", "averaged")}
            print(name, seed, look, flush=True)
            path.append(look)
            kept.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(kept.with_suffix(".json")) as file:
                file.write(json.dumps(path).encode())
            gan.save(kept)
            start, before = time.process_time(), seconds
    last = recipes.goodfellow2014(epochs=EPOCHS)  # which has no average
    last.generator.params[...] = gan.generator.params
    fine = {kind: finely(gan.sampler(averaged=kind == "averaged"), data) for kind in ("last", "averaged")}
    return {
        "fine": fine,
        "epochs": EPOCHS,
        "cpu_seconds": path[-1]["cpu_seconds"],
        "path": path,
        **evaluate_digits(last),
    }


def rest(name: str, seed: int) -> dict:
    """Train the kept game on, for so many epochs in which both rates fall in a straight line to a hundredth.

    What of the missing nats is the shaking of G's last steps? A rate near 0 takes the shaking away, as a much longer
    run of the paper's schedule would: it divides the rate by ten in 1,151 epochs.
    """
    epochs, data = RESTING[name], load_mnist()
    gan = kept_game(RUNS / f"as published {seed}.npz", make("as published", seed))
    for player in gan.players.values():
        optimizer = player.optimizer
        now = optimizer.lr(optimizer.t)
        optimizer.momentum = optimizer.momentum(optimizer.t)
        optimizer.lr, optimizer.t = Linear(now, now / 100, epochs * (gan.step // gan.epoch)), 0
    path, start = [], time.process_time()
    for _ in gan.steps(data.train_images[:50_000], epochs=epochs):
        if gan.step_in_epoch == 0 and (gan.epoch - EPOCHS) % (epochs // 5) == 0:
            look = {"epoch": gan.epoch, "cpu_seconds": time.process_time() - start, **means(gan)}
            look["last"] = judged(gan.sampler(averaged=False), data)
            print(name, seed, look, flush=True)
            path.append(look)
    fine = {"last": finely(gan.sampler(averaged=False), data)}
    return {"fine": fine, "epochs": EPOCHS + epochs, "cpu_seconds": path[-1]["cpu_seconds"], "path": path}


def means(gan: Game) -> dict:
    """Means of the last epoch's records."""
    steps = gan.step // gan.epoch
    return {key: float(gan.history[key][-steps:].mean()) for key in ("d_loss", "g_loss", "d_real", "d_fake")}


def judged(sampler, data) -> dict:
    """Parzen as in the paper, the Frechet distance and the share of the rarest digit, from 10,000 samples."""
    samples = sampler.to_unit(sampler.sample(SAMPLES, rng=0))
    parzen = parzen_log_likelihood(samples, data.train_images[50_000:51_000], data.test_images)
    shares = digit_histogram(predict(samples))
    distance = frechet_distance(features(samples), features(data.test_images))
    return {"parzen": parzen._asdict(), "frechet": distance, "rarest": float(shares.min())}


def finely(sampler, data) -> dict:
    """Parzen with sigma from steps of .005, where the paper's next values are .129, .167 and .215."""
    samples = sampler.to_unit(sampler.sample(SAMPLES, rng=0))
    sigmas = np.arange(0.14, 0.23, 0.005)
    return parzen_log_likelihood(samples, data.train_images[50_000:51_000], data.test_images, sigmas=sigmas)._asdict()


def table() -> str:
    """Markdown: nats after so many epochs of every run, of G as it is and of the average of its weights.

    And at the end with sigma chosen in finer steps.
    """
    looks = (10, 50, 70, 75, 100, 150, 200, 250, 275, 300, 340)
    lines = [
        f"| | seed | {' | '.join(map(str, looks))} | sigma in finer steps | rarest digit |",
        "|---" * (len(looks) + 4) + "|",
    ]
    for name in (SQUEEZED, *GAMES, *RESTING):
        for found in load(TABLE, name):
            fine = found.get("fine", {})
            for kind in ("last", "averaged"):
                path = {look["epoch"]: look[kind] for look in found["path"] if kind in look}
                if path:
                    cells = [f"{path[epoch]['parzen']['mean']:.0f}" if epoch in path else "" for epoch in looks]
                    label = name if kind == "last" else f"{name}, averaged"
                    rarest = path[max(path)]["rarest"]
                    finest = f"{fine[kind]['mean']:.0f}" if fine else ""
                    lines.append(f"| {label} | {found['seed']} | {' | '.join(cells)} | {finest} | {rarest:.1%} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", choices=(*GAMES, *RESTING), action="append", help="this game's runs alone (may be repeated)"
    )
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for name in [] if options.table else options.only or (*GAMES, *RESTING):
        for seed in options.seed or SEEDS:
            if not done(TABLE, name, seed):
                save(TABLE, name, seed, rest(name, seed) if name in RESTING else run(name, seed))
    print(table())


if __name__ == "__main__":
    main()
