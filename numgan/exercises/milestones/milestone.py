"""What a milestone is: a game, written once for any kit of parts, its data, and what it has reached at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...datasets import load_mnist
from ...evaluation import features, frechet_distance
from ...game import Game
from ...plots import image_grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = " .:-=+*#%@"  # a digit in a terminal that shows letters only: from black to white


class Milestone:
    """Base class. A subclass has one game, and says what is to be seen when it has been trained.

    id, title : its name at a shell, and in words
    needs : the exercises whose answers it is made of, in the order of the course
    steps : how long it trains, by default
    """

    id: str
    title: str
    needs: tuple[str, ...]
    steps: int

    def data(self) -> tuple[np.ndarray, ...]:
        """The arrays that the game trains on."""
        raise TypeError(f"{type(self).__name__} must define data(), the arrays that it trains on")

    def game(self, kit: Any, *, steps: int, rng=None, dtype=np.float32) -> Game:
        """The game, untrained.

        kit : numgan's own classes (the package `numgan`), or a `Kit` of a learner's functions
        steps : how long it will train, from which falling rates know where to end

        Two games of one `rng` have the same first weights, data and noise, whatever their kits are.
        """
        raise TypeError(
            f"{type(self).__name__} must define game(kit, steps, rng=None, dtype=np.float32), the game untrained"
        )

    def reached(self, game: Game) -> str:
        """What has been reached, in one line, by numgan's own measures."""
        raise TypeError(f"{type(self).__name__} must define reached(game), what it has come to")

    def draw(self, game: Game, ax: Axes) -> None:
        """The picture."""
        raise TypeError(f"{type(self).__name__} must define draw(game, ax), its picture")

    def text(self, game: Game) -> str:
        """The picture for a terminal, in plain letters; nothing where it needs none."""
        return ""


class Images(Milestone):
    """A milestone whose game makes images of digits."""

    def data(self):
        return (load_mnist().train_images,)

    def reached(self, game: Game) -> str:
        real = load_mnist().test_images
        seen, others = real[::10], real[5::10]  # from all over: the last test digits are harder than the first
        n = len(seen)
        made, floor = distance(game.to_images(game.sample(n, rng=1)), seen), distance(others, seen)
        return f"Frechet distance {made:.1f} from {n} test digits; {n} other test digits have {floor:.1f}"

    def draw(self, game: Game, ax: Axes) -> None:
        image_grid(game.to_images(game.sample(64, rng=0)), columns=8, ax=ax)

    def text(self, game: Game) -> str:
        return letters(game.to_images(game.sample(5, rng=0)))


def distance(images: np.ndarray, real: np.ndarray) -> float:
    """The Frechet distance of two sets of uint8 images, on the features of numgan's judge of digits."""
    return frechet_distance(features(images), features(real))


def letters(images: np.ndarray) -> str:
    """uint8 images (N, height, width) side by side, as lines of letters: every second row, because letters are tall."""
    row = np.concatenate(list(images), axis=1)[::2]
    return "\n".join("".join(SHADES[value * len(SHADES) // 256] for value in line).rstrip() for line in row.tolist())
