"""A game: named players and an algorithm. The loop around it, the data, resuming and files are the same for all.

A member of the family (numgan/family) is a class derived from `Game`: its constructor keeps players in attributes, and
its method `play` is its paper's algorithm, from top to bottom. Nothing here knows how many players there are, or which.
"""

import copy
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from .checks import check_count, check_finite, check_kind, check_path, check_range, check_rows, check_shape, check_text
from .files import checkpoint, snapshot
from .history import History
from .loop import Loop
from .noise import Noise, NormalNoise
from .player import Player
from .streams import spawn


class TrainingDiverged(FloatingPointError):
    """A loss, a gradient or another number of a step is no longer finite; the player named has not moved.

    Running statistics may have changed, and players whose turn came before may have moved.
    """


class Game(Loop):
    """Base class: players in attributes, `play` for their algorithm, and all that surrounds it.

    Parameters
    ----------
    noise_prior : NormalNoise, UniformNoise, ...
        The distribution of the latents z.
    batch_size, epochs : int
        What `steps` and `fit` use by default.
    data_range : (low, high) or None
        The networks' scale of the data. uint8 images are scaled to it as they are drawn. None: data has its own units.
    data_shape : tuple
        Shape of one datum, such as (28, 28). Default: (n,), the width of the sampled player's output.
    recipe : str
        Name of the set-up, for people to read.
    rng : None, int, Generator, ...
        Spawned into a stream for noise and a seed for the data's order. Sampling and plotting use neither.

    Attributes
    ----------
    players : dict
        Every attribute that is a Player, by its name.
    step, epoch, step_in_epoch : int
        Steps done, epochs completed, and steps done in the epoch begun.
    history : History
    trained_on : str or None
        Name of the data, for a later evaluation; a checkpoint keeps it.

    A subclass may set
    ------------------
    takes : the arrays of data that it trains on, each "rows" or "labels"
    sampled : the player whose rows `sample` draws; None if nothing is made from latents
    remembered : names of attributes that change with the steps and that a checkpoint keeps: numbers, or arrays of rows
        in the players' dtype, which `play` replaces by new arrays and does not change in place
    paired : False if there are several arrays of data and each is shuffled on its own
    resting : players that need not move in every step
    """

    takes: tuple[str, ...] = ("rows",)
    remembered: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()
    noise_prior: Noise
    history: History

    def __init__(
        self,
        *,
        noise_prior: Noise = NormalNoise(),
        batch_size: int = 128,
        epochs: int = 20,
        data_range: tuple[float, float] | None = None,
        data_shape: tuple[int, ...] | None = None,
        recipe: str = "custom",
        rng=None,
    ):
        super().__init__()
        snapshot.check_players(self)
        self._check_settings()
        self.noise_prior = check_kind("noise_prior", noise_prior, Noise, "an object such as NormalNoise()")
        self.batch_size, self.epochs = check_count("batch_size", batch_size), check_count("epochs", epochs)
        self.data_range = None if data_range is None else check_range("data_range", data_range)
        self.data_shape = (self._given(),) if data_shape is None else check_shape("data_shape", data_shape)
        if self.width != self._given():
            raise ValueError(f"data_shape {self.data_shape} does not hold the {self._given()} values of one row")
        if self.sampled and self.latent_dim < noise_prior.codes:
            raise ValueError(
                f"the {self.sampled} takes {self.latent_dim} columns: too few for the {noise_prior.codes} of the code "
                f"in {noise_prior!r}"
            )
        self.recipe = check_text("recipe", recipe)
        noise, order = spawn(rng, 2)
        self.noise_rng, self.data_seed = np.random.default_rng(noise), int(order.integers(2**62))
        self.history = History()
        self.trained_on: str | None = None
        self._moved: dict[str, list[np.ndarray]] | None = None  # gradients used so far, in the first step only
        snapshot.check_savable(self)  # what could not be saved is refused now and not after the training

    def play(self, *batch: Any, **named: Any) -> Mapping[str, float]:
        """One step of the algorithm on a minibatch, (B, n), in which players `move`. Returns the numbers to record."""
        raise TypeError(f"{type(self).__name__} must define play(*batch), its algorithm")

    # ---- what play may use ----------------------------------------------------------------------------------------

    def noise(self, n: int) -> np.ndarray:
        """n latents from the training stream, (n, latent_dim)."""
        return self.noise_prior(self.noise_rng, (n, self.latent_dim), self.dtype)

    def move(self, **losses: float) -> float:
        """Each named player descends its loss: one update against the gradient in its `grads`.

        >>> norm = self.move(discriminator=loss)

        Returns the Euclidean norm of the gradient of all parameters that moved. If a loss or a gradient is not finite,
        raises TrainingDiverged, which names the player, before any player moves.
        """
        squares = 0.0
        for name, loss in losses.items():
            player = self.players.get(name)
            if player is None:
                raise ValueError(f"move: there is no player {name!r}; there are {', '.join(self.players)}")
            norm = player.gradient_norm()
            if not (math.isfinite(loss) and math.isfinite(norm)):
                raise TrainingDiverged(
                    f"step {self.step + 1}: the {name}'s loss is {loss:g} and the norm of its gradient {norm:g}; a "
                    "lower learning rate may help"
                )
            squares += norm**2
        for name in losses:
            if self._moved is not None:
                self._check_first_move(name, self._moved)
            self.players[name].move()
        return norm if len(losses) == 1 else math.sqrt(squares)

    def stop_gradient(self, value: np.ndarray) -> np.ndarray:
        """The value itself: from here on it counts as a constant, although it was computed from a player's rows.

        Gradients are written by hand, so none flows through it anyway. The name tells the reader, and `check_play`,
        which holds the value while it moves the parameters.
        """
        return value

    # ---- a step ---------------------------------------------------------------------------------------------------

    def train_step(self, *batch: np.ndarray, then: tuple[int, int] | None = None) -> Any:
        """Run `play` on this minibatch and return the record of it. batch: (B, n) scaled, and what else `play` takes.

        then : the `place` after it, given by `steps`; by default the place stays, because the rows are not from `steps`

        Raises ValueError for rows of a wrong shape or not finite, TrainingDiverged for numbers that are not finite.
        """
        if len(batch) != len(self.takes):
            lengths = ", ".join(str(len(array)) for array in batch)
            raise ValueError(f"{type(self).__name__} takes {' and '.join(self.takes)}, got arrays of length {lengths}")
        batch = self.check_batch(*batch)
        place = self.place
        self._places = self.step + 1, place, place if then is None else then
        self._moved = None if self.step else {}
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # `move` finds them, and names the player
                seen = self.play(*batch)
            self._check_seen(seen)
        finally:
            self._moved = None
        return self.history.append(place[0] + 1, seen)

    def check_batch(self, *batch: Any, **named: Any) -> tuple[np.ndarray, ...]:
        """Check a minibatch for `play`: here, one array of rows (B, n) for each array of data."""
        return tuple(self.check_batch_rows("real", rows) for rows in batch)

    def check_batch_rows(self, name: str, rows) -> np.ndarray:
        """Return rows (B, n) in the players' dtype, B a multiple of `minibatches`."""
        rows = check_rows(name, rows, self.width, self.dtype)
        check_finite(name, rows)
        if len(rows) % self.minibatches:
            raise ValueError(f"{name} must hold {self.minibatches} minibatches of equal size, got {len(rows)} rows")
        return rows

    # ---- who and where --------------------------------------------------------------------------------------------

    @property
    def players(self) -> dict[str, Player]:  # type: ignore[override]  # `Sampled` only reads it
        """The players by name, in the order in which the constructor named them."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Player)}

    @property
    def dtype(self) -> np.dtype:  # type: ignore[override]  # `Sampled` only reads it
        """float32 or float64: the dtype of all players, and of everything that passes through them."""
        return next(iter(self.players.values())).dtype

    # ---- keeping it -----------------------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Write the whole game to one .npz: set-up, weights, averages, optimisers, random streams, history.

        Training resumes from it bit for bit. The file appears whole or not at all.
        """
        checkpoint.save(check_path("path", path), snapshot.pack(self))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote: a game of this class, or of one derived from it; `Game.load` reads any.

        Raises FileNotFoundError, or CheckpointError for a file that is damaged or no checkpoint.
        """
        return snapshot.unpack(checkpoint.load(check_path("path", path)), path, cls)

    def copy(self) -> Self:
        """Another game in the same state, which shares nothing with this one."""
        return copy.deepcopy(self)

    def summary(self) -> str:
        """The players' tables."""
        return "\n\n".join(f"{name}\n{player.summary()}" for name, player in self.players.items())

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {player.params.size:,}" for name, player in self.players.items())
        return f"<{type(self).__name__} {self.recipe}, step {self.step}; parameters: {sizes}>"

    def _checked(self, name, value):
        if isinstance(value, Player) or isinstance(self.__dict__.get(name), Player):
            raise AttributeError(
                f"{name}: a game has the players that its constructor has checked, and no others; for other weights "
                f"write game.{name}.params[...] = other.params (and .state[...] = other.state), or make a new game"
            )
        return super()._checked(name, value)

    def _another(self, config):
        return vars(type(self)(**config, rng=0))

    # ---- checks ---------------------------------------------------------------------------------------------------

    def _check_settings(self) -> None:
        """Raise TypeError or ValueError for class attributes that no game can have."""
        for name in ("takes", "remembered", "resting"):
            if not isinstance(getattr(self, name), tuple):
                raise TypeError(f"{type(self).__name__}.{name} must be a tuple of names, got {getattr(self, name)!r}")
        if not self.takes or not {*self.takes} <= {"rows", "labels"}:
            raise ValueError(
                f"{type(self).__name__}.takes must name 'rows' or 'labels' for each array, got {self.takes}"
            )
        for name, players in (("sampled", (self.sampled,) if self.sampled else ()), ("resting", self.resting)):
            if unknown := [player for player in players if player not in self.players]:
                raise ValueError(
                    f"{type(self).__name__}.{name} names {unknown[0]!r}, and its players are {', '.join(self.players)}"
                )

    def _check_first_move(self, name: str, moved: dict[str, list[np.ndarray]]) -> None:
        """In the first step, refuse a second move on an unchanged gradient: no backward pass was run in between."""
        grads = self.players[name].grads
        if any(np.array_equal(grads, before) for before in moved.get(name, ())):
            raise ValueError(f"play moves the {name} twice on one gradient: compute a new one, or move it once")
        moved.setdefault(name, []).append(grads.copy())

    def _check_seen(self, seen) -> None:
        if not isinstance(seen, Mapping) or not seen:
            raise TypeError(f"play must return a dict of numbers to write down, such as {{'loss': 1.2}}, got {seen!r}")
        for name, value in seen.items():
            if not isinstance(value, float | int | np.floating):
                raise TypeError(f"play must return numbers, and {name} is {type(value).__name__}")
            if not math.isfinite(value):
                raise TrainingDiverged(f"step {self.step + 1}: play returned {name} = {value}")
        if self._moved is not None:
            still = [name for name in self.players if name not in self._moved and name not in self.resting]
            if still:
                raise ValueError(
                    f"play never moves the {' and the '.join(still)}: call self.move(name=loss), or name it in "
                    f"{type(self).__name__}.resting"
                )
