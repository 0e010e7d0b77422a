"""Words for a terminal: in one line, short, and in characters that it has."""

import contextlib
import os
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


def say(text: str, stream) -> None:
    """Print a line on sys.stdout or sys.stderr; if nobody can read it any more, go on silently.

    A stream may be None (`>&-`), its reader may have gone, the terminal or the disk behind it too.
    """
    if stream is not None:
        try:
            print(text, file=stream, flush=True)
        except (OSError, ValueError):
            hush(stream)


def hush(stream) -> None:
    """Discard what is still to be written to this stream, and what it still holds: else Python fails when it exits."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # None, closed, or no file at all
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def fill_closed_numbers() -> None:
    """Open the system's files 0, 1 and 2 where they are closed: else the next file that we open would be one of them.

    And what a library writes to "standard error" would land in a checkpoint.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) < 3:
        pass
    os.close(number)
