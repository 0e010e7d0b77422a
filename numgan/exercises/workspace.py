"""A learner's folder: stubs as plain .py files, by chapter, and a test file, so that pytest alone is enough."""

import os
from pathlib import Path

from ..files.checkpoint import atomic_write
from .exercise import Exercise
from .plain import plain_text
from .progress import Progress, free_name
from .registry import ALL, CHAPTERS
from .source import read_source

TESTS = "test_exercises.py"
TEST_FILE = '''"""Run `pytest` here: what is wrong fails, what is not attempted is skipped (NUMGAN_STRICT=1: fails)."""

import os
from pathlib import Path

import pytest

from numgan.exercises.workspace import Workspace
from numgan.exercises.runner import check_file

HERE = Workspace(Path(__file__).parent)


@pytest.mark.parametrize("id", HERE.ids())
def test_exercise(id):
    result = check_file(HERE.path(id), id)
    if not result.attempted and os.environ.get("NUMGAN_STRICT") != "1":
        pytest.skip("not attempted")
    assert result, result.text
'''


class Workspace:
    """The folder `root`. Nothing in it is ever overwritten; `reset` renames what it replaces."""

    def __init__(self, root: str | Path):
        self.root = Path(root)

    @classmethod
    def open(cls, root: str | Path) -> "Workspace":
        """One that exists. Raises FileNotFoundError, with the way to make one."""
        workspace = cls(root)
        if not workspace.ids():
            raise FileNotFoundError(
                f"no exercises in {workspace.root}: numgan exercises init DIR makes them, --dir finds them"
            )
        return workspace

    def create(self) -> int:
        """Write every stub that is not there yet, and the test file. Returns how many stubs were written."""
        written = 0
        for exercise in ALL.values():
            path = self.path(exercise.id)
            if not _exists(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, page(exercise))
                written += 1
        if not (self.root / TESTS).exists():
            _write(self.root / TESTS, TEST_FILE)
        return written

    def path(self, id: str) -> Path:
        """Where this exercise's file is."""
        for found in self.root.glob(f"*/{id}.py"):  # also where a folder has another name than today
            return found
        chapter = ALL[id].chapter
        return self.root / f"{list(CHAPTERS).index(chapter) + 1}_{chapter}" / f"{id}.py"

    def ids(self) -> list[str]:
        """The exercises that have a file here, in the order of the course."""
        return [id for id in ALL if _exists(self.path(id))]

    def touched(self, id: str) -> bool:
        """True if the file is not the stub any more."""
        try:
            return read_source(self.path(id)) != page(ALL[id])
        except (OSError, ValueError):
            return _exists(self.path(id))

    def reset(self, id: str) -> Path | None:
        """Put the stub back. Returns the new name of the learner's file, or None if there was nothing to keep."""
        path, kept = self.path(id), None
        if self.touched(id):
            kept = free_name(path, "old")
            os.replace(path, kept)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, page(ALL[id]))
        self.progress().forget(id)
        return kept

    def progress(self) -> Progress:
        """What has been done here."""
        return Progress(self.root / "progress.json")


def page(exercise: Exercise) -> str:
    """An exercise's file as it is handed out: the task, as plain text, above the stub."""
    task = plain_text(f"{exercise.statement}\n\nSource: {exercise.source}")
    return f'"""{exercise.title}\n\n{task}\n"""\n\nimport numpy as np\n\n\n{exercise.stub}'


def _exists(path: Path) -> bool:
    """Does anything have this name, even a broken link or something that cannot be read?"""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def _write(path: Path, text: str) -> None:
    """Write the whole file or, if the disk is full, nothing."""
    with atomic_write(path) as file:
        file.write(text.encode())
