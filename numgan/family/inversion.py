"""The latent of a given row: which z would G have needed to make it?

G maps latents to rows and has no inverse. But its gradient says how a row changes with its latent, so one can look for
the latent whose row is nearest. An encoder, where a game has one, says where to begin.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..checks import check_count, check_function, check_kind, check_rng
from ..functions import sigmoid
from ..game import Game
from ..network import Sequential
from ..optimizers import Adam
from .energy import squared_energy


class Inversion(NamedTuple):
    """latents (B, latent_dim); rows (B, n), G of them, in the network's scale; errors (B,), of each row."""

    latents: np.ndarray
    rows: np.ndarray
    errors: np.ndarray


def invert(
    game: Game,
    x: np.ndarray,
    *,
    steps: int = 300,
    lr: float = 0.05,
    starts: int = 4,
    error: Callable = squared_energy,
    rng=None,
    **wanted,
) -> Inversion:
    """The latents whose rows come nearest to scaled rows x, (B, n), by gradient descent through G.

    Error       y = G(z),  e = mean_j (y_j - x_j)^2                   for each row by itself
    Gradient    dz = G's backward pass of 2 (y - x) / n, as at inference; G's parameters stand still
    Update      Adam with this lr, `steps` times, on z alone

    The error has many minima. So each row begins at `starts` latents drawn from the prior, and at E(x) as well if the
    game has an encoder; what counts is the best latent that was seen on any of the paths. A code that can be asked for
    is no part of the search: it stays as it was drawn, or as `wanted` says (labels=7).
    The latents found need not look like draws from the prior.

    lr, steps : of the search; starts : int >= 0, at least 1 if there is no encoder
    error : another error: error(y, x) of rows (B, n) each gives e (B,) and dy (B, n). By default those above
    rng : None, int or Generator, for the starts
    Returns an `Inversion`. G is the averaged one, if the game keeps an average. Raises ValueError for a game that makes
    nothing from latents, TypeError if that is not done by one network (`Diffusion`).
    Source: the idea is that of Creswell & Bharath 2016, Inverting the Generator of a Generative Adversarial Network;
    starts, steps and the best latent on the path are ours.
    """
    check_kind("game", game, Game, "a game")
    x, sampler = game.rows_in_range(x), game.sampler()
    steps, encode = check_count("steps", steps), getattr(game, "encode", None)
    starts, rng = check_count("starts", starts, 0 if encode else 1), check_rng(rng)
    check_function("error", error, "error(y, x)")
    G = check_kind("the game's generator", sampler.generator, Sequential, "a network, which has a gradient")
    B, codes = len(x), sampler.noise_prior.codes
    begun = [sampler.latents(B, rng=rng, **wanted) for _ in range(starts)]
    z = np.concatenate([*begun, encode(x)] if encode else begun)
    target = np.tile(x, (len(z) // B, 1))
    best, least, adam = z.copy(), np.full(len(z), np.inf), Adam(lr=lr)
    free = np.ones_like(z)
    free[:, z.shape[1] - codes :] = 0
    for step in range(steps + 1):
        y, cache = G.forward(z, training=False)
        row = y if sampler.link is None else sampler.link(y)
        e, dy = error(row, target)
        better = e < least
        best[better], least[better] = z[better], e[better]
        if step < steps:
            dy = dy * row * (1 - row) if sampler.link is sigmoid else dy
            dz = G.backward(dy, cache, params=False) * free
            adam.step(z.reshape(-1), dz.reshape(-1))
    chosen = least.reshape(-1, B).argmin(axis=0) * B + np.arange(B)
    return Inversion(best[chosen], sampler.generate(best[chosen]), least[chosen])
