"""Ways to damage images of digits, for judges.py: each a function of a strength s.

    damage(x, y, s, rng) -> images       x (B, 28, 28) in [0, 1], y (B,) their digits

DAMAGE has the strengths, from none to much: what is stronger is worse, by construction. HARMLESS are changes after
which every digit is as good as before. What leaves [0, 1] is clipped by the caller.
"""

import numpy as np

from numgan.app.pretrained import load_pretrained


def smoothing(std: float) -> np.ndarray:
    """K (28, 28) of a Gaussian: K x K^T is the blurred image."""
    places = np.arange(28)
    K = np.exp(-0.5 * ((places[:, None] - places) / max(std, 1e-3)) ** 2)
    return K / K.sum(axis=1, keepdims=True)


def look_up(x: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Images (B, 28, 28), each pixel taken from (down, right) pixels beside it; between pixels, in a straight line."""
    i, j = np.clip(np.arange(28)[:, None] + down, 0, 26.999), np.clip(np.arange(28) + right, 0, 26.999)
    i, j = np.broadcast_arrays(i, j)
    (top, left), rows = (i.astype(int), j.astype(int)), np.arange(len(x))[:, None, None]
    (v, w) = i - top, j - left
    upper = (1 - w) * x[rows, top, left] + w * x[rows, top, left + 1]
    return (1 - v) * upper + v * ((1 - w) * x[rows, top + 1, left] + w * x[rows, top + 1, left + 1])


def blur(x, y, s, rng):
    K = smoothing(s)
    return K @ x @ K.T


def noise(x, y, s, rng):
    return x + s * rng.normal(size=x.shape)


def specks(x, y, s, rng):
    """Single bright pixels, s per image on average."""
    return np.where(rng.random(x.shape) < s / 784, rng.uniform(0.5, 1, x.shape), x)


def holes(x, y, s, rng):
    """A share s of the images has a hole of 5 x 5 pixels in a stroke."""
    middle = np.argmax(rng.random(x.shape).reshape(-1, 784) * (x.reshape(-1, 784) > 0.5), axis=1)
    near = [np.abs(np.arange(28) - m[:, None]) <= 2 for m in np.divmod(middle, 28)]
    hole = near[0][:, :, None] & near[1][:, None] & (rng.random(len(x)) < s)[:, None, None]
    return np.where(hole, 0, x)


def warp(x, y, s, rng):
    """An elastic warp: smooth random moves of s pixels (root of the mean square)."""
    K = smoothing(4.0)
    moves = K @ rng.normal(size=(2, *x.shape)) @ K.T
    return look_up(x, *(s * moves / moves.std()))


def missing(x, y, s, rng):
    """A share s of the fours, sevens and nines is replaced by other digits."""
    lost = np.isin(y, (4, 7, 9)) & (rng.random(len(x)) < s)
    others = np.flatnonzero(~np.isin(y, (4, 7, 9)))
    return np.where(lost[:, None, None], x[rng.choice(others, len(x))], x)


def few(x, y, s, rng):
    """Only N / s different images."""
    return x[rng.choice(len(x) // s, len(x))] if s > 1 else x


def between(x, y, s, rng):
    """A share s of the images is the mean of two."""
    return np.where((rng.random(len(x)) < s)[:, None, None], (x + x[rng.permutation(len(x))]) / 2, x)


def generated(x, y, s, rng):
    """A share s of the images comes from the packaged generator."""
    sampler = load_pretrained()
    made = sampler.to_unit(sampler.sample(len(x), rng=rng)).reshape(x.shape)
    return np.where((rng.random(len(x)) < s)[:, None, None], made, x)


def shift(x, y, s, rng):
    return np.pad(x, ((0, 0), (0, 0), (s, 0)))[:, :, :28]


def turn(x, y, s, rng):
    """By s degrees about the middle."""
    angle, places = np.deg2rad(s), np.arange(28) - 13.5
    down = (np.cos(angle) - 1) * places[:, None] - np.sin(angle) * places
    right = np.sin(angle) * places[:, None] + (np.cos(angle) - 1) * places
    return look_up(x, down, right)


DAMAGE = {
    blur: (0, 0.35, 0.4, 0.45, 0.5, 0.6, 0.8),
    noise: (0, 0.02, 0.04, 0.06, 0.1, 0.15, 0.25),
    specks: (0, 0.1, 0.2, 0.5, 1, 2, 5),
    holes: (0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8),
    warp: (0, 0.2, 0.3, 0.4, 0.6, 0.9, 1.3),
    missing: (0, 0.05, 0.1, 0.2, 0.35, 0.6, 1),
    few: (1, 2, 4, 8, 16, 32, 64),
    between: (0, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3),
    generated: (0, 0.1, 0.2, 0.3, 0.5, 0.75, 1),
}
HARMLESS = {shift: (1,), turn: (5,)}
