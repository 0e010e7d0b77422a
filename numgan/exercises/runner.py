"""Judge source code in a separate process, with limits: whatever it does, there is a verdict."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from .child import FILE_LIMIT
from .judge import check_names
from .load import judge_sources
from .registry import find
from .result import Failure, Result
from .say import printable
from .source import read_source, same_code
from .workspace import page

SECONDS = 10.0
SHOWN = 2000  # characters of what the code has printed
UNPROTECTED = "(Judged without a separate process, so an endless loop or a crash cannot be stopped.)\n"
ENVIRONMENT = {
    "MPLBACKEND": "Agg",
    "NUMGAN_PROGRESS": "",  # an @ex.attempt in the code is not recorded here
    "PYTHONUTF8": "1",
    "PYTHONIOENCODING": "utf-8:backslashreplace",
    "PYTHONWARNINGS": "",
    "OPENBLAS_NUM_THREADS": "1",  # many processes run at once
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_running: set[subprocess.Popen] = set()


def check_file(path: str | Path, id: str, *, seconds: float = SECONDS) -> Result:
    """Judge the function of this exercise in a .py file. A missing file, or the stub, is an exercise not attempted.

    `result.printed` holds the end of what the code has printed.
    """
    path, exercise = Path(path).absolute(), find(id)
    unattempted = Result(id, total=len(check_names(exercise)), passed=0, failures=[], attempted=False)
    try:
        text = read_source(path)
    except FileNotFoundError:
        return unattempted
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return _without_verdict(id, f"{path.name} cannot be read: {reason}")
    if same_code(text, page(exercise)):
        return unattempted
    return check_sources([(str(path), text, True)], id, folder=path.parent, seconds=seconds)


def check_sources(sources: list[tuple[str, str, bool]], id: str, *, folder: Path, seconds: float = SECONDS) -> Result:
    """Judge what these sources, (name, text, whole), define; modules in `folder` can be imported. See load.py."""
    find(id)
    if not has_processes():
        return _check_here(sources, id, folder)
    job = {"id": id, "sources": sources, "folder": str(folder.absolute()), "seconds": seconds}
    work = tempfile.mkdtemp(prefix="numgan-")  # the code may delete what it finds in its folder
    try:
        with tempfile.TemporaryFile() as verdict, tempfile.TemporaryFile() as prints:
            ended = _run(json.dumps(job).encode() + b"\n", work, verdict, prints, seconds)
            result = _read_verdict(verdict, id)
            if result is None:
                result = _without_verdict(id, ended)
            result.printed = _read_end(prints)
    finally:
        with contextlib.suppress(RecursionError):  # thousands of nested folders
            shutil.rmtree(work, ignore_errors=True)
    return result


def has_processes() -> bool:
    """False in a browser, and where Python is a part of another program."""
    return sys.platform not in ("emscripten", "wasi") and bool(sys.executable)


def end_all() -> None:
    """End all that is being judged."""
    for process in list(_running):
        _end(process)


def _check_here(sources, id: str, folder: Path) -> Result:
    with contextlib.redirect_stdout(io.StringIO()) as prints:
        result = judge_sources(sources, id, str(folder))
    result.printed = UNPROTECTED + printable(prints.getvalue()[-SHOWN:])
    return result


def _run(job: bytes, work: str, verdict: BinaryIO, prints: BinaryIO, seconds: float) -> str:
    """Give the job to a new process, wait for its end, and say how it ended."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("start.py"))]
    environment = os.environ | ENVIRONMENT
    if paths := os.environ.get("PYTHONPATH"):  # the process has another current folder
        environment["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, paths.split(os.pathsep)))
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=verdict, stderr=prints, cwd=work, env=environment,
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        return f"no process could be started to judge it: {error.strerror}"
    _running.add(process)
    assert process.stdin is not None  # it is a pipe
    late = (
        f"it did not finish within {seconds:g} seconds: is there a loop or a recursion that never ends?\n"
        "if not, it is slow, or this machine is busy: --seconds allows more time; loops over entries are NumPy's work"
    )
    try:
        with contextlib.suppress(OSError):  # it has ended already
            process.stdin.write(job)
            process.stdin.flush()  # and it stays open: its end tells the child that we have gone
        code = process.wait(timeout=seconds)
        if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
            return late
        return f"it ended Python itself (exit code {code}) before it could be judged"
    except subprocess.TimeoutExpired:
        return late
    finally:
        _end(process)
        _running.discard(process)
        with contextlib.suppress(OSError):
            process.stdin.close()


def _end(process: subprocess.Popen) -> None:
    """End the process and all that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows
            process.kill()
    process.wait()


def _read_verdict(file: BinaryIO, id: str) -> Result | None:
    """The verdict, or None if there is none that makes sense: the code may have written there too."""
    file.seek(0)
    try:
        plain = json.loads(file.read(FILE_LIMIT).rpartition(b"\n")[2])
        result = Result.from_plain(plain)
        failures = [Failure(printable(check), printable(message)) for check, message in result.failures]
        counts = range(len(check_names(find(id))) + 1)
        sound = (
            result.id == id
            and type(result.total) is type(result.passed) is int
            and result.total == counts[-1]
            and result.passed in counts
            and plain["status"] == result.status
            and type(result.score) in (int, float)
            and 0 <= result.score <= 1
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    result.failures = failures
    return result if sound else None


def _read_end(file: BinaryIO) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - 4 * SHOWN, 0))
    text = file.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
    return printable(text[-SHOWN:])


def _without_verdict(id: str, message: str) -> Result:
    total = len(check_names(find(id)))
    return Result(id, total=total, passed=0, failures=[Failure("runs", printable(message))])
