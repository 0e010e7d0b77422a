"""Reconstructions as a bridge between noise and data: MDGAN (Che et al. 2017).

An encoder finds a latent for each row, and G must give the row back. A G that makes only some of the data cannot. The
reconstructions lie near the data's manifold, and all of the data have one. So D1 has an easier task, reconstruction
against real row; and D2 spreads what G makes of noise over what it makes of codes.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..objectives.losses import squared
from ..player import Player
from ..turns import beliefs, fool, judge
from .ends import check_ends, check_ends_in_logits


class MDGAN(Game):
    """Four players, and two games one after the other in each step.

    Manifold    D1      real rows x against reconstructions r = G(E(x))
                G, E    descend  mean (r - x)^2 + adversarial_weight (the maker's loss of r, from D1)
    Diffusion   D2      reconstructions r as "real" against G(z)
                G       descends the maker's loss of G(z), from D2

    If even the best D1 cannot tell r from x, and the best D2 cannot tell G(z) from r, then G makes the data's
    distribution from noise. The record's d_real and d_fake are D2's. (r - x)^2 is a mean over all entries.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    encoder : Player, (B, n) to (B, latent_dim)
    manifold, diffusion : Player, (B, n) to (B, 1): the discriminators D1 and D2
    objective : Objective
        Default: NonSaturating(). One that compares rows is refused.
    adversarial_weight : float >= 0, the paper's lambda
    settings : as for `Game`.

    Source: Che, Li, Jacob, Bengio & Li 2017, Mode Regularized Generative Adversarial Networks, section 3.3.
    """

    generator: Player
    encoder: Player
    manifold: Player
    diffusion: Player
    objective: Objective

    def __init__(
        self,
        generator: Player,
        encoder: Player,
        manifold: Player,
        diffusion: Player,
        *,
        objective: Objective = NonSaturating(),
        adversarial_weight: float = 0.01,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        self.manifold = check_kind("manifold", manifold, Player, "a Player")
        self.diffusion = check_kind("diffusion", diffusion, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.adversarial_weight = check_number("adversarial_weight", adversarial_weight, 0)
        if objective.compares:
            raise ValueError(f"MDGAN's objective must look at each row by itself, and {objective!r} compares rows")
        check_ends("encoder", encoder, generator, generator.n_out, generator.n_in)
        for name, D in (("manifold discriminator", manifold), ("diffusion discriminator", diffusion)):
            check_ends(name, D, generator, generator.n_out, 1)
            check_ends_in_logits(name, D, objective)
        super().__init__(**settings)

    def play(self, real):
        """Figure 2 of the paper: the manifold step, then the diffusion step."""
        G, E, D1, D2, B = self.generator, self.encoder, self.manifold, self.diffusion, len(real)
        m_loss, _, _ = judge(D1, self.objective, real, G(E(real, training=True), training=True))
        m_norm = self.move(manifold=m_loss)
        code, e_cache = E.forward(real)
        r, r_cache = G.forward(code)
        error, dr = squared(r, real)
        maker_loss, dr_fooling = fool(D1, self.objective, r)
        E.backward(G.backward(dr + self.adversarial_weight * dr_fooling, r_cache), e_cache, inputs=False)
        r_loss = error + self.adversarial_weight * maker_loss
        r_norm = self.move(generator=r_loss, encoder=r_loss)

        r = G(E(real, training=True), training=True)
        d_loss, real_logits, fake_logits = judge(D2, self.objective, r, G(self.noise(B), training=True))
        d_norm = self.move(diffusion=d_loss)
        fake, cache = G.forward(self.noise(B))
        g_loss, dfake = fool(D2, self.objective, fake)
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "manifold_loss": m_loss, "reconstruction": error}
        norms = {"d_grad_norm": d_norm, "g_grad_norm": g_norm, "manifold_grad_norm": m_norm, "r_grad_norm": r_norm}
        return seen | norms | beliefs(self.objective, real_logits, fake_logits)

    def encode(self, x: np.ndarray) -> np.ndarray:
        """E(x), as at inference: scaled rows (B, n) to latents (B, latent_dim)."""
        return self.encoder(self.rows_in_range(x))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """G(E(x)), as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generate(self.encode(x))
