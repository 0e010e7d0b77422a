"""All exercises, in the order of the course: notebook by notebook."""

from difflib import get_close_matches

from .chapters import (
    after_2018,
    backpropagation,
    beyond_minimax,
    convolution,
    energies,
    image_to_image,
    judging,
    labels_and_tricks,
    learning,
    numbers,
    there_and_back,
    two_players,
)
from .exercise import Exercise

CHAPTERS = {
    "numbers": numbers,
    "backpropagation": backpropagation,
    "two_players": two_players,
    "learning": learning,
    "judging": judging,
    "beyond_minimax": beyond_minimax,
    "convolution": convolution,
    "after_2018": after_2018,
    "labels_and_tricks": labels_and_tricks,
    "there_and_back": there_and_back,
    "energies": energies,
    "image_to_image": image_to_image,
}
NOTEBOOKS = {
    1: "Two players",
    2: "Layers and gradients",
    3: "Batch norm",
    4: "The objective",
    5: "Theory in pictures",
    6: "Optimisers",
    7: "Mode collapse",
    8: "MNIST",
    9: "What can go wrong",
    10: "Is it any good?",
    11: "Wasserstein",
    12: "Double backprop",
    13: "Objectives and cures",
    14: "Convolution",
    15: "A game that converges",
    16: "What came then",
    17: "Labels and codes",
    18: "A hundred labels",
    19: "There and back",
    20: "Energies and anomalies",
    21: "Images into images",
    22: "Without pairs",
}
_BY_CHAPTER = [exercise for chapter in CHAPTERS.values() for exercise in chapter.EXERCISES]
ALL: dict[str, Exercise] = {e.id: e for e in sorted(_BY_CHAPTER, key=lambda exercise: exercise.notebook)}


def find(id: str) -> Exercise:
    """The exercise of this id. Raises ValueError, with the nearest id, for one that does not exist."""
    if id in ALL:
        return ALL[id]
    near = get_close_matches(str(id), ALL, n=1)
    raise ValueError(f"no exercise {id!r}{f'; did you mean {near[0]!r}?' if near else ''}")
