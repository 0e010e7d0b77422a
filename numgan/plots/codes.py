"""Pictures of a code that was learnt without labels: what each of its numbers does to the samples."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_count, check_kind, check_number
from ..game import Game
from ..sampler import Sampler
from .images import show_tiles
from .style import given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def code_walk(sampler, *, code: int = 0, steps: int = 9, spread: float = 2.0, rng=0, ax: Axes | None = None) -> Axes:
    """Draw what one number of an InfoGAN's code does: a row for each category, the number growing to the right.

    All images have one and the same noise z, and the code's other numbers are 0. So what differs between two columns is
    what u_code does, and what differs between two rows is the category. If the number has come to mean something, it
    means the same in every row: Chen et al. found the slant and the width of digits.

    sampler : Sampler of images, or a game, whose samples are then those of `game.sample`
    code : which of the numbers, from 0
    spread : u goes from -spread to spread. In training it lies in (-1, 1): what is outside shows how G goes on, as in
        the paper's figure 2
    rng : None, int, Generator, ...: z comes from it

    Raises ValueError for a G without such a code, a sampler of points, or numbers out of range.
    Source: Chen et al. 2016, figure 2.
    """
    check_kind("sampler", sampler, Game | Sampler, "a game or a Sampler")
    prior = sampler.noise_prior
    if not prior.continuous:
        raise ValueError(f"code_walk moves a number of the latent's code, such as InfoGAN's, and {prior!r} has none")
    if check_count("code", code, 0) >= prior.continuous:
        raise ValueError(f"code must lie in 0 ... {prior.continuous - 1} for this G, got {code}")
    steps, spread = check_count("steps", steps, 2), check_number("spread", spread, 0, exclusive="low")
    ((name, count),) = prior.choices.items()
    walk = np.linspace(-spread, spread, steps)
    numbers = np.zeros((count * steps, prior.continuous))
    numbers[:, code] = np.tile(walk, count)
    z = sampler.latents(1, rng=rng).repeat(count * steps, axis=0)
    z = prior.ask(z, **{name: np.arange(count).repeat(steps)}, code=numbers)
    images = sampler.to_images(sampler.generate(z))
    ax = given_or_new(ax)
    show_tiles(ax, images, columns=steps)
    height, width = images.shape[1:3]
    ax.set_xticks((width + 1) * np.arange(steps) + (width - 1) / 2, [f"{u:.3g}".replace("-", "\u2212") for u in walk])
    ax.set_yticks((height + 1) * np.arange(count) + (height - 1) / 2, [str(k) for k in range(count)])
    ax.set(xlabel=f"$u_{{{code + 1}}}$ of the code; in training from \u22121 to 1", ylabel=name)
    return ax
