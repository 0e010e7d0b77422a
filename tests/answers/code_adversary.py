"""Answers to `code_adversary`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def both_kinds_in_one_pass(prior, codes, W, b, v):
    h = np.tanh(np.vstack([prior, codes]) @ W + b)
    prior_logits, logits = np.split(h @ v, [len(prior)])
    d_loss = softplus(-prior_logits).mean() + softplus(logits).mean()
    dh = -sigmoid(-logits) @ v.T / len(codes)
    return d_loss, softplus(-logits).mean(), (dh * (1 - h[len(prior) :] ** 2)) @ W.T


def code_by_code(prior, codes, W, b, v):
    d_loss = e_loss = 0.0
    dcodes = np.zeros_like(codes)
    for z in prior:
        d_loss += softplus(-np.tanh(z @ W + b) @ v).item() / len(prior)
    for i, c in enumerate(codes):
        h = np.tanh(c @ W + b)
        logit = h @ v
        d_loss += softplus(logit).item() / len(codes)
        e_loss += softplus(-logit).item() / len(codes)
        dcodes[i] = -sigmoid(-logit) / len(codes) * (W @ (v[:, 0] * (1 - h) * (1 + h)))
    return [d_loss, e_loss, dcodes]


def slope_of_each_logit_first(prior, codes, W, b, v):
    """The logit's own gradient, then times what the loss says."""
    h = np.tanh(codes @ W + b)
    logits = np.einsum("ih,hk->ik", h, v)
    slopes = np.einsum("ih,h,kh->ik", 1 - h * h, v[:, 0], W)
    d_loss = np.mean(np.logaddexp(0, -(np.tanh(prior @ W + b) @ v))) + np.mean(np.logaddexp(0, logits))
    return d_loss, np.mean(np.logaddexp(0, -logits)), -sigmoid(-logits) * slopes / len(codes)


def e_loss_as_a_difference(prior, codes, W, b, v):
    """softplus(-l) = softplus(l) - l, except for rounding; so only where l is small."""
    h = np.tanh(codes @ W + b)
    logits = h @ v
    of_codes = softplus(logits)
    e = np.where(logits < 1, of_codes - logits, softplus(-logits))
    d_loss = softplus(-np.tanh(prior @ W + b) @ v).mean() + of_codes.mean()
    dh = sigmoid(-logits) / -len(codes) * v.T
    return d_loss, e.mean(), (dh - dh * h**2) @ W.T


def in_float64_and_back(prior, codes, W, b, v):
    d_loss, e_loss, dcodes = both_kinds_in_one_pass(*(a.astype(np.float64) for a in (prior, codes, W, b, v)))
    return np.float64(d_loss), e_loss, dcodes.astype(codes.dtype)


right = both_kinds_in_one_pass


def back(dlogits, codes, W, b, v):
    return (dlogits @ v.T * (1 - np.tanh(codes @ W + b) ** 2)) @ W.T


def with_logits(prior, codes, W, b, v):
    return np.tanh(prior @ W + b) @ v, np.tanh(codes @ W + b) @ v


def one_mean_over_all(prior, codes, W, b, v):
    _, e_loss, dcodes = right(prior, codes, W, b, v)
    p, c = with_logits(prior, codes, W, b, v)
    return np.vstack([softplus(-p), softplus(c)]).mean() * 2, e_loss, dcodes


def hinge(prior, codes, W, b, v):
    p, c = with_logits(prior, codes, W, b, v)
    d_loss = np.maximum(0, 1 - p).mean() + np.maximum(0, 1 + c).mean()
    return d_loss, -c.mean(), back(np.full_like(c, -1 / len(c)), codes, W, b, v)


def least_squares(prior, codes, W, b, v):
    p, c = with_logits(prior, codes, W, b, v)
    d_loss = (((p - 1) ** 2).mean() + (c**2).mean()) / 2
    return d_loss, ((c - 1) ** 2).mean() / 2, back((c - 1) / len(c), codes, W, b, v)


def prior_has_a_part(prior, codes, W, b, v):
    """The encoder also wants the draws to look generated; the gradient does not change."""
    d_loss, e_loss, dcodes = right(prior, codes, W, b, v)
    return d_loss, e_loss + softplus(with_logits(prior, codes, W, b, v)[0]).mean(), dcodes


def smoothed_draws(prior, codes, W, b, v):
    d_loss, e_loss, dcodes = right(prior, codes, W, b, v)
    return d_loss + 0.1 * with_logits(prior, codes, W, b, v)[0].mean(), e_loss, dcodes


def logits_clipped(prior, codes, W, b, v):
    p, c = (np.clip(a, -20, 20) for a in with_logits(prior, codes, W, b, v))
    d_loss = softplus(-p).mean() + softplus(c).mean()
    return d_loss, softplus(-c).mean(), back(-sigmoid(-c) / len(c), codes, W, b, v)


def no_bias(prior, codes, W, b, v):
    return right(prior, codes, W, 0 * b, v)


def slope_of_a_sigmoid_layer(prior, codes, W, b, v):
    d_loss, e_loss, _ = right(prior, codes, W, b, v)
    h = np.tanh(codes @ W + b)
    dlogits = -sigmoid(-(h @ v)) / len(codes)
    return d_loss, e_loss, (dlogits @ v.T * (h * (1 - h))) @ W.T


def summed_dcodes(prior, codes, W, b, v):
    d_loss, e_loss, dcodes = right(prior, codes, W, b, v)
    return d_loss, e_loss, np.tile(dcodes.mean(axis=0), (len(codes), 1))


RIGHT = (
    both_kinds_in_one_pass,
    code_by_code,
    slope_of_each_logit_first,
    e_loss_as_a_difference,
    in_float64_and_back,
)
WRONG = (
    one_mean_over_all,
    hinge,
    least_squares,
    prior_has_a_part,
    smoothed_draws,
    logits_clipped,
    no_bias,
    slope_of_a_sigmoid_layer,
    summed_dcodes,
)
