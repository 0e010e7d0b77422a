"""Signals, threads and streams that close while a run goes on: nothing is lost, and no traceback is shown."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from runs import COMMAND, ENVIRONMENT, UNDRAWN, save_digits, small_run, start, undraw

from numgan import Game
from numgan.app import interrupts, sources
from numgan.app.progress import Bar


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder with data and a run of one epoch in it."""
    monkeypatch.chdir(tmp_path)
    undraw(monkeypatch)
    save_digits(tmp_path / "a.npy")
    data = sources.load_arrays("a.npy", ("rows",))
    with small_run("run", "a.npy", epochs=1) as run:
        run.create(*data)
        assert run.train(*data, quiet=True)
    return tmp_path


def stopped_by(*numbers, cwd, before=()):
    """Take the run up in a process, send it these signals in the middle, one right after the other."""
    command = [*before, *COMMAND[:2], f"{UNDRAWN}; {COMMAND[2]}", "train", "--resume", "run", "--epochs", "100000"]
    process = subprocess.Popen(
        command, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in process.stdout:
        if line.startswith("epoch      2/"):
            break
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.05)
    return process


def end_of(process):
    """What a process still prints, on both streams. It has a minute to end."""
    try:
        return process.communicate(timeout=60)
    finally:
        process.kill()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("numbers", [[signal.SIGTERM], [signal.SIGHUP] * 2], ids=["TERM", "HUP twice"])
def test_a_signal_stops_the_run_after_the_step_and_saves_it(numbers, here):
    process = stopped_by(*numbers, cwd=here)
    _, error = end_of(process)
    assert process.returncode == 130
    assert error == "interrupted and saved; go on with: numgan train --resume run\n"
    game = Game.load("run/checkpoint.npz")
    assert game.epoch >= 2
    assert game.step == 4 * game.epoch + game.step_in_epoch
    assert len((here / "run" / "metrics.csv").read_text().splitlines()) == 1 + game.step


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_what_is_to_be_ignored_stays_ignored(here):
    process = stopped_by(signal.SIGHUP, cwd=here, before=["nohup"])
    time.sleep(0.2)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    end_of(process)
    assert process.returncode == 130


def test_only_a_second_ctrl_c_acts_at_once():
    before = signal.getsignal(signal.SIGINT)
    with interrupts.politely() as asked:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        assert asked == [signal.SIGTERM] * 2
    with interrupts.politely() as asked:
        signal.raise_signal(signal.SIGINT)
        assert asked == [signal.SIGINT]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_terminal_that_has_closed_is_heard_once():
    before = signal.getsignal(signal.SIGHUP)
    try:
        with interrupts.politely() as asked:
            signal.raise_signal(signal.SIGHUP)
        assert asked == [signal.SIGHUP]
        signal.raise_signal(signal.SIGHUP)  # the second, after the run was saved
    finally:
        signal.signal(signal.SIGHUP, before)
    with interrupts.politely():
        pass
    assert signal.getsignal(signal.SIGHUP) is before


def test_signals_that_the_system_does_not_know_are_left_out(monkeypatch):
    """As on Windows, which has no HUP."""
    monkeypatch.delattr(signal, "SIGHUP")
    with interrupts.politely() as asked:
        signal.raise_signal(signal.SIGTERM)
    assert asked == [signal.SIGTERM]


def test_a_run_in_a_thread_trains_without_listening_to_signals(here):
    done = []

    def train():
        data = sources.load_arrays("a.npy", ("rows",))
        with small_run("other", "a.npy") as run:
            run.create(*data)
            done.append(run.train(*data, quiet=True))

    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert done == [True]
    assert Game.load("other/checkpoint.npz").epoch == 2


QUICK = ">&- 2>&-", ">/dev/full", "2>&1 | true"
SLOW = ">&-", "2>&-", "<&-", "| head -1 >/dev/null"


@pytest.mark.parametrize("how", [*QUICK, *(pytest.param(how, marks=pytest.mark.slow) for how in SLOW)])
def test_closed_streams_end_no_run(how, here):
    command = [*COMMAND[:2], f"{UNDRAWN}; {COMMAND[2]}", "train", "--resume", "run", "--epochs", "2"]
    shown = subprocess.run(
        ["bash", "-c", f'"$@" {how}; echo ${{PIPESTATUS[0]}} >code', "-", *command],
        cwd=here,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in shown.stderr
    assert "Exception" not in shown.stderr
    assert (here / "code").read_text() == "0\n"
    assert Game.load("run/checkpoint.npz").epoch == 2
    assert (here / "run" / "training.gif").stat().st_size > 100


@pytest.mark.parametrize(
    ("arguments", "how", "code"),
    [
        ("info run/checkpoint.npz", ">&-", 0),
        ("info run/checkpoint.npz", ">/dev/full", 1),
        ("info absent.npz", ">&- 2>&-", 1),
        ("info absent.npz", "2>/dev/full", 1),
        ("fly", "2>/dev/full", 2),
        ("--help", ">/dev/full", 0),
    ],
)
def test_closed_streams_leave_the_exit_code_as_it_is(arguments, how, code, here):
    command = ["bash", "-c", f'"$@" {how}', "-", *COMMAND, *arguments.split()]
    done = subprocess.run(command, cwd=here, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    if "2>&-" in how and "fly" not in arguments and code:
        assert done.stdout == ""  # no error among the results


def test_a_terminal_that_closes_under_the_bar_ends_no_run():
    class Gone:
        def __init__(self, **settings): ...

        def update(self):
            raise OSError(5, "Input/output error")

        close = update

    run = small_run("run", "a.npy")
    with Bar(Gone, run.gan, 4) as bar:
        bar.update(None)


@pytest.mark.slow
def test_ctrl_c_at_any_time_ends_in_one_line(here):
    """From the first import on. (Before that Python is not up yet, and has its own words.)"""
    seen = []
    for delay in range(40):
        process = start("train", "--resume", "run", "--epochs", "100000", "--quiet", cwd=here)
        time.sleep(0.1 + delay * 0.02)
        process.send_signal(signal.SIGINT)
        _, error = end_of(process)
        seen.append((process.returncode, error))
    lines = ("numgan: interrupted\n", "interrupted and saved; go on with: numgan train --resume run\n")
    assert [each for each in seen if each[0] != 130 or each[1] not in lines] == []


def test_ctrl_c_during_the_imports_ends_in_one_line(tmp_path):
    (tmp_path / "numpy.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time\ntime.sleep(9)"
    )
    environment = ENVIRONMENT | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ENVIRONMENT['PYTHONPATH']}"}
    done = subprocess.run([*COMMAND, "--version"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "numgan: interrupted\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_these_tests_end_where_pytest_itself_is_to_ignore_signals(tmp_path):
    """As under nohup, or in a script's background: what is ignored is inherited, unless conftest.py prevents it."""
    ignoring = "import os, signal, sys\nfor name in sys.argv.pop(1).split(): signal.signal(getattr(signal, name), 1)\n"
    tests = (
        test_a_signal_stops_the_run_after_the_step_and_saves_it,
        test_only_a_second_ctrl_c_acts_at_once,
        test_a_terminal_that_has_closed_is_heard_once,
        test_ctrl_c_during_the_imports_ends_in_one_line,
    )
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inner'}"]
    command = [*pytest_here, *(f"{__file__}::{test.__name__}" for test in tests)]
    done = subprocess.run(
        [sys.executable, "-c", f"{ignoring}os.execv(sys.argv[1], sys.argv[1:])", "SIGINT SIGTERM SIGHUP", *command],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout
