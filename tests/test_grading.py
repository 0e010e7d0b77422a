"""Grading: one submission, however bad, spoils its own verdict only; stubs cost nothing; the order is the course's."""

import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from numgan.app.cli import main
from numgan.exercises import ALL, runner
from numgan.exercises.grade import NOT_RUN, grade
from numgan.exercises.result import Result
from numgan.exercises.workspace import Workspace, page

BODY = "    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))\n"
RIGHT = f"import numpy as np\ndef sigmoid(x):\n{BODY}"
IMPORTS = "import numpy as np\nfrom numgan import exercises as ex\n"
ATTEMPT = f"@ex.attempt('sigmoid')\ndef sigmoid(x):\n{BODY}"

VERDICT = "import os\nfor file in range(3, 9):\n    try: os.write(file, {})\n    except OSError: pass\nos._exit(0)\n"
PLAIN = {"id": "softplus", "status": "correct", "score": 1.0, "passed": 9, "total": 9, "failures": []}


def forged(**changes):
    """Code that writes a verdict of its own to every file that is open, and ends."""
    return VERDICT.format(repr(b"\n" + json.dumps(PLAIN | changes).encode()))


BAD = {
    "half a character in an error": "def softplus(x):\n    raise ValueError('\\ud800')\n",
    "half a character raised while loading": "raise ValueError('\\udcff')\n",
    "5,000 elifs": "if a: pass\n" + "elif a: pass\n" * 5000,
    "20,000 terms": "x = " + " + ".join(["1"] * 20_000),
    "20,000 nots": "x = " + "not " * 20_000 + "1",
    "a null": "x = '\0'\n",
    "another exercise's verdict": forged(id="sigmoid"),
    "a verdict that is no dict": VERDICT.format(repr(b"\n[1, 2]")),
    "a verdict that is deep": VERDICT.format(repr(b"\n" + b"[" * 100_000)),
    "half a verdict": VERDICT.format(repr(b'\n{"id": "softplus", "sta')),
    "a total that is a text": forged(total="nine"),
    "a score of a million": forged(score=1e6),
    "failures that are numbers": forged(status="incorrect", failures=[1, 2]),
    "a folder that is gone": "import os\nos.rmdir(os.getcwd())\nos._exit(0)\n",
}


@pytest.mark.parametrize("code", BAD.values(), ids=BAD)
def test_one_bad_file_does_not_end_the_grading(tmp_path, capsys, code):
    workspace = Workspace(tmp_path)
    for id, text in (("softplus", code), ("sigmoid", RIGHT)):
        workspace.path(id).parent.mkdir(exist_ok=True)
        workspace.path(id).write_text(text, encoding="utf-8")
    assert main(["exercises", "grade", str(tmp_path)]) == 0
    assert "1 of 2 correct" in capsys.readouterr().out
    by_id = {result.id: result for result in grade(tmp_path)}
    assert by_id["sigmoid"]
    assert by_id["softplus"].status == "incorrect"
    assert by_id["softplus"].failures[0].message


def notebook(*cells):
    """A notebook's text; a cell is a text, or whatever else stands as its source."""
    sources = [cell.splitlines(keepends=True) if isinstance(cell, str) else cell for cell in cells]
    cells = [{"cell_type": "code", "source": source, "outputs": [], "metadata": {}} for source in sources]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["# Hello"]}, *cells], "nbformat": 4})


CELLS = {
    "5,000 elifs": BAD["5,000 elifs"],
    "20,000 terms": BAD["20,000 terms"],
    "20,000 nots": BAD["20,000 nots"],
    "half a character": "x = '\ud800'\n",
    "a null": "x = '\0'\n",
    "numbers": [1, 2],
    "nothing": None,
    "a dict": {"a": "b"},
    "blanks that lead nowhere": " " * 100_000 + "x",
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_one_bad_cell_does_not_end_the_grading(tmp_path, cell):
    path = tmp_path / "a.ipynb"
    softplus = "\n@ex.attempt('softplus')\ndef softplus(x):\n    return np.logaddexp(0, x)\n"
    last = cell + softplus if isinstance(cell, str) else softplus
    path.write_text(notebook(IMPORTS, cell, ATTEMPT, last))
    results = grade(path)
    assert [result.id for result in results] == ["sigmoid", "softplus"]
    assert results[0].status == "correct", results[0]
    assert bool(results[1]) != isinstance(cell, str)


def test_the_notebook_itself(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    for content, message in (
        (b"[" * 100_000, "is no Jupyter notebook"),
        (b'{"cells": [1]}', "is no Jupyter notebook"),
        (b'{"cells": 1}', "is no Jupyter notebook"),
        (b"\xff\xff", "is no Jupyter notebook"),
    ):
        path.write_bytes(content)
        assert main(["exercises", "grade", str(path)]) == 1
        assert message in capsys.readouterr().err
    with open(path, "wb") as file:
        file.truncate(1 << 30)
    assert main(["exercises", "grade", str(path)]) == 1
    assert "cannot be graded: it is larger than 20 MB" in capsys.readouterr().err
    assert main(["exercises", "grade", "/dev/zero"]) == 1
    assert "cannot be graded: it is not a regular file" in capsys.readouterr().err
    path.write_bytes(b"\xef\xbb\xbf" + notebook(IMPORTS, ATTEMPT).encode())
    assert all(grade(path))


def test_a_notebooks_cells_are_one_module(tmp_path):
    path = tmp_path / "a.ipynb"
    (tmp_path / "helper.py").write_text("half = 0.5\n")
    (tmp_path / "random.py").write_text("raise RuntimeError\n")
    future = "from __future__ import annotations\nimport random\nfrom helper import half\n"
    number = "import dataclasses\n@dataclasses.dataclass\nclass Number:\n    value: float\n    other: Later = None\n"
    use = "@ex.attempt('sigmoid')\ndef mine(x):\n    return Number(half).value + np.tanh(x / 2) / 2\n"
    path.write_text(notebook(future, number, IMPORTS, use))
    (result,) = grade(path)
    assert result.passed > 5, result  # it runs; tanh has fewer right digits far below 0


@pytest.mark.parametrize("use", ["table['half']", "half"])
def test_what_a_loop_has_filled_is_missing_and_the_verdict_says_why(tmp_path, use):
    path = tmp_path / "a.ipynb"
    attempt = f"@ex.attempt('sigmoid')\ndef sigmoid(x):\n    return {use} + np.tanh(x / 2) / 2\n"
    path.write_text(notebook(IMPORTS, "table = {}\nfor half in [0.5]:\n    table['half'] = half\n", attempt))
    (result,) = grade(path)
    assert result.failures[0].message.endswith(NOT_RUN)
    assert "Error" in result.text
    (tmp_path / "sigmoid.py").write_text("def sigmoid(x):\n    return half")
    assert NOT_RUN not in runner.check_file(tmp_path / "sigmoid.py", "sigmoid").text


def test_stubs_cost_no_process(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path)
    workspace.create()
    text = page(ALL["softplus"])
    workspace.path("softplus").write_text("# a note\n\n" + text.replace("\n", "\r\n") + "\n\n# another\n")
    monkeypatch.setattr(runner.subprocess, "Popen", None)
    results = grade(tmp_path)
    assert [result.id for result in results] == list(ALL)
    assert {result.status for result in results} == {"not attempted"}
    assert all(result.total > 1 for result in results)
    assert workspace.touched("softplus")  # reset keeps the note


def test_exercises_are_judged_at_the_same_time_and_reported_in_order(tmp_path, monkeypatch):
    Workspace(tmp_path).create()
    both, seen = threading.Barrier(2, timeout=20), []

    def check_file(path, id, *, seconds):
        if len(seen) < 2:
            seen.append(id)
            both.wait()  # returns only if two are here at once
        return Result(id, total=1, passed=1, failures=[])

    monkeypatch.setattr("numgan.exercises.grade.check_file", check_file)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert [result.id for result in grade(tmp_path)] == list(ALL)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent by a POSIX signal")
def test_ctrl_c_ends_the_grading_at_once(tmp_path):
    workspace, begun = Workspace(tmp_path / "course"), tmp_path / "begun"
    workspace.create()
    workspace.path("sigmoid").write_text(f"open({str(begun)!r}, 'w').close()\nwhile True: pass\n")
    command = [sys.executable, "-m", "numgan", "exercises", "grade", str(workspace.root), "--seconds", "100"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        for _ in range(600):  # at most 30 seconds
            if begun.exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr.read() == b"numgan: interrupted\n"


def test_a_notebook_is_graded_without_running_its_experiments(tmp_path, capsys):
    path = tmp_path / "handed in.ipynb"
    path.write_text(
        notebook(
            "%matplotlib inline\nimport numpy as np\nfrom numgan import exercises as ex\nfiles = !ls\nnp.exp?",
            "%%bash\necho @ex.attempt",
            "text = ('%d'\n    % 3)",
            "try:\n    import of_nothing\nexcept ImportError:\n    half = None",
            "while True: pass",
            "half = 0.5",
            "this is no Python",
            "@ex.attempt('sigmoid')\ndef mine(x):\n    return half + np.tanh(x / 2) / 2\nmine(np.zeros(3))",
            "@ex.attempt('softplus')\ndef softplus(x):\n    return np.log(1 + np.exp(x)",
            "@ex.attempt('leaky_relu')\ndef leaky_relu(x, slope):\n    while True: pass",
            "%%time\n@ex.attempt('sigmoid')\ndef again(x):\n"
            "    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))",
        )
    )
    assert main(["exercises", "grade", str(path), "--json", "--seconds", "10"]) == 0
    marks = json.loads(capsys.readouterr().out)
    assert marks["correct"] == 1
    assert marks["of"] == 3
    by_id = {mark["id"]: mark for mark in marks["exercises"]}
    assert by_id["sigmoid"]["status"] == "correct"
    assert by_id["sigmoid"]["score"] == 1
    assert "was never closed" in by_id["softplus"]["failures"][0]["message"]
    assert "did not finish" in by_id["leaky_relu"]["failures"][0]["message"]


def test_a_folder_is_graded_and_other_things_are_refused(tmp_path, capsys):
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    for id in workspace.ids():
        if id not in ("sigmoid", "softplus"):
            workspace.path(id).unlink()
    workspace.path("sigmoid").write_text(RIGHT)
    assert main(["exercises", "grade", str(workspace.root)]) == 0
    assert "1 of 2 correct" in capsys.readouterr().out
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / "c.ipynb").write_text(notebook("x = 1"))
    for wrong, message in (
        ("a.ipynb", "is no Jupyter notebook"),
        ("b.ipynb", "no file or folder"),
        ("c.ipynb", "holds no attempt"),
    ):
        assert main(["exercises", "grade", str(tmp_path / wrong)]) == 1
        assert message in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["exercises", "grade", "a.ipynb", "--seconds", "0"])


def test_a_class_is_graded_with_a_line_for_each_and_one_bad_thing_spoils_its_own_line(tmp_path, capsys):
    for name, code in (("ada", RIGHT), ("grace", "import numpy as np\ndef sigmoid(x):\n    return 1 + x\n")):
        workspace = Workspace(tmp_path / name)
        workspace.create()
        for id in workspace.ids():
            if id not in ("sigmoid", "softplus"):
                workspace.path(id).unlink()
        workspace.path("sigmoid").write_text(code)
    (tmp_path / "alan.ipynb").write_text(notebook(IMPORTS, ATTEMPT))
    (tmp_path / "notes.txt").write_text("not handed in")
    (tmp_path / "empty").mkdir()
    names = "ada", "alan.ipynb", "empty", "grace", "notes.txt"
    paths = [str(tmp_path / name) for name in names]
    assert main(["exercises", "grade", *paths, "--json"]) == 1
    ada, alan, empty, grace, notes = json.loads(capsys.readouterr().out)
    assert [each["handed in"] for each in (ada, alan, empty, grace, notes)] == paths
    assert (ada["correct"], ada["of"], ada["score"]) == (1, 2, 0.5)
    assert (alan["correct"], alan["of"], alan["score"]) == (1, 1, 1)
    assert (grace["correct"], grace["of"]) == (0, 2)
    assert grace["exercises"][0]["failures"]
    assert "no exercises in" in empty["error"]
    assert "is no Jupyter notebook" in notes["error"]

    assert main(["exercises", "grade", *paths]) == 1
    lines = capsys.readouterr().out.splitlines()
    rest = [line.removeprefix(path).strip() for line, path in zip(lines, paths, strict=False)]
    assert rest[:2] == [
        "1 of 2 correct,  1 not attempted, score 0.500",
        "1 of 1 correct,  0 not attempted, score 1.000",
    ]
    assert rest[2].startswith("not graded: no exercises in")
    assert rest[3] == f"0 of 2 correct,  1 not attempted, score {grace['score']:.3f}"
    assert rest[4].startswith("not graded:")
    assert lines[5:] == [f"3 of 5 graded, mean score {(1.5 + grace['score']) / 3:.3f}"]

    assert main(["exercises", "grade", paths[0], paths[1]]) == 0
    assert capsys.readouterr().out.endswith("2 of 2 graded, mean score 0.750\n")
    assert main(["exercises", "grade", paths[2], paths[4]]) == 1
    assert capsys.readouterr().out.endswith("0 of 2 graded, no score\n")


@pytest.mark.parametrize("broken", [False, True])
def test_a_bare_attempt_in_a_notebook_is_found_by_the_functions_name(tmp_path, broken):
    body = BODY.replace("np.exp(np", "np.exp((np") if broken else BODY  # a bracket that is never closed
    cells = [IMPORTS, f"@ex.attempt\ndef sigmoid(x):\n{body}", "@other.attempted\ndef softplus(x):\n    return x\n"]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (result,) = grade(tmp_path / "a.ipynb")
    assert result.id == "sigmoid"
    assert bool(result) is not broken
