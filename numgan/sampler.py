"""What a trained generator is for: latents in, data out."""

import copy
import math
from collections.abc import Callable, Iterator
from typing import Protocol, Self, runtime_checkable

import numpy as np

from .checks import (
    check_array,
    check_count,
    check_finite,
    check_flag,
    check_function,
    check_kind,
    check_range,
    check_rng,
    check_rows,
    check_shape,
)
from .datasets import unscale
from .noise import Noise, great_circle_interpolation, linear_interpolation

BLOCK = 1000  # rows generated at a time, so that memory for activations does not grow with the number asked for


@runtime_checkable
class Generator(Protocol):
    """What a Sampler runs: rows (B, n_in) in, rows (B, n_out) out, of one dtype. A Sequential is one."""

    n_in: int
    n_out: int
    dtype: np.dtype

    def __call__(self, z: np.ndarray, /) -> np.ndarray:
        """(B, n_in) -> (B, n_out), as at inference."""


class Sampler:
    """A generator G, the prior of its latents, and the scale of what it makes. It never changes any of them.

    generator : Sequential, (B, latent_dim) to (B, n), or another function of rows that states n_in, n_out and dtype
    noise_prior : NormalNoise, UniformNoise, or a prior with a code that a user can choose, such as LabelledNoise
    data_range : (low, high), the network's scale of images, or None for points in their own units
    data_shape : shape of one datum, such as (28, 28)
    link : None, or the function that turns G's output into data: the sigmoid if the output is logits of pixels
    """

    def __init__(
        self,
        generator: Generator,
        *,
        noise_prior: Noise,
        data_range: tuple[float, float] | None,
        data_shape: tuple[int, ...],
        link: Callable[[np.ndarray], np.ndarray] | None = None,
    ):
        self.generator: Generator = check_kind("generator", generator, Generator, "a Sequential")
        self.noise_prior: Noise = check_kind("noise_prior", noise_prior, Noise, "an object such as NormalNoise()")
        self.data_range = None if data_range is None else check_range("data_range", data_range)
        self.data_shape = check_shape("data_shape", data_shape)
        self.link = None if link is None else check_function("link", link, "of what G gives")
        if math.prod(self.data_shape) != self.width:
            raise ValueError(f"data_shape {self.data_shape} does not hold the {self.width} values of one row")

    def copy(self) -> Self:
        """A second sampler, with its own copy of the generator."""
        return copy.deepcopy(self)

    @property
    def latent_dim(self) -> int:
        """Length of a latent z, its code included."""
        return self.generator.n_in

    @property
    def width(self) -> int:
        """Values in one datum: n."""
        return self.generator.n_out

    def latents(self, n: int, *, rng=None, **wanted) -> np.ndarray:
        """n latents, (n, latent_dim), drawn from the caller's rng.

        wanted : the code, if the prior has one: labels=7 or labels=array (n,) in a conditional game. By default the
        code is drawn too. Raises TypeError if the prior has no such code.
        """
        n, rng = check_count("n", n), check_rng(rng)
        sizes = [min(BLOCK, n - start) for start in range(0, n, BLOCK)]  # drawn as `sample_blocks` draws them
        z = np.concatenate([self.noise_prior(rng, (m, self.latent_dim), self.generator.dtype) for m in sizes])
        return self.noise_prior.ask(z, **wanted) if wanted else z

    def interpolate(self, z0: np.ndarray, z1: np.ndarray, n: int, *, linear: bool = False) -> np.ndarray:
        """n latents from z0 to z1, (latent_dim,) each, to (n, latent_dim): `great_circle_interpolation`.

        If `linear`, or if z is one number, they lie on the straight line. A code is not interpolated: all of them get
        z0's. Raises TypeError for latents that hold no floats, ValueError for a wrong shape, or if no arc between them
        is the shortest.
        """
        linear = check_flag("linear", linear)
        z0, z1 = self._latent("z0", z0), self._latent("z1", z1)
        own = self.latent_dim - self.noise_prior.codes  # columns of z itself
        way = linear_interpolation if linear or own == 1 else great_circle_interpolation
        z = way(z0[:own], z1[:own], n)
        return np.hstack([z, np.broadcast_to(z0[own:], (n, self.noise_prior.codes))])

    def generate(self, z: np.ndarray) -> np.ndarray:
        """G(z) as at inference: (B, latent_dim) -> (B, n), in the network's scale.

        Raises TypeError or ValueError for latents of a wrong dtype or shape, or not finite.
        """
        z = check_rows("z", z, self.latent_dim, self.generator.dtype)
        check_finite("z", z)
        out = np.empty((len(z), self.width), self.generator.dtype)
        for start in range(0, len(z), BLOCK):
            out[start : start + BLOCK] = self.generator(z[start : start + BLOCK])
        return out if self.link is None else self.link(out)

    def sample(self, n: int, *, rng=None, **wanted) -> np.ndarray:
        """n generated rows, (n, width), in the network's scale. The same rng gives the same rows. wanted: as above."""
        return self.generate(self.latents(n, rng=rng, **wanted))

    def sample_blocks(self, n: int, *, rng=None) -> Iterator[np.ndarray]:
        """The rows of `sample(n, rng=rng)` in blocks of at most 1,000: a million take no more memory than a thousand.

        >>> sums = sum(block.sum(axis=0) for block in sampler.sample_blocks(1_000_000, rng=0))
        """
        n, rng = check_count("n", n), check_rng(rng)
        return (self.sample(min(BLOCK, n - start), rng=rng) for start in range(0, n, BLOCK))

    def to_images(self, x: np.ndarray) -> np.ndarray:
        """Rows (B, n) in the network's scale to uint8 images (B, *data_shape)."""
        x, data_range = self._checked(x)
        return unscale(x, data_range, self.data_shape)

    def to_unit(self, x: np.ndarray) -> np.ndarray:
        """Rows (B, n) in the network's scale to pixels in [0, 1], clipped: the scale in which samples are judged."""
        x, (low, high) = self._checked(x)
        return np.clip((x - low) / (high - low), 0, 1)

    def _latent(self, name: str, z) -> np.ndarray:
        z = check_array(name, z)
        if z.shape != (self.latent_dim,):
            raise ValueError(f"{name} must be a latent of shape ({self.latent_dim},), got {z.shape}")
        return z.astype(self.generator.dtype, copy=False)

    def _checked(self, x):
        if self.data_range is None:
            raise ValueError("these rows are points, not images: data_range is None")
        x = check_rows("x", x, self.width, self.generator.dtype)
        check_finite("x", x)
        return x, self.data_range
