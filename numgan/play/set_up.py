"""What can be chosen in the playground: the choices, the game that they make, and the same as Python."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np

from ..checks import shown
from ..datasets import around, grid, grid_centers, load_mnist, ring, ring_centers, two_moons
from ..family import GAN, SharedFakes, Simultaneous
from ..layers import Dense, Layer, LeakyReLU, ReLU, Tanh
from ..noise import NormalNoise, UniformNoise
from ..objectives import (
    Hinge,
    LeastSquares,
    Minimax,
    NonSaturating,
    Objective,
    RelativisticAverage,
    RelativisticPairing,
    Wasserstein,
)
from ..optimizers import SGD, Adam, Clipped, Optimizer, RMSProp
from ..penalties import DRAGAN, R1, R2, GradientPenalty, Penalty
from ..player import Player
from .fields import a_drawing, a_number, checked, named, one_of

ROWS = 20_000  # of data
SPREAD = 0.08  # the standard deviation around each of them
SEED = 10**9
CLIP = 0.1


class Toy(NamedTuple):
    """A distribution of the plane: a function of numgan.datasets with its settings, and its modes where it has some."""

    draw: Callable[..., np.ndarray]
    settings: dict[str, float]
    centers: np.ndarray | None


TOYS = {
    "ring": Toy(ring, {"std": 0.05}, ring_centers()),
    "two": Toy(ring, {"modes": 2, "std": 0.1}, ring_centers(2)),
    "grid": Toy(grid, {"side": 3, "spacing": 1.2, "std": 0.05}, grid_centers(3, spacing=1.2)),
    "moons": Toy(two_moons, {"std": 0.05}, None),
    "disc": Toy(ring, {"modes": 1, "radius": 0, "std": 0.4}, None),
}
NOISES = {"normal": NormalNoise, "uniform": UniformNoise}
ACTIVATIONS: dict[str, Layer] = {"LeakyReLU": LeakyReLU(0.2), "ReLU": ReLU(), "Tanh": Tanh()}
GAMES: dict[str, type[GAN]] = {"GAN": GAN, "SharedFakes": SharedFakes, "Simultaneous": Simultaneous}
OBJECTIVES: dict[str, type[Objective]] = {
    cls.__name__: cls
    for cls in (NonSaturating, Minimax, LeastSquares, Hinge, Wasserstein, RelativisticAverage, RelativisticPairing)
}
PENALTIES: dict[str, type[Penalty]] = {cls.__name__: cls for cls in (R1, R2, GradientPenalty, DRAGAN)}
OPTIMIZERS = "Adam", "SGD", "RMSProp"


@dataclass(frozen=True)
class SetUp:
    """One choice for each thing that can be chosen. Raises ValueError for what cannot be, in words for the page."""

    data: str = one_of(
        {
            "ring": "ring of 8 Gaussians",
            "two": "two Gaussians",
            "grid": "grid of 9 Gaussians",
            "moons": "two moons",
            "disc": "one Gaussian",
            "drawn": "your drawing",
            "mnist": "MNIST's digits",
        },
        "ring",
        "distribution",
        "data",
    )
    drawing: tuple[tuple[float, float], ...] = a_drawing()
    noise: str = one_of(
        {"normal": "normal, N(0, 1)", "uniform": "uniform, variance 1"},
        "normal",
        "noise",
        "data",
        "what z is drawn from",
    )
    latent_dim: int = a_number(1, 128, 2, "numbers in z", "data", "with 1 or 2 the page draws what G makes of the grid")
    game: str = one_of(
        {
            "GAN": "GAN: algorithm 1",
            "SharedFakes": "SharedFakes: one batch of fakes for both",
            "Simultaneous": "Simultaneous: both move at once",
        },
        "GAN",
        "game",
        "game",
    )
    objective: str = one_of(named(*OBJECTIVES), "NonSaturating", "objective", "game")
    penalty: str = one_of(
        {"none": "none"} | named(*PENALTIES) | {"clip": f"weights clipped to {CLIP}"}, "none", "penalty on D", "game"
    )
    weight: float = a_number(0.001, 1000.0, 1.0, "weight of the penalty", "game")
    d_steps: int = a_number(1, 20, 1, "d_steps", "game", "moves of D for one of G")
    batch_size: int = a_number(1, 1024, 64, "batch_size", "game", "real rows, and fakes, for each move")
    activation: str = one_of(named(*ACTIVATIONS), "LeakyReLU", "activation", "networks")
    g_layers: int = a_number(0, 5, 2, "hidden layers of G", "networks")
    g_width: int = a_number(1, 512, 32, "units in each of them", "networks")
    d_layers: int = a_number(0, 5, 2, "hidden layers of D", "networks")
    d_width: int = a_number(1, 512, 32, "units in each of them", "networks")
    g_optimizer: str = one_of(named(*OPTIMIZERS), "Adam", "optimizer of G", "optimizers")
    g_lr: float = a_number(0.0, 10.0, 1e-3, "lr of G", "optimizers")
    g_momentum: float = a_number(0.0, 0.999, 0.5, "momentum of G", "optimizers", "Adam's beta1; RMSProp has none")
    d_optimizer: str = one_of(named(*OPTIMIZERS), "Adam", "optimizer of D", "optimizers")
    d_lr: float = a_number(0.0, 10.0, 1e-3, "lr of D", "optimizers")
    d_momentum: float = a_number(0.0, 0.999, 0.5, "momentum of D", "optimizers", "Adam's beta1; RMSProp has none")
    seed: int = a_number(0, SEED, 0, "seed", "game", "of the weights, the noise, the data and their order")

    def __post_init__(self):
        for each in fields(self):
            value, about = getattr(self, each.name), each.metadata
            object.__setattr__(self, each.name, checked(each.name, value, about))
        if self.data == "drawn" and not self.drawing:
            raise ValueError("the drawing is empty: draw a distribution in the plane first")

    @classmethod
    def of(cls, plain) -> Self:
        """A set-up from names and values, as the page sends them; what is missing has its default."""
        if not isinstance(plain, dict):
            raise ValueError(f"a set-up is names and values, got {shown(plain)}")
        known = [each.name for each in fields(cls)]
        if unknown := [name for name in plain if name not in known]:
            raise ValueError(f"there is nothing called {shown(unknown[0])} to choose; there are {', '.join(known)}")
        return cls(**plain)

    def changes(self) -> dict[str, Any]:
        """What differs from the defaults: enough for `of`."""
        return {name: value for name, value in asdict(self).items() if value != getattr(SetUp, name)}

    # ---- what it makes --------------------------------------------------------------------------------------------

    def make(self) -> GAN:
        """The game, before its first step."""
        new = GAMES[self.game](
            Player(self._layers("g"), optimizer=self._optimizer("g"), rng=[self.seed, 1]),
            Player(self._layers("d"), optimizer=self._optimizer("d"), rng=[self.seed, 2]),
            objective=OBJECTIVES[self.objective](),
            penalty=self._penalty(),
            d_steps=self.d_steps,
            noise_prior=NOISES[self.noise](),
            batch_size=self.batch_size,
            data_range=(-1, 1) if self.images else None,
            data_shape=(28, 28) if self.images else (2,),
            rng=[self.seed, 3],
        )
        new.trained_on = self.data if self.data in ("ring", "mnist") else None  # the clinic knows the modes of these
        return new

    @property
    def images(self) -> bool:
        """Are the data images, and not points of the plane?"""
        return self.data == "mnist"

    def rows(self) -> np.ndarray:
        """The data: (ROWS, 2), or uint8 images (ROWS, 28, 28)."""
        if self.images:
            return load_mnist().train_images[:ROWS]
        if self.data == "drawn":
            return around(np.array(self.drawing), ROWS, rng=[self.seed, 0], std=SPREAD)
        toy = TOYS[self.data]
        return toy.draw(ROWS, rng=[self.seed, 0], **toy.settings)

    def modes(self) -> tuple[np.ndarray, float] | None:
        """The centres of the data's modes, (K, 2), and their standard deviation; None where there are none."""
        toy = TOYS.get(self.data)
        return None if toy is None or toy.centers is None else (toy.centers, toy.settings["std"])

    def lines(self, steps: int = 0) -> str:
        """The Python lines that make the same data and the same game, and train it for so many steps."""
        game, data = self.make(), self._data_line()
        penalty = "" if game.penalty is None else f"    penalty={game.penalty!r},\n"
        names = {type(part).__name__ for part in (game, *game.players.values(), game.objective, game.noise_prior)}
        names |= {type(layer).__name__ for player in game.players.values() for layer in player.layers}
        names |= set() if game.penalty is None else {type(game.penalty).__name__}
        for player in game.players.values():
            optimizer = player.optimizer
            names |= {type(optimizer).__name__, type(getattr(optimizer, "optimizer", optimizer)).__name__}
        players = "".join(
            f"    Player({player.layers!r}, optimizer={player.optimizer!r}, rng=[{self.seed}, {i}]),\n"
            for i, player in enumerate(game.players.values(), 1)
        )
        train = f"for record in gan.steps(data, epochs=1_000_000):\n    if record.step == {steps}:\n        break\n"
        images = "    data_range=(-1, 1),\n    data_shape=(28, 28),\n" if self.images else ""
        return (
            ("import numpy as np\n\n" if self.data == "drawn" else "")
            + f"from numgan import {', '.join(sorted(names))}\n"
            + f"from numgan.datasets import {data.split('(')[0]}\n\n"
            + f"data = {data}\n"
            + f"gan = {type(game).__name__}(\n{players}    objective={game.objective!r},\n{penalty}"
            + f"    d_steps={self.d_steps},\n    noise_prior={game.noise_prior!r},\n"
            + f"    batch_size={self.batch_size},\n{images}    rng=[{self.seed}, 3],\n)\n"
            + (train if steps else "")
        )

    def _data_line(self) -> str:
        if self.images:
            return f"load_mnist().train_images[:{ROWS}]"
        if self.data == "drawn":
            points = [list(point) for point in self.drawing]
            return f"around(np.array({points}), {ROWS}, rng=[{self.seed}, 0], std={SPREAD})"
        toy = TOYS[self.data]
        settings = ", ".join(f"{name}={value}" for name, value in toy.settings.items())
        return f"{toy.draw.__name__}({ROWS}, rng=[{self.seed}, 0], {settings})"

    def _layers(self, who: str) -> list[Layer]:
        hidden = [getattr(self, f"{who}_width")] * getattr(self, f"{who}_layers")
        width = 784 if self.images else 2
        first, last = (self.latent_dim, width) if who == "g" else (width, 1)
        layers: list[Layer] = []
        for n, m in pairwise([first, *hidden, last]):
            activation = ACTIVATIONS[self.activation]
            layers += [Dense(n, m), type(activation)(**activation.config())]
        return [*layers[:-1], Tanh()] if who == "g" and self.images else layers[:-1]

    def _optimizer(self, who: str) -> Optimizer:
        name, lr, momentum = (getattr(self, f"{who}_{what}") for what in ("optimizer", "lr", "momentum"))
        made: dict[str, Callable[[], Optimizer]] = {
            "Adam": lambda: Adam(lr=lr, beta1=momentum),
            "SGD": lambda: SGD(lr=lr, momentum=momentum),
            "RMSProp": lambda: RMSProp(lr=lr),
        }
        optimizer = made[name]()
        return Clipped(optimizer, limit=CLIP) if who == "d" and self.penalty == "clip" else optimizer

    def _penalty(self) -> Penalty | None:
        return PENALTIES[self.penalty](weight=self.weight) if self.penalty in PENALTIES else None


def described() -> list[dict[str, Any]]:
    """What a page needs to show a control for each choice: name, default and the field's metadata."""
    return [{"name": each.name, "default": each.default, **each.metadata} for each in fields(SetUp)]
