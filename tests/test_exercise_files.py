"""Files of any kind and encoding, terminals of any encoding, and what is written: whole or not at all."""

import io
import json
import os
import re
import subprocess
import sys

import pytest

from numgan.app.cli import main
from numgan.exercises import ALL
from numgan.exercises.progress import Progress
from numgan.exercises.result import Failure, Result
from numgan.exercises.runner import check_file
from numgan.exercises.workspace import Workspace
from numgan.files import checkpoint

RIGHT = "import numpy as np\ndef sigmoid(x):\n    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))\n"
NAMED = '# -*- coding: {} -*-\nname = "é"\nassert len(name) == 1 and ord(name) == 233\n' + RIGHT


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + RIGHT.encode(),
        b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode(),
        NAMED.format("latin-1").encode("latin-1"),
        NAMED.format("cp1252").encode("cp1252"),
        NAMED.format("utf-8").encode(),
    ],
    ids=["mark", "mark and CRLF", "latin-1", "cp1252", "utf-8"],
)
def test_encodings_that_python_reads_are_read(tmp_path, content):
    path = tmp_path / "sigmoid.py"
    path.write_bytes(content)
    assert check_file(path, "sigmoid")


def pipe(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


def large(path):
    with open(path, "wb") as file:
        file.truncate(1 << 30)


UNREADABLE = [
    (pipe, "it is not a regular file"),
    (device, "it is not a regular file"),
    (large, "it is larger than 1 MB"),
    (lambda path: path.mkdir(), "it is not a regular file"),
    (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    (lambda path: path.write_bytes(b"\xff\xfe\xff"), "missing encoding declaration; save it as UTF-8"),
    (lambda path: path.write_bytes(b"# coding: klingon\n"), "unknown encoding"),
    (lambda path: path.write_bytes(b"# coding: rot13\n"), "is not a text encoding"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")
@pytest.mark.parametrize(("make", "message"), UNREADABLE)
def test_what_is_no_source_is_incorrect_and_the_rest_is_judged(tmp_path, make, message):
    workspace = Workspace(tmp_path)
    workspace.create()
    workspace.path("softplus").unlink()
    make(workspace.path("softplus"))
    assert workspace.touched("softplus")
    result = check_file(workspace.path("softplus"), "softplus")
    assert result.status == "incorrect"
    assert message in result.text
    assert "softplus.py cannot be read" in result.text
    workspace.path("sigmoid").write_text(RIGHT)
    assert main(["exercises", "check", "--dir", str(tmp_path)]) == 1
    assert workspace.progress()["sigmoid"]["solved"]


@pytest.mark.parametrize(
    "settings",
    [{"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["cp1252", "C"],
)
def test_the_commands_work_whatever_the_terminal_can_show(tmp_path, settings):
    one_after_the_other = (
        "import json, sys\nfrom numgan.app.cli import main\n"
        "for words in json.loads(sys.argv[1]):\n    print(f'<exit code {main([\"exercises\", *words])}>')\n"
    )

    def run(*commands):
        """The exit code of each command, and what it printed; all in one process."""
        command = [sys.executable, "-c", one_after_the_other, json.dumps(commands)]
        done = subprocess.run(command, capture_output=True, env=os.environ | settings, timeout=100)
        assert (done.returncode, done.stderr.count(b"Traceback")) == (0, 0), done.stderr.decode()
        found = re.findall(r"(.*?)<exit code (\d)>\r?\n", done.stdout.decode("cp1252"), re.DOTALL)
        assert len(found) == len(commands)
        return [(int(code), text) for text, code in found]

    where = ("--dir", str(tmp_path))
    workspace = Workspace(tmp_path)
    before = run(["init", str(tmp_path)], ["list", *where], ["hint", "sigmoid", *where], ["progress", *where])
    assert [code for code, _ in before] == [0, 0, 0, 0]
    assert not any(workspace.touched(id) for id in ALL)
    workspace.path("sigmoid").write_text("print('θ, ✓')\n" + RIGHT, encoding="utf-8")
    workspace.path("softplus").write_text("def softplus(x):\n    raise ValueError('\\ud800 θ')", encoding="utf-8")
    right, wrong, solution, grade, marks = run(
        ["check", "sigmoid", *where],
        ["check", "softplus", *where],
        ["solution", "sigmoid", *where],
        ["grade", str(tmp_path)],
        ["grade", str(tmp_path), "--json"],
    )
    assert [code for code, _ in (right, wrong, solution, grade, marks)] == [0, 1, 0, 0, 0]
    assert "? sigmoid: correct" in right[1]
    assert workspace.progress()["sigmoid"]["solved"]
    assert workspace.progress()["softplus"]["attempts"] == 1
    assert json.loads(marks[1])["correct"] == 1


def test_the_progress_is_kept_also_if_nobody_reads_the_verdict(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.create()
    workspace.path("sigmoid").write_text(RIGHT)
    command = [sys.executable, "-m", "numgan", "exercises", "check", "sigmoid", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert workspace.progress()["sigmoid"]["solved"]


class FullDisk(io.FileIO):
    """A file of which only the first bytes arrive."""

    def write(self, content):
        super().write(content[:10])
        raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_no_half_of_a_stub(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(checkpoint, "open", FullDisk, raising=False)
    assert main(["exercises", "init", str(tmp_path)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    monkeypatch.undo()
    assert main(["exercises", "init", str(tmp_path)]) == 0
    assert not any(Workspace(tmp_path).touched(id) for id in ALL)


def test_the_progress_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "progress.json"
    content = '{"version": 2, "exercises": [["sigmoid", "solved"]]}'
    path.write_text(content)
    progress = Progress(path)
    assert "a newer numgan wrote" in progress.notice
    assert "pip install --upgrade numgan" in progress.notice
    progress.record(Result("sigmoid", total=3, passed=3, failures=[]))
    progress.next_hint("sigmoid", 3)
    assert progress["sigmoid"]["solved"]
    assert path.read_text() == content
    assert [file.name for file in tmp_path.iterdir()] == ["progress.json"]


def test_a_deep_or_marked_progress_file(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text("[" * 100_000)
    assert "is damaged" in Progress(path).notice
    path.write_text('\ufeff{"version": 1, "exercises": {"sigmoid": {"hints": 2}}}', encoding="utf-8")
    assert Progress(path).notice == ""
    assert Progress(path)["sigmoid"]["hints"] == 2


def test_progress_that_cannot_be_kept_raises_nothing(tmp_path, capfd):
    missing, folder = Progress(tmp_path / "missing" / "progress.json"), Progress(tmp_path)
    assert missing.notice == ""
    assert "cannot be read (it is not a regular file): progress is kept in memory only" in folder.notice
    for progress in (missing, folder):
        progress.record(Result("sigmoid", total=3, passed=3, failures=[]))
        assert progress.next_hint("sigmoid", 3) == 0
        progress.reveal("softplus")
        progress.forget("softplus")
        assert progress["sigmoid"]["solved"]
    assert "cannot be written (there is no folder" in missing.notice
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    workspace.path("sigmoid").write_text(RIGHT)
    (workspace.root / "progress.json").mkdir()
    assert main(["exercises", "check", "sigmoid", "--dir", str(workspace.root)]) == 0
    assert capfd.readouterr().err.count("progress is kept in memory only") == 1


def test_progress_is_kept_and_a_damaged_file_is_set_aside(tmp_path):
    path = tmp_path / "progress.json"
    progress = Progress(path)
    progress.record(Result("sigmoid", total=4, passed=3, failures=[Failure("values", "no")], score=0.75))
    progress.next_hint("sigmoid", 3)
    again = Progress(path)["sigmoid"]
    assert again == {"attempts": 1, "best": 0.75, "hints": 1, "solved": False, "revealed": False}
    contents = (
        path.read_text()[:-9],
        '{"exercises": {"sigmoid": {"solved": 3}}}',
        "[]",
        '{"exercises": {"a": {"b": 1}}}',
    )
    contents += ('{"exercises": {"sigmoid": {"hints": -7}}}', '{"exercises": {"sigmoid": {"best": NaN}}}')
    for number, content in enumerate(contents, 1):
        path.write_text(content)
        damaged = Progress(path)
        aside = path.with_name(f"progress.json.damaged{'' if number == 1 else number}")
        assert aside.name in damaged.notice
        assert aside.read_text() == content
        assert damaged["sigmoid"]["attempts"] == 0
        assert Progress(path).notice == ""


def test_a_bad_place_for_the_notebooks_progress_troubles_nobody_else(tmp_path):
    environment = os.environ | {"NUMGAN_PROGRESS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "numgan", "--version"], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
