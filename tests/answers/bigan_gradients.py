"""Answers to `bigan_gradients`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def weights_in_two_parts(x, code, fake, z, W, b, v):
    """No pair is ever made: W acts on the row and on the latent by itself."""
    n, B = x.shape[1], len(x)
    of_row, of_latent = W[:n], W[n:]
    h = np.tanh(x @ of_row + code @ of_latent + b)
    h_made = np.tanh(fake @ of_row + z @ of_latent + b)
    loss = softplus(h @ v).mean() + softplus(-h_made @ v).mean()
    dcode = (sigmoid(h @ v) / B * v.T * (1 - h**2)) @ of_latent.T
    dfake = (-sigmoid(-h_made @ v) / B * v.T * (1 - h_made**2)) @ of_row.T
    return loss, dfake, dcode


def pair_by_pair(x, code, fake, z, W, b, v):
    loss, dfake, dcode = 0.0, np.zeros_like(x), np.zeros_like(z)
    n, B = x.shape[1], len(x)
    for i in range(B):
        h = np.tanh(np.append(x[i], code[i]) @ W + b)
        logit = h @ v
        loss += softplus(logit).item() / B
        dcode[i] = (W @ (sigmoid(logit) * v[:, 0] * (1 - h * h)))[n:] / B
        h = np.tanh(np.append(fake[i], z[i]) @ W + b)
        logit = h @ v
        loss += softplus(-logit).item() / B
        dfake[i] = -(W @ (sigmoid(-logit) * v[:, 0] * (1 - h * h)))[:n] / B
    return [loss, dfake, dcode]


def both_kinds_in_one_pass(x, code, fake, z, W, b, v):
    """The exchanged labels as signs: -1 for what should look real."""
    B, n = len(x), x.shape[1]
    pairs = np.vstack([np.hstack([x, code]), np.hstack([fake, z])])
    side = np.repeat(np.array([[1], [-1]], x.dtype), B, axis=0)
    h = np.tanh(pairs @ W + b)
    a = side * (h @ v)
    d = (side * sigmoid(a) / B * v.T * (1 - h**2)) @ W.T
    return np.logaddexp(0, a).sum() / B, d[B:, :n], d[:B, n:]


def with_einsum(x, code, fake, z, W, b, v):
    n, B = x.shape[1], len(x)
    h, g = np.tanh(np.hstack([x, code]) @ W + b), np.tanh(np.hstack([fake, z]) @ W + b)
    r, f = np.einsum("ih,ho->io", h, v), np.einsum("ih,ho->io", g, v)
    loss = np.mean(np.logaddexp(0, r) + np.logaddexp(0, -f))
    dfake = np.einsum("io,ho,ih,nh->in", -sigmoid(-f) / B, v, (1 - g) * (1 + g), W[:n])
    dcode = np.einsum("io,ho,ih,kh->ik", sigmoid(r) / B, v, (1 - h) * (1 + h), W[n:])
    return loss, dfake, dcode


def in_float64_and_back(x, code, fake, z, W, b, v):
    loss, dfake, dcode = weights_in_two_parts(*(a.astype(np.float64) for a in (x, code, fake, z, W, b, v)))
    return np.float64(loss), dfake.astype(x.dtype), dcode.astype(x.dtype)


right = weights_in_two_parts


def logits(left, latent, W, b, v):
    return np.tanh(np.hstack([left, latent]) @ W + b) @ v


def back(dlogits, left, latent, W, b, v):
    return (dlogits @ v.T * (1 - np.tanh(np.hstack([left, latent]) @ W + b) ** 2)) @ W.T


def with_a_cycle(x, code, fake, z, W, b, v):
    """A reconstruction of latents, which a BiGAN does not have."""
    loss, dfake, dcode = right(x, code, fake, z, W, b, v)
    return loss + ((code - z) ** 2).mean(), dfake, dcode + 2 * (code - z) / z.size


def hinge(x, code, fake, z, W, b, v):
    n, B = x.shape[1], len(x)
    r, f = logits(x, code, W, b, v), logits(fake, z, W, b, v)
    dcode = back((r > -1) / np.array(B, x.dtype), x, code, W, b, v)[:, n:]
    dfake = back(-(f < 1) / np.array(B, x.dtype), fake, z, W, b, v)[:, :n]
    return np.maximum(0, 1 + r).mean() + np.maximum(0, 1 - f).mean(), dfake, dcode


def wasserstein(x, code, fake, z, W, b, v):
    n, B = x.shape[1], len(x)
    ones = np.ones((B, 1), x.dtype)
    dcode, dfake = back(ones / B, x, code, W, b, v)[:, n:], back(-ones / B, fake, z, W, b, v)[:, :n]
    return logits(x, code, W, b, v).mean() - logits(fake, z, W, b, v).mean(), dfake, dcode


def zeros_for_the_latents(x, code, fake, z, W, b, v):
    """Rows alone are judged."""
    return right(x, 0 * code, fake, 0 * z, W, b, v)


def generators_rows_beside_other_latents(x, code, fake, z, W, b, v):
    return right(x, code, fake, np.roll(z, 1, axis=0), W, b, v)


def codes_for_both(x, code, fake, z, W, b, v):
    return right(x, code, fake, code, W, b, v)


def two_sums_halved(x, code, fake, z, W, b, v):
    loss, dfake, dcode = right(x, code, fake, z, W, b, v)
    return loss, dfake / 2, dcode / 2


def first_of_E_too(x, code, fake, z, W, b, v):
    """The encoder's gradient from the generated pairs."""
    loss, dfake, _ = right(x, code, fake, z, W, b, v)
    dlogits = -sigmoid(-logits(fake, z, W, b, v)) / len(x)
    return loss, dfake, back(dlogits, fake, z, W, b, v)[:, x.shape[1] :]


def logits_clipped(x, code, fake, z, W, b, v):
    n, B = x.shape[1], len(x)
    r, f = (np.clip(a, -20, 20) for a in (logits(x, code, W, b, v), logits(fake, z, W, b, v)))
    dcode = back(sigmoid(r) / B, x, code, W, b, v)[:, n:]
    return softplus(r).mean() + softplus(-f).mean(), back(-sigmoid(-f) / B, fake, z, W, b, v)[:, :n], dcode


RIGHT = (weights_in_two_parts, pair_by_pair, both_kinds_in_one_pass, with_einsum, in_float64_and_back)
WRONG = (
    with_a_cycle,
    hinge,
    wasserstein,
    zeros_for_the_latents,
    generators_rows_beside_other_latents,
    codes_for_both,
    two_sums_halved,
    first_of_E_too,
    logits_clipped,
)
