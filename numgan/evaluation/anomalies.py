"""What does a game find strange? Scores of rows, higher for those that are unlike what it was trained on.

A game that was trained on normal rows alone reproduces normal rows. What it cannot reproduce is an anomaly, or so one
hopes. `ranking` says how well a score tells the two apart.
"""

from collections.abc import Callable

import numpy as np

from ..checks import check_count, check_kind, check_number, check_rng
from ..family import GAN, VAEGAN, VEEGAN, BiGAN, invert
from ..family.energy import squared_energy
from ..game import Game
from ..layers import MinibatchDiscrimination
from ..network import Sequential


def reconstruction_scores(game: Game, x, *, block: int = 1000) -> np.ndarray:
    """How badly a game reproduces each row: (B, n) scaled rows to (B,), mean_j (y_j - x_j)^2.

    y = game.reconstruct(x), of an autoencoder, or of any game with an encoder; in EBGAN it is D's own energy.

    How it misleads: a simple row, such as a digit 1, is easy to reproduce, whether it was in the training data or not,
    and an autoencoder with a wide code can learn to copy anything.

    block : rows at a time
    Raises ValueError for a game that reproduces nothing, or rows of another shape or not finite.
    """
    check_kind("game", game, Game, "a game")
    if not hasattr(game, "reconstruct"):
        raise ValueError(f"{type(game).__name__} has no encoder, and reproduces nothing: see anogan_scores")
    return _in_blocks(game, x, block, lambda x: squared_energy(game.reconstruct(x), x)[0])


def anogan_scores(
    game: GAN | VAEGAN,
    x,
    *,
    weight: float = 0.1,
    depth: int | None = -1,
    steps: int = 500,
    lr: float = 0.05,
    starts: int = 1,
    rng=None,
    block: int = 500,
) -> np.ndarray:
    """AnoGAN's score: what is left of a row after the search for the latent that explains it, (B, n) to (B,).

    z is searched by gradient descent through G and D (`invert`), and the score is the least error that was seen:

        R(z) = sum_j |x_j - y_j|,   y = G(z)                    the residual
        F(z) = sum_k |h(x)_k - h(y)_k|,   h = D.layers[:depth]  what D sees of it
        A(x) = min over z of (1 - weight) R(z) + weight F(z)

    D judges features here, and never whether x is real: at the end of training its logit says little.
    The search costs `steps` passes through both networks for each row, and is not exact: more starts give lower scores.

    x : scaled rows, `game.scale(images)`
    weight : of what D sees, from 0 to 1; depth : how many of D's layers, -1 for all except for the last
    steps, lr, starts, rng : of the search, see `invert`; block : rows at a time
    Raises TypeError for a game whose D does not judge rows by themselves, ValueError for one with labels or other codes
    in its latents, which no search finds.
    Source: Schlegl et al. 2017, Unsupervised Anomaly Detection with Generative Adversarial Networks to Guide Marker
    Discovery (weight .1). The 500 steps are those of houssamzenati/Efficient-GAN-Anomaly-Detection, gan/run_mnist.py;
    lr, and taking the best latent on the path and not the last one, are ours.
    """
    check_kind("game", game, GAN | VAEGAN, "a GAN, whose D judges rows")
    if game.noise_prior.codes:
        raise ValueError(f"the search of a latent finds no label or other code, and game has {game.noise_prior!r}")
    D = _check_judge(game.discriminator, depth)
    error, rng = anogan_error(D, weight=check_number("weight", weight, 0, 1), depth=depth), check_rng(rng)

    def score(x):
        return invert(game, x, steps=steps, lr=lr, starts=starts, rng=rng, error=error).errors

    return _in_blocks(game, x, block, score)


def egbad_scores(
    game: BiGAN | VEEGAN, x, *, weight: float = 0.1, depth: int | None = -1, block: int = 1000
) -> np.ndarray:
    """EGBAD's score, without a search: an encoder says which latent explains the row, (B, n) to (B,).

        z = E(x),  y = G(z)
        R = sum_j |x_j - y_j|                                                   the residual
        F = sum_k |h(x, z)_k - h(y, z)_k|,   h = D.layers[:depth]               D's features of the two pairs
        A(x) = (1 - weight) R + weight F

    game : BiGAN or VEEGAN, whose D judges pairs [x | z]
    x : scaled rows, `game.scale(images)`
    weight : of what D sees, from 0 to 1; depth : how many of D's layers, -1 for all except for the last
    block : rows at a time
    How it misleads: see `reconstruction_scores`. And E(x) of a BiGAN is often no good inverse, for normal rows too.
    Source: Zenati et al. 2018, Efficient GAN-Based Anomaly Detection; weight .1 and the sums of absolute values are
    those with which the authors' code, houssamzenati/Efficient-GAN-Anomaly-Detection, reproduces the paper. Its other
    second term, the cross entropy of D's answer, is left out.
    """
    check_kind("game", game, BiGAN | VEEGAN, "a BiGAN or a VEEGAN, whose D judges pairs")
    weight, D = check_number("weight", weight, 0, 1), _check_judge(game.discriminator, depth)

    def score(x):
        z = game.encode(x)
        y, read = game.generate(z), z[:, : D.n_in - game.width]  # of VEEGAN's latents D judges those that F reads
        (real, _), (made, _) = (D.forward(np.hstack([rows, read]), training=False, depth=depth) for rows in (x, y))
        return (1 - weight) * _distances(x, y) + weight * _distances(real, made)

    return _in_blocks(game, x, block, score)


def anogan_error(D: Sequential, *, weight: float, depth: int | None) -> Callable:
    """The error that AnoGAN's search descends: a function of rows y and x, (B, n) each, as `invert` takes it.

    Forward     e = (1 - weight) sum_j |y_j - x_j| + weight sum_k |h(y)_k - h(x)_k|,   h = D.layers[:depth]
    Backward    dh = weight sign(h(y) - h(x))
                dy = (1 - weight) sign(y - x) + the backward pass of D.layers[:depth] on dh

    Returns e (B,) and dy (B, n). D answers as at inference and stands still.
    """

    def error(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        (h, cache), (wanted, _) = (D.forward(rows, training=False, depth=depth) for rows in (y, x))
        dh = weight * np.sign(h - wanted)
        dy = (1 - weight) * np.sign(y - x) + D.backward(dh, cache, params=False, depth=depth)
        return (1 - weight) * _distances(y, x) + weight * _distances(h, wanted), dy

    return error


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """sum |a_i - b_i| over all that belongs to row i: (B, ...) twice to (B,)."""
    return np.abs(a - b).reshape(len(a), -1).sum(axis=1)


def _check_judge(D: Sequential, depth: int | None) -> Sequential:
    """Return D if its features of a row depend on that row alone; else raise ValueError."""
    if D.rows != 1 or any(isinstance(layer, MinibatchDiscrimination) for layer in D.first(depth)):
        raise ValueError("the game's discriminator compares or packs rows, so a row by itself has no score")
    return D


def _in_blocks(game: Game, x, block: int, score: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The scores of all rows, `block` of them at a time."""
    x, block = game.rows_in_range(x), check_count("block", block)
    return np.concatenate([score(x[start : start + block]) for start in range(0, len(x), block)])
