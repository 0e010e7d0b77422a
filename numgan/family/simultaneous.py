"""The game as its authors' code plays it: both players look at one batch, and then both move at once."""

from ..turns import beliefs
from .gan import GAN


class Simultaneous(GAN):
    """Simultaneous gradient descent: one pass of G, one of D on each kind of rows, and both gradients from these.

    D has not moved when G's gradient is taken, and a dropout layer of D has one mask for both: G is pushed by exactly
    the D whose loss is written down. In algorithm 1 D moves first, and G then learns from fresh latents. Without noise
    and penalties the two differ in how they circle: see Mescheder et al. 2018, section 2.

    Parameters: those of `GAN`, with d_steps = 1.
    Source: goodfeli/adversarial, __init__.py, AdversaryCost2.get_gradients.
    """

    def __init__(self, generator, discriminator, **settings):
        super().__init__(generator, discriminator, **settings)
        if self.d_steps > 1:
            raise ValueError(f"Simultaneous moves both players at once and needs d_steps=1, got {self.d_steps}")

    def play(self, real):
        G, D = self.generator, self.discriminator
        fake, G_cache = G.forward(self.noise(len(real)))
        real_logits, real_cache = D.forward(real)
        fake_logits, fake_cache = D.forward(fake)
        d_loss, dreal, dfake = self.objective.discriminator(real_logits, fake_logits)
        D.backward(dreal, real_cache, inputs=False)
        D.backward(dfake, fake_cache, inputs=False, add=True)
        if self.penalty is not None:
            d_loss += self.penalty.gradient(D, real, fake)
        g_loss, dlogits = self.objective.generator(fake_logits, real_logits)
        G.backward(D.backward(dlogits, fake_cache, params=False), G_cache, inputs=False)
        d_norm, g_norm = self.move(discriminator=d_loss), self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(self.objective, real_logits, fake_logits)
