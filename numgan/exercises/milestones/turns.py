"""The game whose step is a learner's `training_step`."""

from ...family import GAN
from ...turns import beliefs, fool, judge
from .answers import Own, Refused


class OwnGAN(Own, GAN):
    """A GAN that plays `training_step`: this function says which rows and latents go where, and who moves when."""

    def play(self, real):
        """Algorithm 1, in the learner's words. real : (d_steps B, n)"""
        G, D, seen, failed = self.generator, self.discriminator, {}, []

        def generate(z):
            return G(z, training=True)

        def discriminator_update(batch, fakes):
            loss, real_logits, fake_logits = judge(D, self.objective, batch, fakes, self.penalty)
            seen["d_grad_norm"] = self.move(discriminator=loss)
            seen.update(beliefs(self.objective, real_logits, fake_logits))
            return loss

        def generator_update(z):
            fake, cache = G.forward(z)
            loss, dfake = fool(D, self.objective, fake)
            G.backward(dfake, cache, inputs=False)
            seen["g_grad_norm"] = self.move(generator=loss)
            return loss

        def watched(part):
            """The same function, which notes what it raises: that is no fault of `training_step`."""

            def call(*arguments):
                try:
                    return part(*arguments)
                except Exception as error:
                    failed.append(error)
                    raise

            return call

        parts = map(watched, (self.noise, generate, discriminator_update, generator_update))
        try:
            d_losses, g_loss = self.answers.training_step(real, *parts, self.d_steps)
        except Refused:
            if failed:
                raise failed[0] from None
            raise
        norms = {name: seen.pop(name) for name in ("d_grad_norm", "g_grad_norm") if name in seen}
        if len(norms) < 2:
            raise Refused(
                "training_step", "your training_step passed its checks, but here it does not move both players"
            )
        told = {"d_loss": float(d_losses[-1]), "g_loss": float(g_loss)}
        return told | norms | seen
