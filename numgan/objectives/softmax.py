"""Softmax GAN: all rows of a minibatch, real and generated, share one probability of 1."""

import math

import numpy as np

from .base import Objective, check_both


class BatchSoftmax(Objective):
    """Softmax GAN: D gives all probability of the batch to its real rows, and G wants all rows to have the same.

    With the softmax over all B + B' logits of the batch,
        p      = exp(l) / Z,   Z = sum(exp(l)),   l = [r; f]        p sums to 1 over the whole batch
    Discriminator, target t = 1 / B on real rows and 0 on generated ones:
        loss   = KL(t || p) = log(Z / B) - mean(r)
        dreal  = p - 1 / B
        dfake  = p
    Generator, target t = 1 / (B + B') on all rows:
        loss   = KL(t || p) = log(Z / (B + B')) - mean(l)
        dfake  = p - 1 / (B + B')                                   real rows do not depend on G, but they share p

    r, f: logits of real and generated rows, (B, 1) and (B', 1). Each loss depends on all logits of the batch, so G's
    needs the real ones too (`compares`). There is no value V: the two losses have nothing in common. Both are at least
    0; the paper's are cross entropies, larger by the targets' entropies log(B) and log(B + B').

    Only differences between logits count, so `probability` raises ValueError, and a history records scores. In the
    limit of large batches with B = B', with m = (p_data + p_g) / 2:
        best logit  = log(D) + any constant,  D = p_data / (p_data + p_g)
        loss        = log 2 - KL(p_data || m)                       the divergence is in [0, log 2], 0 for p_g = p_data
    Against this D a generated row has, up to a constant, the loss D - log(D) / 2. It is least for D = 1/2 and rises to
    both sides: as with `BoundarySeeking`, G's gradient descends no divergence, because it leaves a place where G makes
    too few rows. In small batches sum(exp(l)) is noisy, and D's best is another.

    At p_g = p_data and equal logits the losses are log 2, for as many real as generated rows, and 0.

    Source: Lin 2017, Softmax GAN: the two targets, from its abstract; the losses as in
    eriklindernoren/PyTorch-GAN, softmax_gan.py, where D's output is -l and a batch has as many rows of each kind.
    """

    compares = unbounded = True

    def discriminator(self, real_logits, fake_logits):
        r, f, Z = _exponentials(*check_both(real_logits, fake_logits))
        loss = math.log(Z / r.size) - r.mean(dtype=np.float64)
        return float(loss), np.exp(r) / Z - 1 / r.size, np.exp(f) / Z

    def generator(self, fake_logits, real_logits=None):
        if real_logits is None:
            raise ValueError(f"{self!r} compares rows: generator(fake_logits, real_logits) needs both, got one")
        r, f, Z = _exponentials(*check_both(real_logits, fake_logits))
        n = r.size + f.size
        loss = math.log(Z / n) - (r.sum(dtype=np.float64) + f.sum(dtype=np.float64)) / n
        return float(loss), np.exp(f) / Z - 1 / n

    def equilibrium(self):
        return math.log(2), 0.0


def _exponentials(r: np.ndarray, f: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.floating]:
    """Both kinds of logits less the largest of all, so that no exp overflows, and Z, the sum of all exp."""
    top = max(r.max(), f.max())
    r, f = r - top, f - top
    return r, f, np.exp(r).sum() + np.exp(f).sum()
