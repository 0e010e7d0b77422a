"""The process that judges: it dies with its parent, keeps within limits, and harms nobody's files or modules."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import numgan
from numgan.exercises import runner
from numgan.exercises.grade import grade
from numgan.exercises.runner import check_file
from numgan.exercises.workspace import Workspace

BODY = "    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))\n"
RIGHT = f"import numpy as np\ndef sigmoid(x):\n{BODY}"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals, process groups and limits are POSIX's")


def judged(folder, code, *, seconds=20):
    path = Path(folder, "sigmoid.py")
    path.write_text(code, encoding="utf-8")
    return check_file(path, "sigmoid", seconds=seconds)


def alive(pid):
    """Does this process run? One that has ended and that nobody has waited for does not."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def until(condition, seconds=30):
    """Wait for it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda number: number.name)
@pytest.mark.parametrize("command", ["check", "grade", "watch"])
def test_an_endless_loop_and_what_it_has_started_die_with_the_command(tmp_path, command, number):
    workspace, pids = Workspace(tmp_path / "course"), tmp_path / "pids"
    workspace.create()
    loop = f"import os\nother = os.fork()\nif other: open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{other}}.')\n"
    loop += "while True: pass\n"
    if command != "watch":
        workspace.path("sigmoid").write_text(loop)
    where = [str(workspace.root)] if command == "grade" else ["--dir", str(workspace.root)]
    words = [sys.executable, "-m", "numgan", "exercises", command, *where, "--seconds", "100"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        if command == "watch":
            process.stdout.readline()  # it has looked at the files as they were
            workspace.path("sigmoid").write_text(loop)
        try:
            until(lambda: pids.exists() and pids.read_text().endswith("."))
        finally:
            process.send_signal(number)
    until(lambda: not any(map(alive, pids.read_text()[:-1].split())), seconds=5)


@posix
def test_a_loop_that_lets_no_other_thread_run_is_ended_by_its_limit(tmp_path):
    pid, path = tmp_path / "pid", tmp_path / "sigmoid.py"
    path.write_text(
        f"import os, itertools\nopen({str(pid)!r}, 'w').write(f'{{os.getpid()}}.')\n0 in itertools.repeat(1)\n"
    )
    check = f"from numgan.exercises.runner import check_file; check_file({str(path)!r}, 'sigmoid', seconds=5)"
    with subprocess.Popen([sys.executable, "-c", check]) as process:
        try:
            until(lambda: pid.exists() and pid.read_text().endswith("."))
        finally:
            process.kill()
    until(lambda: not alive(pid.read_text()[:-1]), seconds=60)  # of the wall; a busy machine gives it little


@posix
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys\nsys.setrecursionlimit(10**9)\ndef sigmoid(x):\n    return sigmoid(x)\n", "within 6 seconds"),
        ("x = bytearray(3 << 30)\n" + RIGHT, "it raised MemoryError"),
        ("class Error(Exception):\n    __str__ = None\nraise Error", "it raised Error"),
        ("raise ValueError('a' * 5_000_000)", "it raised ValueError: aaaa"),
        ("raise ValueError('\\x1b[2J\\u202e\\ud800')", r"it raised ValueError: \x1b[2J\u202e\ud800"),
        ("import os\nos.write(2, b'{}')\nos._exit(0)", "it ended Python itself (exit code 0)"),
    ],
)
def test_errors_and_memory_have_bounds(tmp_path, code, message):
    result = judged(tmp_path, code, seconds=6 if "seconds" in message else 60)
    assert result.status == "incorrect"
    assert message in result.failures[0].message
    assert len(result.text) < 3000
    assert result.passed == 0
    assert result.total > 5


def test_control_characters_in_prints_are_shown_as_escapes(tmp_path):
    result = judged(tmp_path, r"print('a\tb\x1b[2J\x00\ud800\r', '\u03c3')" + "\n" + RIGHT)
    assert result
    assert result.printed == "a\tb\\x1b[2J\\x00\\ud800\\r \u03c3\n"
    assert judged(tmp_path, "print('a' * 100_000)\n" + RIGHT).printed == "a" * 1999 + "\n"


def test_modules_of_the_same_name_hide_nothing_and_helpers_are_found(tmp_path, monkeypatch):
    here, elsewhere = tmp_path / "exercise", tmp_path / "elsewhere"
    for folder in (here, elsewhere):
        folder.mkdir()
        for name in ("random", "math", "json", "os", "numpy", "numgan", "ast", "pathlib"):
            Path(folder, f"{name}.py").write_text("raise RuntimeError('this is not the module wanted')\n")
    Path(here, "helper.py").write_text(RIGHT)
    for folder in (here, elsewhere, tmp_path):
        monkeypatch.chdir(folder)
        result = judged(here, "import random, math, json\nfrom helper import sigmoid\n")
        assert result, (result, result.printed)


def test_the_current_folder_is_empty_and_not_the_callers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "data.npz"
    kept.write_text("mine")
    assert judged(tmp_path, "import os\nassert os.listdir() == []\nopen('data.npz', 'w').write('yours')\n" + RIGHT)
    assert kept.read_text() == "mine"
    assert "FileNotFoundError" in judged(tmp_path, "import os\nos.remove('data.npz')\n" + RIGHT).text
    assert judged(tmp_path, "import os\nos.rmdir(os.getcwd())\n" + RIGHT)


@posix
def test_folders_a_thousand_deep_are_no_trouble_for_the_grader(tmp_path):
    assert judged(tmp_path, "import os\nfor _ in range(2000):\n    os.mkdir('a'); os.chdir('a')\n" + RIGHT)


MODULE = f"""from __future__ import annotations
import dataclasses, pickle, typing
import numpy as np

@dataclasses.dataclass
class Number:
    value: typing.ClassVar[float] = 1.0
    other: Number | None = None

assert pickle.loads(pickle.dumps(Number())) == Number()
assert __file__.endswith("sigmoid.py")
assert np.load is not None and open(__file__).read().startswith("from __future__")

def sigmoid(x):
{BODY}"""


def test_the_code_is_a_module(tmp_path):
    result = judged(tmp_path, MODULE)
    assert result, result


def test_this_very_numgan_judges_also_when_it_was_found_in_the_current_folder(tmp_path):
    checkout = Path(numgan.__file__).parents[1]
    (tmp_path / "sigmoid.py").write_text(RIGHT)
    code = f"""import sys
sys.path[:] = ['', *(path for path in sys.path if path != {str(checkout)!r})]
from numgan.exercises.runner import check_file
result = check_file({str(tmp_path / "sigmoid.py")!r}, "sigmoid")
assert result, (result, result.printed)"""
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=checkout, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path[1:])})  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_environment_is_the_callers_as_far_as_it_makes_sense(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "nowhere_else.py").write_text(RIGHT)
    monkeypatch.setenv("PYTHONPATH", "packages")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("NUMGAN_PROGRESS", str(tmp_path / "mine.json"))
    text = r"'\d'" + "\nfrom numgan import exercises as ex\nfrom nowhere_else import sigmoid\n"
    result = judged(tmp_path, text + "ex.attempt('sigmoid')(sigmoid)\n")
    assert result, (result, result.printed)
    assert "sigmoid: correct" in result.printed
    assert not (tmp_path / "mine.json").exists()


def test_where_there_are_no_processes_the_code_runs_here(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(subprocess, "Popen", None)
    result = judged(tmp_path, "print('I was here')\n" + RIGHT)
    assert result
    assert result.printed == runner.UNPROTECTED + "I was here\n"
    assert "ZeroDivisionError" in judged(tmp_path, "1 / 0").text
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    workspace.path("sigmoid").write_text(RIGHT)
    assert sum(map(bool, grade(workspace.root))) == 1


def test_a_process_that_cannot_be_started_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert "no process could be started to judge it: No such file" in judged(tmp_path, RIGHT).text
