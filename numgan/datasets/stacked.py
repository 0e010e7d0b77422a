"""Stacked MNIST: three digits as the three colours of one image, a thousand modes that can be counted."""

from typing import NamedTuple

import numpy as np

from ..checks import check_count, check_rng
from .idx import load_mnist


class StackedDigits(NamedTuple):
    """Images (n, 28, 28, 3) uint8, and the numbers that they show, (n,), 0 ... 999."""

    images: np.ndarray
    labels: np.ndarray


def stacked_mnist(n: int = 50_000, *, rng=None) -> StackedDigits:
    """n images, each of three of MNIST's 60,000 training digits, drawn with replacement: red, green and blue.

    label = 100 red + 10 green + blue. All 1,000 are about equally frequent; MNIST itself is not quite even (from 9.0 %
    fives to 11.2 % ones), so the rarest number has .073 % and the most frequent .142 %.

    rng : None, int, Generator, ...: of the draws
    Raises ValueError for n below 1.
    Source: Metz et al. 2017, Unrolled GANs, section 3.3.1; Srivastava et al. 2017 (VEEGAN).
    Deviates from the authors' code (LazarValkov/GanModeCollapseEvaluation, fjxmlzn/PacGAN), which draws from all 70,000
    digits: 50,000 and 128,000 images there.
    """
    data = load_mnist()
    drawn = check_rng(rng).integers(len(data.train_images), size=(check_count("n", n), 3))
    images = np.stack([data.train_images[digits] for digits in drawn.T], axis=-1)
    return StackedDigits(images, data.train_labels[drawn].astype(np.int64) @ [100, 10, 1])
