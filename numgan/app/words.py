"""Words for a terminal: in one line, short, and in characters that it has."""

import sys

from ..exercises.say import printable

MOST = 1000  # characters of a message: a damaged file's value inside it may have millions


def fit(line: str) -> str:
    """The line with its control characters as escapes, and of a long one the beginning and the end."""
    if len(line) > MOST:
        line = f"{line[: MOST * 2 // 3]} ... {line[-MOST // 3 :]}"
    return printable(line)


def one_line(text) -> str:
    """A message or a path as one such line."""
    return fit(" ".join(str(text).split()))


def suit_the_streams() -> None:
    """Let what a stream's encoding lacks be written as escapes, \\u03b1 for alpha: a folder may have any name."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a notebook's streams know no encoding
            stream.reconfigure(errors="backslashreplace")
