"""A code in the latent that G must not ignore: InfoGAN (Chen et al. 2016).

Part of the latent is a code c: a label that is not in the data, and two numbers. D has a second head Q that reads the
code back from G's rows, and both players are rewarded when it can. What the code means is not prescribed. On digits the
paper found that it stood for the digit, its slant and its width.
"""

import math

import numpy as np

from ..checks import check_array, check_count, check_finite, check_kind, check_number
from ..game import Game
from ..noise import Noise, NormalNoise
from ..objectives import NonSaturating, Objective
from ..objectives.losses import softmax_cross_entropy
from ..penalties import Penalty
from ..player import Player
from ..sampled import COLUMNS
from ..turns import backward_both, beliefs, forward_both
from .cgan import LabelledNoise
from .ends import check_ends_in_logits


class CodedNoise(Noise):
    """Latents [z | k | u]: noise z, a category k drawn uniformly from `categories` (one-hot), and u ~ U(-1, 1).

    categories : int >= 2
    continuous : int >= 0, columns of u
    """

    def __init__(self, categories: int = 10, *, continuous: int = 2):
        self.categories = check_count("categories", categories, 2)
        self.continuous = check_count("continuous", continuous, 0)
        self.codes, self.choices = categories + continuous, {"category": categories}
        self.prior = NormalNoise()
        self._labelled = LabelledNoise(categories, prior=self.prior)

    @property
    def entropy(self) -> float:
        """H(k), the entropy of the category in nats: log(categories)."""
        return math.log(self.categories)

    def __call__(self, rng, shape, dtype):
        B, width = shape
        z = self._labelled(rng, (B, width - self.continuous), dtype)
        return np.hstack([z, 2 * rng.random((B, self.continuous), dtype) - 1])

    def ask(self, z, *, category=None, code=None):  # type: ignore[override]  # each prior is asked for its own code
        """category : (B,) whole numbers or one for all.  code : (B, continuous) numbers, or one row of them for all.

        G was trained on codes in (-1, 1); it may be asked for others.
        """
        own, u = np.split(z, [z.shape[1] - self.continuous], axis=1)
        own = own if category is None else self._labelled.ask(own, labels=category)
        if code is not None:
            code = check_array("code", code, "fiu", f"{self.continuous} numbers, or {u.shape} of them")
            if code.shape not in ((self.continuous,), u.shape):
                raise ValueError(
                    f"code must be {self.continuous} numbers, or {u.shape} of them, got shape {code.shape}"
                )
            check_finite("code", code)
            u = np.broadcast_to(code.astype(z.dtype), u.shape)
        return np.hstack([own, u])


class InfoGAN(Game):
    """A GAN whose D has 1 + categories + continuous columns: its logit, and Q's logits of k and means of u.

    Q's loss, on generated rows, whose code is known:
        info = category_weight * (cross entropy of k) + continuous_weight * mean(sum((u - q_u)^2) / 2)
    The entropy of the code minus Q's expected negative log-probability is a lower bound L_I on the mutual information
    of code and row:
        L_I = H(c) - E[-log Q(c | x)]  <=  I(c; x),  x = G(z, c)
    with equality if Q is the true posterior of c. So a player that descends `info` ascends this bound. D and G both
    descend it, each in its turn. The record has L_I in nats, before the step, for either part of the code:
        category_bound = log(categories) - (cross entropy of k)     at most log(categories) = H(k), 2.303 for ten
        code_bound     = -mean(sum((u - q_u)^2) / 2)                at most 0
    A Q that says the same of every row has a category_bound of 0, or less; with q_u = 0, code_bound is -continuous / 6.
    code_bound is L_I up to a constant: Q(u | x) is the normal distribution of mean q_u and variance 1, and u is uniform
    in (-1, 1), so that L_I = code_bound + continuous (log 2 - log(2 pi) / 2), .226 less for each u. There is no maximum
    H(u) beside it, because the mutual information of two numbers that determine each other is infinite.

    Parameters
    ----------
    generator, discriminator : Player
    noise_prior : CodedNoise
    objective : Objective
        Default: NonSaturating(). One that compares rows is refused.
    category_weight, continuous_weight : float >= 0
        The paper's lambda, for the two parts of the code.
    penalty : Penalty or None
        Added to D's loss: it is on the slope of D's logit, and Q's columns are free.
    settings : as for `Game`.

    Source: Chen et al. 2016, InfoGAN, sections 4 to 6; openai/InfoGAN, infogan_trainer.py (D descends Q's loss too).
    """

    generator: Player
    discriminator: Player
    objective: Objective
    penalty: Penalty | None
    noise_prior: CodedNoise

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        *,
        noise_prior: CodedNoise,
        objective: Objective = NonSaturating(),
        category_weight: float = 1.0,
        continuous_weight: float = 0.1,
        penalty: Penalty | None = None,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        check_kind("noise_prior", noise_prior, CodedNoise, "CodedNoise(categories)")
        self.category_weight = check_number("category_weight", category_weight, 0)
        self.continuous_weight = check_number("continuous_weight", continuous_weight, 0)
        if penalty is not None:
            check_kind("penalty", penalty, Penalty, "a Penalty such as R1(), or None").check(discriminator)
        self.penalty = penalty
        if discriminator.rows != 1:
            raise ValueError("Q reads one code from each row: InfoGAN's discriminator must not pack rows")
        if objective.compares:
            raise ValueError(f"InfoGAN's objective must look at each row by itself, and {objective!r} compares rows")
        ends, wanted = (discriminator.n_in, discriminator.n_out), (generator.n_out, 1 + noise_prior.codes)
        if ends != wanted:
            raise ValueError(
                f"the discriminator must be {wanted[0]} to {wanted[1]} (a logit and the code), "
                f"got {ends[0]} to {ends[1]}"
            )
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(noise_prior=noise_prior, **settings)

    def play(self, real):
        """One step of D and Q, then one of G, each on fresh noise; both descend Q's loss too."""
        G, D = self.generator, self.discriminator
        z = self.noise(len(real))
        fake = G(z, training=True)
        r, f, both = forward_both(D, real, fake)
        d_loss, dr, df = self.objective.discriminator(r[:, :1], f[:, :1])
        info, dq, bounds = self.information(f[:, 1:], z)
        backward_both(D, np.hstack([dr, np.zeros_like(r[:, 1:])]), np.hstack([df, dq]), both)
        if self.penalty is not None:
            d_loss += self.penalty.gradient(D, real, fake)
        d_norm = self.move(discriminator=d_loss + info)

        z = self.noise(len(real))
        fake, cache = G.forward(z)
        y, y_cache = D.forward(fake)
        g_loss, dy = self.objective.generator(y[:, :1])
        g_info, dq, _ = self.information(y[:, 1:], z)
        G.backward(D.backward(np.hstack([dy, dq]), y_cache, params=False), cache, inputs=False)
        g_norm = self.move(generator=g_loss + g_info)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "info": info, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | bounds | beliefs(self.objective, r[:, :1], f[:, :1])

    def information(self, q: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray, dict[str, float]]:
        """Q's loss on its columns q, (B, categories + continuous), for rows made from z: info, dq like q, the bounds.

        There is no code_bound if there is no u.
        """
        prior, B = self.noise_prior, len(q)
        K, code = prior.categories, z[:, z.shape[1] - prior.codes :]
        of_k, dlogits = softmax_cross_entropy(q[:, :K], code[:, :K].argmax(axis=1))
        difference = q[:, K:] - code[:, K:]
        of_u = float((difference**2).sum(dtype=np.float64)) / (2 * B)
        info = self.category_weight * of_k + self.continuous_weight * of_u
        dq = np.hstack([dlogits * self.category_weight, difference * (self.continuous_weight / B)])
        bounds = {"category_bound": prior.entropy - of_k}
        return info, dq, bounds | ({"code_bound": -of_u} if prior.continuous else {})

    def read(self, x: np.ndarray) -> np.ndarray:
        """Q's reading of scaled rows, as at inference: (B, n) to (B, categories + continuous), logits and means."""
        return self.discriminator(self.rows_in_range(x))[:, 1:]

    def categories_of(self, x: np.ndarray) -> np.ndarray:
        """The category that Q finds most probable for each scaled row: (B, n) to (B,) whole numbers."""
        return self.read(x)[:, : self.noise_prior.categories].argmax(axis=1)

    def show(self, rng, *data):
        """A row of ten for each category."""
        categories = np.arange(self.noise_prior.categories).repeat(COLUMNS)
        return self.sample(len(categories), rng=rng, category=categories).reshape(-1, COLUMNS, self.width)
