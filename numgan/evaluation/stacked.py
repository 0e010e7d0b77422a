"""Modes of stacked digits: which of the 1,000 numbers of three digits does a generator make?"""

import math
from typing import NamedTuple

import numpy as np

from ..network import Sequential
from .classifier import predict
from .divergence import kl_divergence
from .rows import pixel_rows

MODES, SIDE, COLOURS = 1000, 28, 3


class StackedModes(NamedTuple):
    """What a set of images shows of the 1,000 modes."""

    modes: int
    """Numbers that at least one image shows: at most 1,000."""
    kl: float
    """KL(shares of the numbers || uniform), in nats: 0 if all are equally frequent, log 1000 = 6.9 if there is one."""


def stacked_modes(images, *, classifier: Sequential | None = None) -> StackedModes:
    """Read each colour of each image as a digit, and count the numbers that they make.

    number_i = 100 digit(red_i) + 10 digit(green_i) + digit(blue_i)
    kl       = sum over numbers of p log(1000 p),   p = share of the images

    images : (N, 28, 28, 3) uint8, or rows (N, 2352) of floats in [0, 1], colours last
    classifier : as for `features`; None is the packaged one. It is right about 98.2 % of the test images, so about one
        real image in twenty is read as another number.

    The papers' figures come from about 25,600 images. With so many, 1,000 equally frequent modes have a KL of about 999
    / 51,200 = .020, because shares scatter, and real images have .024, because MNIST's digits are not quite even. Of
    fewer images it is larger, so compare equal numbers only. An image of three smears counts as some number too.

    Raises TypeError or ValueError, with the range or shape that it got, for other images.
    Source: Metz et al. 2017, Unrolled GANs, section 3.3.1; Srivastava et al. 2017 (VEEGAN). Both figures are those of
    the authors' code (LazarValkov/GanModeCollapseEvaluation, eval.py): one image is enough for a mode.
    """
    rows = pixel_rows("images", images, SIDE * SIDE * COLOURS)
    colours = rows.reshape(len(rows), SIDE * SIDE, COLOURS)
    hundreds, tens, ones = (predict(np.ascontiguousarray(colours[..., c]), classifier=classifier) for c in range(3))
    counts = np.bincount(100 * hundreds + 10 * tens + ones, minlength=MODES)
    return StackedModes(int((counts > 0).sum()), min(kl_divergence(counts, np.ones(MODES)), math.log(MODES)))
