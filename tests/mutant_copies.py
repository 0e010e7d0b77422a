"""Where a mutant lives: a copy of the package and its tests, and a process of its own that runs them."""

import contextlib
import importlib.util
import io
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

SECONDS = 60  # of the processor's time: what takes longer has lost its way, and is caught by that
PATIENCE = 20 * SECONDS  # by the clock, which other people's work slows down too: what waits for ever


class Copy:
    """A copy of the package and its tests, in which one file at a time is another, and a process that runs tests."""

    def __init__(self, folder: Path, source: Path, *left_out: str):
        self.folder = folder
        for name in ("numgan", "tests"):
            shutil.copytree(source / name, folder / name, ignore=shutil.ignore_patterns(*left_out))
        shutil.copy2(source / "pyproject.toml", folder)

    def start(self, arguments: list[str], *, seconds: int, compiled: bool) -> None:
        """Start pytest with these arguments. compiled: write down the compiled form of what is imported."""
        self.ends = time.monotonic() + PATIENCE
        self.child = os.fork()
        if self.child == 0:
            code = 3
            try:
                import resource  # no such thing on Windows, as is os.fork

                os.setsid()
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
                code = self._pytest(arguments, compiled)
            finally:
                os._exit(code)

    def _pytest(self, arguments, compiled) -> int:
        said = os.open(self.folder / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.chdir(self.folder)
        sys.dont_write_bytecode = not compiled
        os.environ["PYTHONPATH"] = str(self.folder)  # of what the tests start themselves
        sys.path[0] = str(self.folder)
        found = importlib.util.find_spec("numgan").origin
        if "numgan" in sys.modules or Path(found).parent.parent != self.folder:
            raise RuntimeError(f"numgan would come from {found}, and no mutant would be seen")
        return int(pytest.main(["-x", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", *arguments]))

    def ended(self) -> tuple[int, str] | None:
        """pytest's exit code and what it wrote; -1 for what took too long; None while it runs."""
        late = time.monotonic() > self.ends
        if late:
            os.killpg(self.child, signal.SIGKILL)
        pid, status = os.waitpid(self.child, 0 if late else os.WNOHANG)
        if pid == 0:
            return None
        said = (self.folder / "said.txt").read_text(encoding="utf-8")
        code = os.waitstatus_to_exitcode(status)
        return (-1 if late or -code in (signal.SIGXCPU, signal.SIGKILL) else code), said

    def mutate(self, key, source: str, arguments: list[str]) -> None:
        """Put a mutant in the place of its file, key.file, and start its tests."""
        self.key, self.file, self.began = key, self.folder / "numgan" / key.file, time.monotonic()
        self.original = self.file.read_text(encoding="utf-8")
        Path(importlib.util.cache_from_source(str(self.file))).unlink(missing_ok=True)
        self.file.write_text(source, encoding="utf-8")
        self.start(arguments, seconds=SECONDS, compiled=False)

    def outcome(self) -> tuple | None:
        """The mutant, whether it was caught, by what, and in how long; the file is put back. None while it runs."""
        if (end := self.ended()) is None:
            return None
        self.file.write_text(self.original, encoding="utf-8")
        code, said = end
        if code not in (-1, 0, 1, 2, 4):  # too long, passed, failed, or could not be imported
            raise RuntimeError(f"pytest ended with {code} for\n{self.key}\n{said}")
        test = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", said, re.MULTILINE)
        by = "time" if code == -1 else test[1] if test else "import" if code else ""
        return self.key, code != 0, by, round(time.monotonic() - self.began, 2)


def load(folder: Path) -> None:
    """Import NumPy and all of pytest, so that no fork need do it: half the time of a mutant that dies at once."""
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    import numpy.testing  # noqa: F401, after the settings that it reads

    folder.mkdir()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["--rootdir", str(folder), "-p", "no:cacheprovider", str(folder)])
