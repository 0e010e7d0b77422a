"""Denoising diffusion of Ho et al. 2020: data are buried in noise step by step, and a network learns the way back.

A GAN's generator makes a sample in one pass. Here a sample takes many passes of one network, and in exchange the loss
is a plain regression, without a second player. The way back of Song et al. 2021 draws nothing, so it is a function of
the noise that it starts from: latents in, data out, as with every other member of the family.
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import functools
import math

import numpy as np

from ..checks import check_count, check_flag, check_kind, check_rng
from ..game import Game
from ..network import Sequential
from ..noise import NormalNoise
from ..objectives.losses import squared
from ..player import Player
from ..sampler import Sampler

OFFSET = 0.008  # the s of the cosine schedule
MOST_NOISE = 0.999  # of one step


class Diffusion(Game):
    """One player, a denoiser, that learns to tell the noise in a row from the row.

    Noising     x_t = sqrt(abar_t) x + sqrt(1 - abar_t) eps,  eps ~ N(0, 1)         t = 1 ... T; see `alpha_bar`
    Denoiser    v   = N([x_t | columns of t]),  t uniform and each row's own
    Prediction  eps_hat = sqrt(1 - abar_t) x_t + sqrt(abar_t) v
    Loss        mean over all entries of (eps_hat - eps)^2
    Backward    dv  = sqrt(abar_t) deps_hat

    Where nearly all is noise, x_t is nearly eps: this share of x_t goes into the prediction directly, and the denoiser
    gives only the rest. (With eps_hat = N itself, a small error at t = T, where x is hidden in eps with a factor of
    sqrt(abar_T) near 0, would be divided by that factor on the way back.)

    With predicts_data the denoiser gives the data, and the loss compares data:

    Prediction  x_hat = N([x_t | columns of t])
    Loss        mean over all entries of (x_hat - x)^2

    Noise fills all directions of a row, and v has noise in it: a network that gives v must hand all of them through.
    Digits lie in few. Three hidden layers of 1024 ReLU can make digits from 784 noisy pixels, and cannot hand 784
    numbers through: in 20 epochs they reached a Frechet distance of 204 with v, and of 10 with x_hat.

    Parameters
    ----------
    denoiser : Player, (B, n + columns) to (B, n)
        The columns beside the row are for t (`time_columns`): an even number, at least 2. No layer may couple rows.
    timesteps : int, the paper's T
    sampling_steps : int, 1 ... timesteps
        Passes of the denoiser for one sample: the way back takes so many of the T steps (`ReverseProcess`).
    predicts_data : bool
    settings : as for `Game`, with noise_prior NormalNoise(). A latent is x_T, as long as a row.

    Source: Ho, Jain & Abbeel 2020, Denoising Diffusion Probabilistic Models, algorithm 1 and eq. 14.
    Deviates from it: the schedule of Nichol & Dhariwal 2021; the network gives v (Salimans & Ho 2022, appendix D), and
    the loss stays the one of eps. For predicts_data: Li & He 2025, Back to Basics: Let Denoising Generative Models
    Denoise (there with another weight for each t).
    """

    sampled = "denoiser"

    denoiser: Player

    def __init__(
        self,
        denoiser: Player,
        *,
        timesteps: int = 1000,
        sampling_steps: int = 50,
        predicts_data: bool = False,
        **settings,
    ):
        self.denoiser = check_kind("denoiser", denoiser, Player, "a Player")
        columns = denoiser.n_in - denoiser.n_out
        if columns < 2 or columns % 2:
            raise ValueError(
                f"the denoiser gives rows of {denoiser.n_out} values, so it must take these and, beside them, an even "
                f"number of columns for t, at least 2; it takes {denoiser.n_in} values in all"
            )
        if denoiser.couples_rows or denoiser.rows != 1:
            raise ValueError(
                "no layer of the denoiser may couple rows (BatchNorm, Pack): in training each row has a t of its own, "
                "and in sampling all have the same"
            )
        self.timesteps = check_count("timesteps", timesteps)
        self.sampling_steps = check_count("sampling_steps", sampling_steps)
        if sampling_steps > timesteps:
            raise ValueError(f"sampling_steps must be at most timesteps, {timesteps}, got {sampling_steps}")
        self.predicts_data = check_flag("predicts_data", predicts_data)
        super().__init__(**settings)
        check_kind("noise_prior", self.noise_prior, NormalNoise, "NormalNoise(), the noise that hides the data")

    def play(self, real):
        """Algorithm 1 of the paper."""
        t = self.noise_rng.integers(1, self.timesteps + 1, size=len(real))
        eps = self.noise(len(real))
        abar = alpha_bar(self.timesteps)[t, None]  # (B, 1)
        data_share, noise_share = np.sqrt(abar).astype(self.dtype), np.sqrt(1 - abar).astype(self.dtype)
        x_t = data_share * real + noise_share * eps
        y, cache = self.denoiser.forward(beside_time(x_t, t, self.denoiser.n_in))
        if self.predicts_data:
            loss, dy = squared(y, real)
        else:
            loss, deps = squared(noise_share * x_t + data_share * y, eps)
            dy = data_share * deps
        self.denoiser.backward(dy, cache, inputs=False)
        norm = self.move(denoiser=loss)
        return {"loss": loss, "grad_norm": norm}

    def ancestral(self, n: int, *, rng=None, averaged: bool = True) -> np.ndarray:
        """n rows by algorithm 2 of the paper, (n, width): all T steps back, with new noise in each of them."""
        n, rng = check_count("n", n), check_rng(rng)
        back = self._way_back(averaged, self.timesteps)
        return back(self.noise_prior(rng, (n, self.latent_dim), self.dtype), rng=rng)

    @property
    def latent_dim(self) -> int:
        """Length of a latent: of a row."""
        return self.denoiser.n_out

    def _sampler(self, averaged):
        back = self._way_back(averaged, self.sampling_steps)
        return Sampler(back, noise_prior=self.noise_prior, data_range=self.data_range, data_shape=self.data_shape)

    def _way_back(self, averaged, steps):
        network = self._network(averaged)
        return ReverseProcess(network, timesteps=self.timesteps, steps=steps, predicts_data=self.predicts_data)

    def _inputs(self):
        x = super()._inputs()
        return beside_time(x, np.full(len(x), self.timesteps), self.denoiser.n_in)


class ReverseProcess:
    """The way back, from x_T ~ N(0, 1) to data, in steps t_1 = T > t_2 > ... > t_S = 1, evenly spaced, and then 0.

    For each t and the next one, s:

        v         = N([x_t | columns of t])                                         (see predicts_data)
        x_hat     = sqrt(abar_t) x_t - sqrt(1 - abar_t) v                           the data, as N sees them from t
        eps_hat   = sqrt(1 - abar_t) x_t + sqrt(abar_t) v                           the noise
        x_s       = sqrt(abar_s) x_hat + sqrt(1 - abar_s - sigma^2) eps_hat + sigma e,  e ~ N(0, 1)

        sigma^2   = 0                                                               DDIM: a function of x_T
        sigma^2   = (1 - abar_s) / (1 - abar_t) (1 - abar_t / abar_s)               with rng: the ancestral steps

    With S = T the latter are algorithm 2 of Ho et al. 2020, with the smaller of its two variances, that of
    q(x_s | x_t, x): exact if the data are one row. The larger one, 1 - abar_t / abar_s, is exact if they are N(0, 1).

    denoiser : Sequential, (B, n + columns) to (B, n).  timesteps : T.  steps : S. S = 1 goes from T to 0 at once
    predicts_data : if True, x_hat = N([x_t | columns of t]) and eps_hat = (x_t - sqrt(abar_t) x_hat) / sqrt(1 - abar_t)
    Attributes: n_in and n_out, both n; dtype.
    Source: Song, Meng & Ermon 2021, Denoising Diffusion Implicit Models, eqs. 12 and 16 (eta 0 and eta 1).
    """

    def __init__(self, denoiser: Sequential, *, timesteps: int, steps: int, predicts_data: bool = False):
        self.denoiser, self.timesteps, self.predicts_data = denoiser, timesteps, predicts_data
        self.times = np.round(np.linspace(timesteps, 1, steps)).astype(int)
        self.n_in = self.n_out = denoiser.n_out
        self.dtype = denoiser.dtype

    def __call__(self, x: np.ndarray, *, rng: np.random.Generator | None = None) -> np.ndarray:
        """x_T (B, n) to x_0 (B, n), without rng always the same."""
        abar = alpha_bar(self.timesteps)
        for t, s in zip(self.times, [*self.times[1:], 0], strict=True):
            x_hat, eps_hat = self.predict(x, t)
            variance = 0.0 if rng is None else (1 - abar[s]) / (1 - abar[t]) * (1 - abar[t] / abar[s])
            x = math.sqrt(abar[s]) * x_hat + math.sqrt(1 - abar[s] - variance) * eps_hat
            if rng is not None and variance:
                x += math.sqrt(variance) * rng.standard_normal(x.shape, self.dtype)
        return x

    def predict(self, x: np.ndarray, t: int) -> tuple[np.ndarray, np.ndarray]:
        """What the denoiser takes for data and for noise in x_t: x_hat and eps_hat, (B, n) each."""
        y = self.denoiser(beside_time(x, np.full(len(x), t), self.denoiser.n_in))
        abar = float(alpha_bar(self.timesteps)[t])
        data_share, noise_share = math.sqrt(abar), math.sqrt(1 - abar)
        if self.predicts_data:
            return y, (x - data_share * y) / noise_share
        return data_share * x - noise_share * y, noise_share * x + data_share * y


@functools.cache
def alpha_bar(timesteps: int) -> np.ndarray:
    """How much of the data is left after t steps, as a share of the variance: abar_0 = 1 ... abar_T, (T + 1,) float64.

    f(t)   = cos^2((t / T + s) / (1 + s) * pi / 2),  s = .008
    beta_t = min(1 - f(t) / f(t - 1), .999)                     the noise of step t
    abar_t = product of 1 - beta_i over i = 1 ... t             = f(t) / f(0) except for t = T

    Falls slowly at both ends; s keeps the first steps from being too small. For every T >= 1, unlike the paper's betas
    from 1e-4 to .02, which are made for T = 1000. Source: Nichol & Dhariwal 2021, eq. 17.
    """
    f = np.cos((np.arange(timesteps + 1) / timesteps + OFFSET) / (1 + OFFSET) * math.pi / 2) ** 2
    beta = np.minimum(1 - f[1:] / f[:-1], MOST_NOISE)
    abar = np.append(1.0, np.cumprod(1 - beta))
    abar.flags.writeable = False  # one array for all who ask
    return abar


def time_columns(t: np.ndarray, columns: int) -> np.ndarray:
    """t as columns: sin(w_i t), then cos(w_i t), (B,) to (B, columns) float64.

    w_i = 10000^(-i / (k - 1)),  i = 0 ... k - 1,  k = columns / 2          from 1 down to 1e-4; for k = 1 only 1

    Neighbouring t differ clearly in the first of each half, distant ones in the last.
    Source: Vaswani et al. 2017, section 3.5, as in the code of Ho et al. 2020.
    """
    k = columns // 2
    angles = t[:, None] * 10000.0 ** (-np.arange(k) / max(1, k - 1))
    return np.hstack([np.sin(angles), np.cos(angles)])


def beside_time(x: np.ndarray, t: np.ndarray, width: int) -> np.ndarray:
    """[x | columns of t], (B, width), in x's dtype."""
    return np.hstack([x, time_columns(t, width - x.shape[1]).astype(x.dtype)])
