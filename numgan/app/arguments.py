"""What an argument of the command line may be: checked while it is read, before anything is done."""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from ..checks import shown
from .words import one_line

MANY = 10**9  # of anything that is counted: more is a typing mistake
SEED = 2**128 - 1  # NumPy's seeds are mixed into 128 bits: longer ones say no more
PNG_START = b"\x89PNG\r\n\x1a\n"  # what a picture that we write begins with


class Parser(argparse.ArgumentParser):
    """argparse's, but an option may be given once, and words from outside are made fit for a terminal."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.register("action", None, Once)
        self.register("type", Path, path)

    def error(self, message: str):
        """Exit with code 2, after the usage and the message."""
        super().error(one_line(message))


class Once(argparse.Action):
    """Keep an option's value, and refuse a second one: argparse by itself would silently forget the first."""

    def __call__(self, parser, namespace, values, option_string=None):
        given = vars(namespace).setdefault("given_once", set())
        if option_string and self.dest in given:
            raise argparse.ArgumentError(self, "given twice")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


def whole(low: int, high: int):
    """The type of an argument that is a whole number from `low` to `high`."""

    def check(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 100 and low <= int(text) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(f"a whole number from {low:,} to {high:,} is wanted, got {shown(text)}")

    return check


def number(size: float):
    """The type of an argument that is a number from -size to size."""

    def check(text: str) -> float:
        try:
            value = float(text) if text.isascii() and len(text) <= 100 else math.nan
        except ValueError:
            value = math.nan
        if -size <= value <= size:
            return value
        raise argparse.ArgumentTypeError(f"a number from -{size:,} to {size:,} is wanted, got {shown(text)}")

    return check


def named(text: str) -> str:
    """The type of an argument that names something: not empty, because "" would mean this folder, or the default."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"a name is wanted, got {shown(text)}")
    return text


def path(text: str) -> Path:
    """The type of every argument that is given as type=Path."""
    return Path(named(text))


def file_to_write(text: str) -> Path:
    """The type of an argument that is a file to write: a path that does not end like a folder's."""
    if named(text).endswith(("/", "\\")):
        raise argparse.ArgumentTypeError(f"the name of a file is wanted, and not of a folder, got {shown(text)}")
    return Path(text)


def free_for(
    asked: Path, ending: str, start: bytes, option: str = "--output", *, read: Sequence[str | Path] = ()
) -> Path:
    """The file to write, with its ending; a file of this name must begin with `start`, as those that we write do.

    option : what gives its name, for messages
    read : files and folders that the command reads: what is among them is not written over
    Raises ValueError for another ending, FileExistsError for a file of another kind (it might be a checkpoint under a
    wrong name), a folder, a device, a link (which may lead anywhere), or one that is read.
    """
    if asked.suffix.lower() not in ("", ending):
        raise ValueError(f"{option} must end in {ending}, which is what is written; got {asked}")
    target = asked if asked.suffix else asked.with_name(f"{asked.name}{ending}")
    for each in {asked, target}:
        if each.is_dir():
            raise IsADirectoryError(f"{each} is a folder, and {option} is the name of a file")
        if each.is_symlink() or (each.exists() and not each.is_file()):
            raise FileExistsError(f"{each} is a link or a device, and {option} is the name of a file")
    if target.exists():
        with open(target, "rb") as file:
            found = file.read(len(start))
        if found and found != start:
            raise FileExistsError(f"{target} is there already, and holds something else: it is left alone")
        for each in map(Path, read):
            if each.exists() and (each.samefile(target) or (each.is_dir() and each.samefile(target.parent))):
                raise FileExistsError(f"{target} is among the images that are read: give {option} another name")
    return target
