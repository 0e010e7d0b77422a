"""A web page to draw on: what a translator, such as pix2pix's G, makes of the drawing, computed in the browser.

The page is data/drawing.html, with the translator inside; pages.py says how it gets there.
"""

from pathlib import Path

import numpy as np

from ..checks import check_kind
from ..datasets import load_mnist
from ..datasets.batches import check_pictures
from ..game import Game
from ..network import Sequential
from .pages import as_text, embedded, image_shape, page_of, write_page
from .sources import load_arrays

WIDEST = 6.0  # of the page's pens, in pixels


def drawing_page(game: Game, examples: np.ndarray | None = None) -> str:
    """The drawing page of a game with `translate`: a whole HTML page.

    On the left is a sheet of the game's own pixels, with a pen, an eraser, and a way back; on the right is what
    `game.translate` makes of the drawing, for each frame while one draws. The weights are float32, so that it differs
    from `translate` by rounding alone.

    examples : uint8 images (k, *data_shape) like the game's x, to begin a drawing with; by default none. The pen writes
        as they do: lines of their `line_width`, and dark ones if they are on light paper.

    Raises TypeError for a game without `translate`, or one whose `translate` is not a network alone; for a layer that
    the page's JavaScript does not know; ValueError for points, images that are neither grey nor RGB, other examples.
    """
    translator = translator_of(game)
    if translator is None:
        raise TypeError(f"the page is for a game with translate, such as Pix2Pix, and not for {type(game).__name__}")
    shape = image_shape(game.data_shape, game.data_range)
    pen, light = 1.0, False
    if examples is not None:
        if check_pictures("examples", examples).shape[1:] != tuple(game.data_shape):
            raise ValueError(f"examples must be images of shape {game.data_shape}, got {examples.shape[1:]}")
        light = bool(np.median(examples) > 127)
        pen = float(np.clip(np.rint(2 * line_width(255 - examples if light else examples)) / 2, 1, WIDEST))
    model = {
        "shape": shape,
        "range": game.data_range,
        "translator": embedded(translator, "translator"),
        "examples": as_text(np.empty((0, *shape)) if examples is None else examples.reshape(-1, *shape), "uint8"),
        "pen": pen,
        "paper": 255 if light else 0,
    }
    return page_of("drawing.html", model)


def write_drawing_page(path: str | Path, game: Game, examples: np.ndarray | None = None) -> None:
    """Write `drawing_page(game, examples)` to a file, which appears whole or not at all."""
    write_page(path, drawing_page(game, examples))


def translator_of(game: Game) -> Sequential | None:
    """The network that the page runs: the player that `translate` asks, or None if the game has no `translate`.

    Raises TypeError for a game of a user's own whose `translate` is no player alone.
    """
    translate = getattr(check_kind("game", game, Game, "a game"), "translate", None)
    if translate is None:
        return None
    low, high = game.data_range or (0.0, 1.0)
    x = np.linspace(low, high, 3 * game.width).reshape(3, -1).astype(game.dtype)
    for player in game.players.values():
        if (player.n_in, player.n_out) == (game.width, game.width) and np.allclose(player(x), translate(x), atol=1e-6):
            return player
    raise TypeError(f"the page would run one player alone, and {type(game).__name__}.translate does something else")


def line_width(images: np.ndarray) -> float:
    """How wide the lines on these images are, in pixels: light ink on dark paper, uint8.

    Across a line that is w >= 1 pixels wide, wherever its edges fall, the pixels' shares of ink p have sum p = w. An
    edge gives the pixel that it crosses the share u, uniform in (0, 1), with E[u - u^2] = 1/6; all other p are 0 or 1.
    Two edges:

        E[sum p - sum p^2] = 1/3,   so that   w = sum p / (3 (sum p - sum p^2))
    """
    p = images / 255
    return float(p.sum() / (3 * max((p - p**2).sum(), 1e-9)))


def digits_to_begin_with(game: Game) -> np.ndarray | None:
    """Examples for a game of MNIST's digits: x made of a test image of each digit. None for games of other data."""
    if game.trained_on not in (None, "mnist") or tuple(game.data_shape) != (28, 28):
        return None
    digits = load_mnist()
    first = [np.flatnonzero(digits.test_labels == digit)[i] for i in (0, 1) for digit in range(10)]  # two sets, at most
    return load_arrays("mnist", game.takes, digits.test_images[first], paired=game.paired)[0][:10]
