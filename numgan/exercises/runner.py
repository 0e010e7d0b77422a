"""Judge source code in a process of its own, with a time limit: whatever it does, there is a verdict."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .registry import find
from .result import Failure, Result

SECONDS = 10.0
SHOWN = 2000  # characters of what the code has printed


def check_file(path: str | Path, id: str, *, seconds: float = SECONDS) -> Result:
    """Judge the function of this exercise in a .py file. A missing file is an exercise not attempted.

    `result.printed` holds the end of what the code has printed.
    """
    path = Path(path)
    if not path.exists():
        return Result(find(id).id, total=1, passed=0, failures=[], attempted=False)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _without_verdict(id, f"{path} cannot be read: {error}")
    return check_sources([(str(path), text, True)], id, seconds=seconds)


def check_sources(sources: list[tuple[str, str, bool]], id: str, *, seconds: float = SECONDS) -> Result:
    """Judge what these sources, (name, text, whole), define; see child.py."""
    find(id)
    with tempfile.TemporaryDirectory() as folder:
        verdict, prints = Path(folder, "verdict.json"), Path(folder, "prints.txt")
        job = json.dumps({"id": id, "sources": sources, "verdict": str(verdict)})
        environment = os.environ | {"MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "numgan.exercises.child"]
        with open(prints, "wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=output, stderr=output, env=environment, start_new_session=True
            )
            try:
                process.communicate(job.encode(), timeout=seconds)
                ended = f"it ended Python itself (exit code {process.returncode}) before it could be judged"
            except subprocess.TimeoutExpired:
                ended = f"it did not finish within {seconds:g} seconds: is there a loop that never ends?"
            finally:
                _end(process)
        try:
            result = Result.from_plain(json.loads(verdict.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            result = _without_verdict(id, ended)
        result.printed = prints.read_text(encoding="utf-8", errors="replace")[-SHOWN:]
    return result


def _without_verdict(id: str, message: str) -> Result:
    return Result(id, total=1, passed=0, failures=[Failure("runs", message)])


def _end(process: subprocess.Popen) -> None:
    """End the process and all that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows
            process.kill()
    process.wait()
