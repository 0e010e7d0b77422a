"""All exercises, in the order of the course."""

from difflib import get_close_matches

from . import beyond, game, judging, layers, learning, numbers
from .exercise import Exercise

CHAPTERS = {
    "numbers": numbers,
    "layers": layers,
    "game": game,
    "learning": learning,
    "judging": judging,
    "beyond": beyond,
}
ALL: dict[str, Exercise] = {e.id: e for chapter in CHAPTERS.values() for e in chapter.EXERCISES}


def find(id: str) -> Exercise:
    """The exercise of this id. Raises ValueError, with the nearest id, for one that does not exist."""
    if id in ALL:
        return ALL[id]
    near = get_close_matches(str(id), ALL, n=1)
    raise ValueError(f"no exercise {id!r}{f'; did you mean {near[0]!r}?' if near else ''}")
