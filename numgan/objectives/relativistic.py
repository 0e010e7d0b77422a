"""Each row judged by comparison with rows of the other kind: with their average, or with one of them."""

import math

from ..functions import sigmoid, softplus
from .base import Objective, check_both


class RelativisticAverage(Objective):
    """RaGAN: is a real row more realistic than generated rows are on average, and a generated row less than real ones?

    Discriminator:
        a      = r - mean(f)
        b      = f - mean(r)
        loss   = mean(softplus(-a)) + mean(softplus(b))             = -mean(log sigmoid(a)) - mean(log(1 - sigmoid(b)))
        da     = -sigmoid(-a) / B
        db     = sigmoid(b) / B'
        dreal  = da - sum(db) / B                                   r occurs in a, and through mean(r) in every b
        dfake  = db - sum(da) / B'
    Generator: the same with real and generated rows exchanged, loss and gradient
        loss   = mean(softplus(a)) + mean(softplus(-b))
        da     = sigmoid(a) / B
        db     = -sigmoid(-b) / B'
        dfake  = db - sum(da) / B'                                  real rows do not depend on G, but mean(f) does

    r, f: logits of real and generated rows, (B, 1) and (B', 1). G's loss depends on the real rows too (`compares`).
    There is no value V, because the game is not zero-sum. The author's code takes half of both losses; the paper's
    formulas do not.

    Only differences between logits count, so no logit stands for a probability, and `probability` raises ValueError.
    The best D has no closed form, but the loss that it reaches gives a divergence, which is zero only for p_g = p_data:
        log 4 - min over D of D's loss
    With equal logits the loss is log 4. If p_g and p_data differ, let the logits move from there along any function C
    with E_data[C] > E_g[C]: the loss falls at the rate E_data[C] - E_g[C]. If p_g = p_data, a and b have the same
    distribution, and softplus(-a) + softplus(a) >= log 4. So D can do no better than equal logits, and with them G's
    loss is log 4 too.

    Source: Jolicoeur-Martineau 2019, section 4 (RaSGAN) and algorithm 2; on the divergence, the same author 2020.
    """

    compares = unbounded = True

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        a, b = r - f.mean(), f - r.mean()
        loss = softplus(-a).mean() + softplus(b).mean()
        da, db = -sigmoid(-a) / a.size, sigmoid(b) / b.size
        return float(loss), da - db.sum() / a.size, db - da.sum() / b.size

    def generator(self, fake_logits, real_logits=None):
        r, f = _both(self, real_logits, fake_logits)
        loss, dfake, _ = self.discriminator(f, r)  # real and generated rows exchanged
        return loss, dfake

    def equilibrium(self):
        return math.log(4), math.log(4)


class RelativisticPairing(Objective):
    """RpGAN: is a real row more realistic than the generated row that it is paired with?

    Discriminator:
        a      = r - f                                              pair by pair
        loss   = mean(softplus(-a))                                 = -mean(log sigmoid(r - f))
        dreal  = -sigmoid(-a) / B
        dfake  = -dreal
    Generator: the same with real and generated rows exchanged
        loss   = mean(softplus(a))
        dfake  = -sigmoid(a) / B                                    real rows do not depend on G

    r, f: logits of real and generated rows, (B, 1) each: pair i is row i of both, and which rows meet is chance.
    G's loss depends on the real rows too (`compares`). There is no value V, because the game is not zero-sum.

    With D(x) alone, D can put the boundary between real and generated rows wherever all generated rows are on one side
    of it, and G may gather them there. Here each generated row is measured against a real one. If each keeps its
    partner, the loss in the generated rows has no bad basins: from everywhere a way that never climbs leads to
    p_g = p_data (Sun et al. 2020). If partners are drawn anew in each batch, the mean over all pairings is what counts,
    and that has such basins again (notebook 15). And the game does not converge by itself: it wants R1 and R2,
    `Penalties([R1(), R2()])`.

    Only differences between logits count, so `probability` raises ValueError. With equal logits the loss is log 2. D
    descends from there if there is a function C with E_data[C] > E_g[C], and for p_g = p_data there is none: a and -a
    then have the same distribution, and softplus(-a) + softplus(a) >= 2 log 2. So log 2 - min over D of D's loss is a
    divergence, which is zero only for p_g = p_data.

    Raises ValueError if there are not as many real as generated logits.
    Source: Jolicoeur-Martineau 2019, section 4 (there RSGAN); on the landscape Sun et al. 2020,
    Towards a Better Global Loss Landscape of GANs; with both penalties it is R3GAN's, Huang et al. 2024, eq. 2.
    """

    compares = unbounded = True

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        if r.shape != f.shape:
            raise ValueError(f"{self!r} pairs real with generated rows; got logits of shapes {r.shape} and {f.shape}")
        a = r - f
        dreal = -sigmoid(-a) / a.size
        return float(softplus(-a).mean()), dreal, -dreal

    def generator(self, fake_logits, real_logits=None):
        r, f = _both(self, real_logits, fake_logits)
        loss, dfake, _ = self.discriminator(f, r)  # real and generated rows exchanged
        return loss, dfake

    def equilibrium(self):
        return math.log(2), math.log(2)


def _both(objective: Objective, real_logits, fake_logits):
    if real_logits is None:
        raise ValueError(f"{objective!r} compares rows: generator(fake_logits, real_logits) needs both, got one")
    return check_both(real_logits, fake_logits)
