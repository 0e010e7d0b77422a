"""The exercises at a shell: files, hostile code in a process of its own, watching, grading, progress."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from numgan.app.cli import main
from numgan.exercises import ALL
from numgan.exercises.runner import check_file
from numgan.exercises.workspace import Workspace

RIGHT = "import numpy as np\ndef sigmoid(x):\n    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))\n"
WRONG = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(x))\n"


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    return workspace


def run(workspace, *words):
    """The exit code of `numgan exercises words --dir ...`."""
    return main(["exercises", *words, "--dir", str(workspace.root)])


def test_init_writes_every_stub_once(tmp_path, capsys):
    assert main(["exercises", "init", str(tmp_path / "a")]) == 0
    workspace = Workspace(tmp_path / "a")
    assert workspace.ids() == list(ALL)
    assert not any(workspace.touched(id) for id in ALL)
    workspace.path("sigmoid").write_text(RIGHT)
    workspace.path("softplus").unlink()
    assert main(["exercises", "init", str(tmp_path / "a")]) == 0
    assert "1 new stubs" in capsys.readouterr().out
    assert workspace.path("sigmoid").read_text() == RIGHT
    assert run(Workspace(tmp_path / "nowhere"), "list") == 1
    assert "no exercises in" in capsys.readouterr().err


def test_every_stub_file_is_python_and_not_attempted(workspace):
    for id in workspace.ids():
        compile(workspace.path(id).read_text(encoding="utf-8"), id, "exec")
    for id in list(ALL)[::10]:
        assert check_file(workspace.path(id), id).status == "not attempted"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("while True: pass", "it did not finish within 2 seconds"),
        ("def sigmoid(x):\n    while True: pass", "it did not finish within 2 seconds"),
        ("import sys; sys.exit(3)", "it raised SystemExit: 3"),
        ("import os; os._exit(0)", "it ended Python itself (exit code 0)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "it ended Python itself (exit code -9)"),
        ("def sigmoid(x):\n    exit()", "it raised SystemExit"),
        ("def sigmoid(x):\n    return None", "is None: is there a return?"),
        ("def sigmoid(x):\n    return [1, 2]", "is a list, and an array is wanted"),
        ("def sigmoid(x):\n    return x.nothing", "in line 2: return x.nothing"),
        ("x = 1 / 0", "it raised ZeroDivisionError: division by zero\nin line 1: x = 1 / 0"),
        ("def sigmoid(x:\n", "'(' was never closed\nin line 1: def sigmoid(x:"),
        ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("y = 1", "there is no function sigmoid in it"),
        ("sigmoid = 3", "a function is wanted, got int"),
        ("def sigmoid():\n    return 1", "takes 0 positional arguments but 1 was given"),
        ("import numpy as np\nnp.exp = None\n" + WRONG, "'NoneType' object is not callable"),
        ("def sigmoid(x):\n    return sigmoid(x)", "it raised RecursionError"),
        ("def sigmoid(x):\n    print('a' * 10**6)\n    return x", "File too large"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX's")
def test_whatever_the_code_does_there_is_a_verdict(tmp_path, code, message):
    path = tmp_path / "sigmoid.py"
    path.write_text(code)
    result = check_file(path, "sigmoid", seconds=2 if "while" in code else 20)
    assert result.status == "incorrect"
    assert message in "\n".join(f.message for f in result.failures)


def test_prints_are_shown_and_files_that_are_no_text_are_named(tmp_path):
    path = tmp_path / "sigmoid.py"
    path.write_text("print('I was here')\n" + RIGHT)
    result = check_file(path, "sigmoid")
    assert result
    assert result.printed == "I was here\n"
    path.write_bytes(b"\xff\xfe\xff")
    assert "cannot be read" in check_file(path, "sigmoid").text
    assert check_file(tmp_path / "none.py", "sigmoid").status == "not attempted"


def test_a_course_at_the_shell(workspace, capsys):
    path = workspace.path("sigmoid")
    assert run(workspace, "check") == 0
    assert "nothing is begun" in capsys.readouterr().out
    path.write_text(WRONG)
    assert run(workspace, "check") == 1
    assert "this is sigmoid(-x)" in capsys.readouterr().out
    assert run(workspace, "solution", "sigmoid") == 1
    assert "not solved yet" in capsys.readouterr().err
    assert run(workspace, "hint", "sigmoid") == run(workspace, "hint", "sigmoid") == 0
    assert "Hint 2 of 3" in capsys.readouterr().out
    path.write_text(RIGHT)
    assert run(workspace, "check", "sigmoid") == 0
    assert run(workspace, "solution", "sigmoid") == 0
    assert "numgan.functions.sigmoid" in capsys.readouterr().out
    assert run(workspace, "progress") == 0
    assert f"next: {next(iter(ALL))}" in capsys.readouterr().out
    assert run(workspace, "list") == 0
    assert "solved" in capsys.readouterr().out
    assert run(workspace, "reset", "sigmoid") == 0
    assert path.with_name("sigmoid.py.old").read_text() == RIGHT
    assert not workspace.touched("sigmoid")
    assert not workspace.progress()["sigmoid"]["solved"]
    assert run(workspace, "check", "sigmoit") == 1
    assert "did you mean 'sigmoid'" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent by a POSIX signal")
def test_watch_survives_a_syntax_error_and_goes_on(workspace):
    command = [sys.executable, "-u", "-m", "numgan", "exercises", "watch", "--dir", str(workspace.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        guard = threading.Timer(60, process.kill)  # so that a word that never comes is no wait without end
        guard.start()
        try:
            assert "next: " in process.stdout.readline()
            heard = ""
            for code, verdict in (
                ("def sigmoid(x:", "never closed"),
                (WRONG, "this is sigmoid(-x)"),
                (RIGHT, f"{next(iter(ALL))}.py"),
            ):
                time.sleep(0.01)  # so that the file's time differs
                workspace.path("sigmoid").write_text(code)
                while verdict not in heard:
                    line = process.stdout.readline()
                    assert line, heard
                    heard += line
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0
        finally:
            guard.cancel()
            process.kill()


def test_pytest_in_the_folder(workspace):
    workspace.path("sigmoid").write_text(RIGHT)
    workspace.path("softplus").write_text("def softplus(x):\n    return x\n")
    chosen = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "sigmoid or softplus or maxout"]
    done = subprocess.run(chosen, cwd=workspace.root, capture_output=True, text=True)
    assert "1 failed" in done.stdout
    assert "skipped" in done.stdout
    assert "softplus: incorrect" in done.stdout
    environment = os.environ | {"NUMGAN_STRICT": "1"}
    done = subprocess.run(chosen, cwd=workspace.root, capture_output=True, text=True, env=environment)
    assert "skipped" not in done.stdout
    assert "not attempted" in done.stdout


@pytest.mark.slow  # what it says of each exercise, test_exercises.py tests one by one
def test_verify_at_the_shell(capsys):
    assert main(["exercises", "verify"]) == 0
    assert f"{len(ALL)} exercises: solutions pass" in capsys.readouterr().out
