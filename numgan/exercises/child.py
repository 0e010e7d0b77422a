"""The process in which learners' code runs; start.py starts it. It limits itself, and dies with its parent.

A job comes as one line on standard input: where the source is and which function to judge. The input stays open, and
its end means that the parent has gone. The verdict goes to what was standard output at the start. The code that is
judged prints elsewhere, so nothing that it prints can be mistaken for the verdict; if the code ends this process, there
is no verdict, and the parent says so.
"""

import contextlib
import json
import math
import os
import signal
import sys
import threading

from .load import judge_sources

FILE_LIMIT = 1 << 20  # bytes that a learner's code may write into one file, its prints too
MEMORY_LIMIT = 2 << 30  # bytes of address space; Python with NumPy takes 0.2 GB of them
START_UP = 2  # seconds of processor time for the imports


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    parent, verdict = os.dup(0), os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # prints and errors go into one file, in order
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    _limit_itself(job["seconds"])
    result = judge_sources(job["sources"], job["id"], job["folder"])
    with contextlib.suppress(Exception):  # sys.stdout is what the code has made of it
        sys.stdout.flush()
    with verdict:
        verdict.write("\n" + json.dumps(result.to_plain()))
    os._exit(0)  # not even a thread that the code has left running may hold us up


def _die_with(parent: int) -> None:
    """Wait until the parent has gone, however it was ended, and end this process and all that it has started."""
    os.read(parent, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)  # Windows


def _limit_itself(seconds: float) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    processor = math.ceil(seconds) + START_UP
    limits = [(resource.RLIMIT_CPU, processor), (resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_FSIZE, FILE_LIMIT)]
    for kind, limit in limits:
        with contextlib.suppress(ValueError, OSError):  # the limit is lower already, or this system knows none
            resource.setrlimit(kind, (limit, limit + 1))
