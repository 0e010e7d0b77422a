"""Text that any terminal can show, whatever a learner's code has put into it."""

import sys
from typing import TextIO


def say(text: str, file: TextIO | None = None) -> None:
    """Print, with a question mark for what the stream cannot encode: many a terminal knows no check mark."""
    file = file or sys.stdout
    encoding = getattr(file, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=file, flush=True)


def printable(text: str) -> str:
    """Control characters and lone surrogates as escapes; newline and tab as they are."""
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)
