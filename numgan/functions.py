"""The sigmoid, its inverse, and softplus, written so that no logit overflows."""

import numpy as np


def sigmoid(x: np.ndarray) -> np.ndarray:
    """The logistic function, elementwise: any shape to the same shape, in [0, 1], dtype kept.

    sigmoid(x) = 1 / (1 + exp(-x)) = exp(min(x, 0)) / (1 + exp(-|x|))

    The second form never takes exp of a positive number, so nothing overflows at +-1000, and small
    probabilities keep all their digits: sigmoid(-50) is 1.9e-22, not 0.
    """
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x: np.ndarray) -> np.ndarray:
    """log(1 + exp(x)), elementwise: any shape to the same shape, >= 0, dtype kept.

    softplus(x) = max(x, 0) + log(1 + exp(-|x|))

    With D = sigmoid(logit) it gives both logarithms of the game without ever forming D:
    log D = -softplus(-logit) and log(1 - D) = -softplus(logit). Its derivative is the sigmoid.
    """
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def logit(p: np.ndarray) -> np.ndarray:
    """The inverse of the sigmoid, elementwise: log(p / (1 - p)) for p in (0, 1), any shape."""
    return np.log(p) - np.log1p(-p)
