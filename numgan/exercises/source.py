"""Read what a learner hands in: a file can be of any size and kind, and its text need not be Python."""

import ast
import importlib.util
import threading
import warnings
from pathlib import Path

SOURCE_LIMIT = 1 << 20  # bytes of a .py file
_warnings_lock = threading.Lock()  # what catch_warnings changes belongs to all threads


def read_bytes(path: Path, limit: int) -> bytes:
    """The file's content. Raises OSError, or ValueError for what is no file, such as a pipe, or larger than `limit`."""
    path.stat()  # if it cannot be reached, this says why
    if not path.is_file():  # to open a pipe or a device may wait for ever
        raise ValueError("it is not a regular file")
    with open(path, "rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"it is larger than {limit >> 20} MB")
    return content


def read_source(path: Path) -> str:
    """The text of a .py file, in the encoding that it declares. Raises OSError or ValueError."""
    content = read_bytes(path, SOURCE_LIMIT)
    try:
        return importlib.util.decode_source(content)
    except (SyntaxError, LookupError, UnicodeError) as error:  # another encoding, or one that does not exist
        raise ValueError(f"{error}; save it as UTF-8") from None


def parse(text: str) -> ast.Module | None:
    """The syntax tree; None for what is not Python, or is nested too deeply for Python."""
    try:
        with _warnings_lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def same_code(one: str, other: str) -> bool:
    """Do two texts differ in white space and comments only?"""
    first, second = parse(one), parse(other)
    if first is None or second is None:
        return False
    try:
        return ast.dump(first) == ast.dump(second)
    except RecursionError:
        return False
