"""What a learner has done: one small JSON file, written whole or not at all."""

import json
import os
from pathlib import Path

from ..files.checkpoint import atomic_write
from .result import CORRECT, Result
from .source import read_bytes

VERSION = 1
LIMIT = 1 << 20  # bytes
NOT_KEPT = "progress is kept in memory only"
NEW = {"attempts": 0, "best": 0.0, "hints": 0, "solved": False, "revealed": False}


class Progress:
    """Attempts, best score, hints taken, solved and revealed, for each exercise.

    path : the file, which need not exist yet; None keeps everything in memory.

    A file that is damaged is renamed, never overwritten. One that a newer numgan wrote is left as it is, and nothing is
    recorded. No method raises OSError: what has gone wrong with the file stands in `notice`. If two programs write at
    the same time the later one wins.
    """

    def __init__(self, path: str | Path | None = None):
        self.path = None if path is None else Path(path)
        self.notice = ""
        self._entries: dict[str, dict] = {}
        self._saves = self.path is not None
        if self.path is not None:
            try:
                self._load(self.path, read_bytes(self.path, LIMIT))
            except FileNotFoundError:
                pass
            except (OSError, ValueError) as error:
                self._saves = False
                self.notice = f"{self.path} cannot be read ({_reason(error)}): {NOT_KEPT}"

    def _load(self, path: Path, content: bytes) -> None:
        try:
            plain = json.loads(content)
            version = plain.get("version") if isinstance(plain, dict) else None
            if isinstance(version, int) and version > VERSION:
                self._saves = False
                self.notice = (
                    f"a newer numgan wrote {path}; it is left as it is, and {NOT_KEPT}. To go on with it: "
                    "pip install --upgrade numgan"
                )
                return
            self._entries = _checked(plain)
        except (ValueError, RecursionError) as error:
            aside = free_name(path, "damaged")
            os.replace(path, aside)
            self.notice = f"{path} is damaged ({error}); it is now {aside.name}, and progress starts again from 0"

    def __getitem__(self, id: str) -> dict:
        """This exercise's entry, a copy."""
        return NEW | self._entries.get(id, {})

    def record(self, result: Result) -> None:
        """Count an attempt and keep the best score."""
        if result.attempted:
            entry = self[result.id]
            solved = entry["solved"] or result.status == CORRECT
            best = max(entry["best"], result.score)
            self._write(result.id, attempts=entry["attempts"] + 1, best=best, solved=solved)

    def next_hint(self, id: str, of: int) -> int:
        """Take one more hint, up to the last; returns its index from 0."""
        taken = min(self[id]["hints"] + 1, of)
        self._write(id, hints=taken)
        return taken - 1

    def reveal(self, id: str) -> None:
        """Note that the solution was looked at before the exercise was solved."""
        self._write(id, revealed=True)

    def forget(self, id: str) -> None:
        """Forget all that was done on this exercise."""
        self._entries.pop(id, None)
        self._save()

    def _write(self, id: str, **changes) -> None:
        self._entries[id] = self[id] | changes
        self._save()

    def _save(self) -> None:
        if self._saves and self.path is not None:
            try:
                with atomic_write(self.path) as file:
                    file.write(json.dumps({"version": VERSION, "exercises": self._entries}, indent=1).encode())
            except OSError as error:
                self.notice = f"{self.path} cannot be written ({_reason(error)}): {NOT_KEPT}"


def free_name(path: Path, word: str) -> Path:
    """A name beside `path` that is not taken: path.word, path.word2, ..."""
    number = 1
    while os.path.lexists(name := path.with_name(f"{path.name}.{word}{'' if number == 1 else number}")):
        number += 1
    return name


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _checked(content) -> dict[str, dict]:
    if not isinstance(content, dict) or not isinstance(content.get("exercises"), dict):
        raise ValueError("it holds no exercises")
    for id, entry in content["exercises"].items():
        if not isinstance(entry, dict) or not all(_possible(name, value) for name, value in entry.items()):
            raise ValueError(f"the entry of {id} makes no sense")
    return dict(content["exercises"])


def _possible(name: str, value) -> bool:
    """Is this a value that `name` can have? Counts are at least 0, the best score lies in [0, 1]."""
    if name in ("solved", "revealed"):
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if name == "best":
        return isinstance(value, int | float) and 0 <= value <= 1
    return name in NEW and isinstance(value, int) and value >= 0
