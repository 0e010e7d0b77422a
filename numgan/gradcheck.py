"""Is a hand-written gradient right? Central differences tell, for a layer, a network, a loss, or a whole game.

    df/dx_i  is about  (f(x + h e_i) - f(x - h e_i)) / (2 h)

The error of that formula is of order h^2 |f'''| by truncation and of order 1e-16 |f| / h by rounding: with h = 1e-5
both are near 1e-10 for f of order 1, in float64. In float32 rounding alone would be 1e-2, so float64 is needed.
A right gradient agrees to 1e-7 or better; a wrong one is off by 1e-2 or more. Only at a kink (ReLU at 0) is a right
gradient off too: a step of h then sees both slopes.
"""

import copy
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .checks import (
    check_array,
    check_count,
    check_finite,
    check_flag,
    check_function,
    check_kind,
    check_number,
    check_rng,
)
from .game import Game
from .layers import Layer
from .network import Sequential
from .streams import spawn

STEP = 1e-5
FLOOR = 1e-4  # arrays with a smaller norm are compared absolutely: a bias before batch norm has gradient 0, exactly


class Comparison(NamedTuple):
    """A gradient beside its central differences."""

    error: float
    """|analytic - numeric| / max(|analytic|, |numeric|, 1e-4), Euclidean norms over the array."""
    index: tuple[int, ...]  # type: ignore[assignment]  # in place of a tuple's method of this name
    """Where the two differ most."""
    analytic: float
    """The analytic value there."""
    numeric: float
    """The numeric value there."""

    def __str__(self) -> str:
        return (
            f"error {self.error:.1e} (worst at {self.index}: analytic {self.analytic:.6g}, numeric {self.numeric:.6g})"
        )


def compare(analytic: np.ndarray, numeric: np.ndarray) -> Comparison:
    """Compare two arrays of one shape. Raises ValueError if the shapes differ, or the arrays are empty."""
    analytic, numeric = check_array("analytic", analytic), check_array("numeric", numeric)
    check_finite("analytic", analytic)
    check_finite("numeric", numeric)
    if analytic.shape != numeric.shape or not analytic.size:
        raise ValueError(f"the analytic gradient has shape {analytic.shape}, and the numeric one {numeric.shape}")
    scale = max(float(np.linalg.norm(analytic)), float(np.linalg.norm(numeric)), FLOOR)
    difference = np.abs(analytic - numeric)
    index = np.unravel_index(int(np.argmax(difference)), difference.shape)
    error = float(np.linalg.norm(difference) / scale)
    return Comparison(error, tuple(int(i) for i in index), float(analytic[index]), float(numeric[index]))


def numerical_gradient(f: Callable[[], float], x: np.ndarray, *, h: float = STEP) -> np.ndarray:
    """Central differences of f with respect to every entry of x, in x's shape.

    f takes no argument and reads x, which is changed in place and restored. x: float64, or TypeError is raised.
    """
    check_function("f", f, "f(), that reads x")
    h = check_number("h", h, 0, exclusive="low")
    check_kind("x", x, np.ndarray, "a float64 array, which is changed in place")
    _check_float64("x", check_array("x", x, x.dtype.kind))
    check_finite("x", x)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        try:
            x[index] = kept + h
            above = check_number("what f returns", f())
            x[index] = kept - h
            below = check_number("what f returns", f())
        finally:
            x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


def check_layer(layer, x: np.ndarray, *, training: bool = True, rng=0) -> dict[str, Comparison]:
    """Check the backward pass of a built float64 Layer or Sequential at the input x, (B, n_in) or images.

    The scalar differentiated is sum(dy y) for a random dy, so that every output has a different weight. (With dy = 1,
    batch norm's dx is exactly zero, and an empty backward would pass.) Every evaluation begins with the same random
    stream (dropout's masks) and state. Call `settle` on a spectral layer first: until u and v are W's singular vectors
    its dW is off.
    Returns a Comparison for `x` and for every learned array (`W`; in a network `layers[0].W`). The layer itself is
    left as it was.
    """
    layer = copy.deepcopy(check_kind("layer", layer, Layer | Sequential, "a Layer or a Sequential"))
    _check_float64("the layer's dtype", layer.params)
    check_flag("training", training)
    x = check_array("x", x).astype(np.float64)
    check_finite("x", x)
    stream, state = layer.rng.bit_generator.state, layer.state.copy()

    def forward():
        layer.rng.bit_generator.state = stream
        layer.state[...] = state
        return layer.forward(x, training)

    y, cache = forward()
    dy = spawn(rng, 1)[0].standard_normal(y.shape)  # a separate stream: x may come from the same seed
    dx = layer.backward(dy, cache)
    pairs = {"x": (x, dx)} | {name: (value, grad.copy()) for name, value, grad in _arrays(layer)}
    return {
        name: compare(grad, numerical_gradient(lambda: float((dy * forward()[0]).sum()), value))
        for name, (value, grad) in pairs.items()
    }


def check_loss(loss: Callable, *arguments: np.ndarray) -> list[Comparison]:
    """Check a function that returns (loss, its gradient with respect to each argument): a Comparison for each."""
    check_function("loss", loss, "of the arguments, that returns (loss, gradients)")
    arguments = tuple(check_array(f"argument {i}", a).copy() for i, a in enumerate(arguments))
    returned = loss(*arguments)
    gradients = check_kind("what loss returns", returned, tuple, "a tuple (loss, gradients)")[1:]
    if len(gradients) != len(arguments):
        raise ValueError(
            f"loss must return a gradient for each of its {len(arguments)} arguments, got {len(gradients)}; fix the "
            "arguments that have none: lambda x: loss(x, other)"
        )
    return [
        compare(gradient, numerical_gradient(lambda: float(loss(*arguments)[0]), argument))
        for argument, gradient in zip(arguments, gradients, strict=True)
    ]


def check_play(game, *batch: np.ndarray, directions: int | None = None, rng=0) -> dict[str, Comparison]:
    """Check a float64 game's `play`: the gradient with which each player moves, against the loss that it is moved by.

    `play` runs again and again from one state: streams, running statistics and remembered numbers are put back, and
    `move` only writes down losses and gradients, without moving a player, and `stop_gradient` returns what it was given
    in the first run. So each loss that a player is moved by is a function of that player's parameters, and `grads` must
    agree with its central differences.

    batch : as for `train_step`. Every parameter is changed on its own, which suits small networks. With `directions`,
    derivatives along that many random unit vectors are compared instead, which suits networks of any size. The game
    itself is left as it was. Call `settle` on every spectral layer first: until u and v are W's singular vectors its
    dW is off.
    Returns a Comparison for every learned array, `generator.layers[0].W`, or for every player along directions. If a
    player moves several times in one step, each move has its own: `discriminator, move 2.layers[0].W`.
    """
    game, rng = check_kind("game", game, Game, "a game").copy(), check_rng(rng)
    _check_float64("the game's dtype", next(iter(game.players.values())).params)
    batch = game.check_batch(*batch)
    if directions is not None:
        check_count("directions", directions)
    replay = _replay(game, batch)
    moves, found = replay(), {}
    for number, (losses, gradients) in enumerate(moves):
        for name in losses:
            player, earlier = game.players[name], sum(name in moved for moved, _ in moves[:number])
            label = name if not earlier else f"{name}, move {earlier + 1}"

            def loss(number=number, name=name):
                return replay()[number][0][name]

            if directions is None:
                numeric, at = numerical_gradient(loss, player.params), 0
                for array, value, _ in _arrays(player):
                    part = slice(at, at := at + value.size)
                    pair = (vector[part].reshape(value.shape) for vector in (gradients[name], numeric))
                    found[f"{label}.{array}"] = compare(*pair)
            else:
                random = rng.standard_normal((directions, player.params.size))
                found[label] = _along(loss, player.params, gradients[name], random)
    return found


def _replay(game, batch):
    """A function that plays once from the present state and moves no player: [(losses, gradients by player), ...]."""
    streams = {name: player.rng.bit_generator.state for name, player in game.players.items()}
    states = {name: player.state.copy() for name, player in game.players.items()}
    numbers = {name: getattr(game, name) for name in game.remembered}
    noise, moves = game.noise_rng.bit_generator.state, []
    constants: list = []  # what play has handed to stop_gradient in its first run, in this order

    def write_down(**losses):
        moves.append((losses, {name: game.players[name].grads.copy() for name in losses}))
        return 0.0

    def replayed():
        first = iter(tuple(constants))  # in the first run itself there are none yet

        def hold(value):
            constant = next(first, None)
            if constant is None:
                constant = np.copy(value)
                constants.append(constant)
            return constant

        game.stop_gradient = hold
        game.noise_rng.bit_generator.state = noise
        for name, player in game.players.items():
            player.rng.bit_generator.state = streams[name]
            player.state[...] = states[name]
        for name, number in numbers.items():
            setattr(game, name, number)
        moves.clear()
        game.play(*batch)
        return list(moves)

    game.move = write_down
    return replayed


def _along(loss, params, analytic, directions) -> Comparison:
    """Compare the slopes g . u along unit vectors u with (f(x + h u) - f(x - h u)) / (2 h)."""
    start, slopes = params.copy(), np.empty((2, len(directions)))
    for i, u in enumerate(directions / np.linalg.norm(directions, axis=1, keepdims=True)):
        params[...] = start + STEP * u
        above = loss()
        params[...] = start - STEP * u
        below = loss()
        slopes[:, i] = analytic @ u, (above - below) / (2 * STEP)
    params[...] = start
    return compare(*slopes)


def _arrays(target) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """(name, value, gradient) of every learned array of a layer or network, in the order of its vector."""
    if hasattr(target, "layers"):
        return [(f"layers[{i}].{n}", v, g) for i, layer in enumerate(target.layers) for n, v, g in _arrays(layer)]
    return [(name, getattr(target, name), getattr(target, "d" + name)) for name in target.param_shapes]


def _check_float64(name: str, x: np.ndarray | None) -> None:
    if x is None:
        raise TypeError("the layer has no weights yet: call its build(rng=0, dtype=np.float64) first")
    if x.dtype != np.float64:
        raise TypeError(f"{name} must be float64, where central differences mean something; got {x.dtype}")
