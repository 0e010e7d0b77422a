"""The game as many tutorials write it: G learns from the same rows that D has just been trained on."""

from ..player import Player
from ..turns import beliefs, fool, judge
from .gan import GAN


class SharedFakes(GAN):
    """One pass of G per step instead of two. This deviates from algorithm 1, where G's step takes fresh noise.

    D has just learned to recognise these rows, so G's gradient is taken where D is surest. Parameters: those of `GAN`,
    with d_steps = 1. Source: among others eriklindernoren/PyTorch-GAN, gan/gan.py (there G moves first).
    """

    def __init__(self, generator: Player, discriminator: Player, **settings):
        super().__init__(generator, discriminator, **settings)
        if self.d_steps > 1:
            raise ValueError(f"SharedFakes gives one batch to both players and needs d_steps=1, got {self.d_steps}")

    def play(self, real):
        G, D = self.generator, self.discriminator
        fake, cache = G.forward(self.noise(len(real)))
        d_loss, real_logits, fake_logits = judge(D, self.objective, real, fake, self.penalty)
        d_norm = self.move(discriminator=d_loss)
        g_loss, dfake = fool(D, self.objective, fake, real)  # D has moved since: a new pass
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(self.objective, real_logits, fake_logits)
