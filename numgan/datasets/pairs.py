"""Two sets of images made from one, so that the right translation between them is known."""

import numpy as np


def slanted(images: np.ndarray, by: float = 0.5) -> np.ndarray:
    """Images (N, height, width) with each line moved to the right, the upper ones further: italics.

    by : pixels per line; line i from the middle moves by -round(by i). What leaves on one side enters on the other.
    """
    moved, height = np.empty_like(images), images.shape[1]
    for i in range(height):
        moved[:, i] = np.roll(images[:, i], round(by * (height / 2 - i)), axis=1)
    return moved


def two_sets(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two unpaired sets: the first half of the images as they are; the second half slanted, dark on light (uint8)."""
    half = len(images) // 2
    return images[:half], 255 - slanted(images[half:])
