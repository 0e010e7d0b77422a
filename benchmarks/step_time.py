"""How long one training step takes, where the time goes, and how near to NumPy's own speed that is.

    python benchmarks/step_time.py --rounds 9 --markdown results.md --chart results.png --json results.json

One step in float32: draw and scale a minibatch, move D, move G. By default on Keras-GAN's MNIST networks, and with
`--game "dcgan 64, 128"` on those of `dcgan`, without its penalty. Timed for several batch sizes, with noise of its own
for each player (numgan's way) and with the fakes shared between them (most tutorials'), against

- the step's matrix products alone, in NumPy: the floor;
- PyTorch twice, as a well-known tutorial writes the loop and tuned by hand, and JAX, where they are installed.

Only contenders that do the same work meet. They take turns, some steps each, round after round in one process, so that
whatever else the machine does meets all of them; a ratio is taken within a round, a time is the median of the rounds.
Every core and every library's own number of threads are used. An idle machine gives the best numbers: before they
sleep, the libraries' threads wait for each other in a loop, and a busy core makes that wait long. PyTorch and
JAX bring matrix products of their own, which need not be as fast as NumPy's BLAS on the same processor, nor as slow.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

import _contenders as contenders
import _report as report

import numgan
from numgan import GAN, Adam, Sequential
from numgan.game import Game
from numgan.recipes import dcgan, keras_gan

FRESH, SHARED = "fresh noise for G", "shared fakes"
GAMES = {  # what is timed: a batch size -> a new GAN
    "keras_gan": lambda batch: keras_gan(batch_size=batch, rng=0),
    "dcgan 32, 64": lambda batch: without_penalty(dcgan(channels=(32, 64), batch_size=batch, rng=0)),
    "dcgan 64, 128": lambda batch: without_penalty(dcgan(channels=(64, 128), batch_size=batch, rng=0)),
}
WARM_UP, RUN_IN, PAUSE = 10, 3, 0.05  # steps before all rounds; steps and seconds before each turn, untimed

PEAK = """
def peak():  # most memory ever held, in MB
    try:  # Linux: ru_maxrss would count what the parent held before it became this process
        lines = open("/proc/self/status").read().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
"""
LOAD = """
import numgan
data = numgan.load_mnist()
print(peak())
"""
TRAIN = """
import itertools
import sys
sys.path.insert(0, {folder!r})
import numgan
from step_time import GAMES
gan = GAMES[{game!r}]({batch})
for _ in itertools.islice(gan.steps(numgan.load_mnist().train_images), {steps}):
    pass
print(peak())
"""
IMPORT = """
import time
start = time.perf_counter()
import {module}
print(1000 * (time.perf_counter() - start), peak())
"""


def main() -> None:
    options = parse()
    images = numgan.load_mnist().train_images.reshape(-1, 784)
    libraries = [name for name in ("torch", "jax") if find_spec(name)]
    for name in ("torch", "jax"):
        if name not in libraries:
            say(f"{name} is not installed: left out")
    results = {"machine": report.machine(libraries), "rounds": options.rounds, "steps": options.steps, "batches": {}}
    say("memory, and time to import")
    results["imports"] = imports(options.rounds)
    results["game"] = options.game
    results["data_peak"] = child(LOAD)[0]
    make = GAMES[options.game]
    for batch in options.batch or [32, 64, 128, 256]:
        say(f"batch {batch}")
        results["batches"][batch] = {
            "ms": contest(field(make, batch, images, libraries), options.rounds, options.steps),
            "parts": breakdown(make, batch, images, options.steps),
            "peak": child(TRAIN, game=options.game, folder=str(Path(__file__).parent), batch=batch, steps=50)[0],
        }
    text = report.markdown(results)
    if options.markdown:
        options.markdown.write_text(text + "\n", encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if options.chart:
        report.chart(results, options.chart)
    print(text)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--game", choices=GAMES, default="keras_gan", help="whose networks (default: keras_gan)")
    parser.add_argument("--batch", type=count, action="append", help="repeatable (default: 32, 64, 128 and 256)")
    parser.add_argument("--rounds", type=count, default=7, help="turns that each contender has (default: 7)")
    parser.add_argument("--steps", type=count, default=50, help="steps per turn (default: 50)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here as well")
    parser.add_argument("--chart", type=Path, metavar="FILE.png", help="write a bar chart")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every round's times")
    return parser.parse_args()


def count(text: str) -> int:
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError("a whole number, at least 1, is wanted")
    return value


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def without_penalty(gan: GAN) -> GAN:
    """The same game with a loss alone, which is what the other contenders play."""
    return GAN(**(gan.config() | {"penalty": None}), rng=0)


def field(make, batch: int, images, libraries: list[str]) -> dict:
    """{step: {contender: run}}: under each kind of step those that do the same work, each with a GAN of its own."""

    def gan():
        return make(batch)

    fresh, shared = (
        {
            "numgan": contenders.numgan(gan(), images, shared=share),
            "its matrix products alone": contenders.matrix_products(gan(), images, shared=share),
        }
        for share in (False, True)
    )
    if "torch" in libraries:
        fresh["PyTorch, tuned by hand"] = contenders.torch_tuned(gan(), images)
        shared["PyTorch, as in PyTorch-GAN"] = contenders.torch_as_published(gan(), images)
    if "jax" in libraries:
        fresh["JAX, one jitted step"] = contenders.jax_jitted(gan(), images)
    return {FRESH: fresh, SHARED: shared}


def contest(field: dict, rounds: int, steps: int) -> dict:
    """Let all contenders take turns: {step: {contender: [ms per step in each round]}}.

    Each turn begins with a pause, in which the threads of the one before go to sleep, and a few untimed steps.
    """
    runs = [(step, name, run) for step, group in field.items() for name, run in group.items()]
    times = {step: {name: [] for name in group} for step, group in field.items()}
    for _, _, run in runs:
        run(WARM_UP)
    for _ in range(rounds):
        for step, name, run in runs:
            time.sleep(PAUSE)
            run(RUN_IN)
            start = time.perf_counter()
            run(steps)
            times[step][name].append(1000 * (time.perf_counter() - start) / steps)
    return times


def breakdown(make, batch: int, images, steps: int) -> dict[str, float]:
    """Where numgan's step spends its time, with fresh noise: {part: mean ms per step}.

    A run of its own, with a clock put around the methods from outside; the timed rounds carry no clock.
    """
    gan = make(batch)
    run = contenders.numgan(gan, images, shared=False)
    spent = Counter()

    def clocked(method, part):
        def clocked_method(self, *arguments, **options):
            start = time.perf_counter()
            returned = method(self, *arguments, **options)
            spent[part(self)] += time.perf_counter() - start
            return returned

        return clocked_method

    def player(network):
        return "generator" if network is gan.generator else "discriminator"

    methods = [
        (Sequential, "forward", lambda network: f"{player(network)}, forward"),
        (Sequential, "__call__", lambda network: f"{player(network)}, forward"),
        (Sequential, "backward", lambda network: f"{player(network)}, backward"),
        (Adam, "step", lambda _: "both Adams"),
        (Game, "noise", lambda _: "noise"),
        (Game, "train_step", lambda _: "all but data"),
    ]
    with ExitStack() as stack:
        for cls, name, part in methods:
            stack.enter_context(patch.object(cls, name, clocked(getattr(cls, name), part)))
        run(WARM_UP)
        spent.clear()
        start = time.perf_counter()
        run(steps)
        whole = time.perf_counter() - start
    within = spent.pop("all but data")
    spent["data: draw and scale"] = whole - within
    spent["rest: losses, norms, history"] = whole - spent.total()
    return {part: 1000 * seconds / steps for part, seconds in spent.most_common()}


def imports(rounds: int) -> dict[str, tuple[float, float]]:
    """{module: (ms, MB)}: what importing it costs a fresh interpreter; numgan and NumPy take turns. Medians."""
    seen = {"numgan": [], "numpy": []}
    for module in seen:
        child(IMPORT, module=module)  # fills the file cache
    for _ in range(rounds):
        for module, rows in seen.items():
            rows.append(child(IMPORT, module=module))
    return {module: tuple(map(statistics.median, zip(*rows, strict=True))) for module, rows in seen.items()}


def child(code: str, **values) -> list[float]:
    """The numbers that this code prints, run by a fresh interpreter, which may keep compiled modules as is usual.

    Values go into the code, those with names in capitals into the environment.
    """
    command = [sys.executable, "-c", PEAK + code.format(**values)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {name: value for name, value in values.items() if name.isupper()}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return [float(word) for word in done.stdout.split()]


if __name__ == "__main__":
    main()
