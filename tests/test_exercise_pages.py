"""What learners read and type: the order of the course, pages in a terminal and in a notebook, @ex.attempt."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from numgan import exercises as ex
from numgan.app.cli import main
from numgan.exercises import ALL, notebook, pages, shell
from numgan.exercises.progress import Progress
from numgan.exercises.registry import NOTEBOOKS
from numgan.exercises.workspace import Workspace

ROOT = Path(__file__).parent.parent
TITLES = dict(re.findall(r"^\| (\d+) \| \[([^\]]+)\]", (ROOT / "notebooks/README.md").read_text(), re.MULTILINE))
BY_NAME = "from numgan import exercises as ex\n"


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path / "my course")
    workspace.create()
    return workspace


def words(capsys, workspace, *command):
    """What `numgan exercises command` prints in this folder."""
    assert main(["exercises", *command, "--dir", str(workspace.root)]) == 0
    return capsys.readouterr().out


def solve(workspace, *ids):
    for id in ids:
        progress = workspace.progress()
        progress.record(ex.Result(id, total=1, passed=1, failures=[], score=1.0))


# ---- the order of the course ----------------------------------------------------------------------------------------


def test_exercises_follow_the_notebooks():
    numbers = [exercise.notebook for exercise in ALL.values()]
    assert numbers == sorted(numbers)
    assert list(ALL)[:3] == ["value_function", "alternating_gradient", "sigmoid"]
    titles = {str(number): title for number, title in NOTEBOOKS.items()}
    assert list(titles)[: len(TITLES)] == list(TITLES)
    assert all(titles[number] == title for number, title in TITLES.items())


def test_an_exercise_needs_only_those_before_it():
    order = list(ALL)
    for position, exercise in enumerate(ALL.values()):
        text = " ".join((exercise.statement, *exercise.hints, exercise.explanation))
        named = {id for id in ALL if f"`{id}`" in text or ("_" in id and re.search(rf"\b{id}\b", text))}
        assert all(order.index(id) <= position for id in named), f"{exercise.id} names {named}"


def test_the_course_names_its_exercises_in_this_order():
    rows = [line for line in (ROOT / "notebooks/README.md").read_text().splitlines() if re.match(r"\| \d+ ", line)]
    for number, row in enumerate(rows, 1):
        own = row.split("|")[5].split(", and")[0]
        assert re.findall(r"`(\w+)`", own) == [e.id for e in ALL.values() if e.notebook == number]


# ---- at a shell -----------------------------------------------------------------------------------------------------


def test_list_and_progress_name_the_notebooks_in_their_order(workspace, capsys):
    solve(workspace, "alternating_gradient", "sigmoid")
    listed = words(capsys, workspace, "list")
    places = [listed.index(f"notebook {number}: {title}\n") for number, title in NOTEBOOKS.items()]
    assert places == sorted(places)
    assert re.search(r"^ +two_players +alternating_gradient +solved +Two players on", listed, re.MULTILINE)
    bars = words(capsys, workspace, "progress")
    assert bars.startswith(
        " 1  Two players           .#             1 of 2\n 2  Layers and gradients  #............  1 of 13\n"
    )
    assert bars.endswith("\nnext: value_function, The value function of the game (notebook 1)\n")
    assert bars.isascii()


def test_next_gives_the_task_the_file_and_the_way_to_check_it(workspace, capsys):
    told = words(capsys, workspace, "next")
    assert told.startswith("The value function of the game\n====")
    assert "def value_function(real_logits, fake_logits):" in told
    assert f"Its file: {workspace.path('value_function')}\n" in told
    assert told.endswith(f'Check it: numgan exercises check value_function --dir "{workspace.root}"\n')
    solve(workspace, "value_function", "alternating_gradient")
    assert words(capsys, workspace, "next").startswith("A sigmoid that survives 1000\n")
    solve(workspace, *ALL)
    assert words(capsys, workspace, "next") == "all solved: well done\n"


def test_next_in_the_folder_itself(workspace, capsys, monkeypatch):
    monkeypatch.chdir(workspace.root)
    assert main(["exercises", "next"]) == 0
    assert capsys.readouterr().out.endswith("Check it: numgan exercises check value_function\n")


def test_watch_points_to_the_next_exercise_and_its_notebook(workspace, capsys):
    shell._point_to_next(workspace, workspace.progress())
    place = workspace.path("value_function")
    assert capsys.readouterr().out == f"next: {place}, The value function of the game (notebook 1)\n"


def test_what_a_teacher_left_out_is_neither_listed_nor_next(workspace, capsys):
    workspace.path("value_function").unlink()
    assert words(capsys, workspace, "next").startswith("Two players on f(x, y) = x y\n")
    assert "value_function" not in words(capsys, workspace, "list") + words(capsys, workspace, "progress")


def test_show_needs_no_folder(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["exercises", "show", "dense_backward"]) == 0
    shown = capsys.readouterr().out
    assert "\n    dL/dW_kj = sum_i dL/dy_ij x_ik.\n" in shown
    assert "    Returns dx (B, n_in), dW (n_in, n_out), db (n_out,)." in shown
    assert main(["exercises", "show", "dense_backwards"]) == 1
    assert "did you mean 'dense_backward'?" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_knows_few_characters(workspace, encoding, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    for command in (["list"], ["progress"], ["next"], ["hint", "sigmoid"], ["solution", "sigmoid", "--reveal"]):
        run = [sys.executable, "-m", "numgan", "exercises", *command, "--dir", str(workspace.root)]
        done = subprocess.run(run, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b""), command


# ---- the files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ALL)
def test_a_stub_file_is_plain_text(id, workspace):
    text = workspace.path(id).read_text(encoding="utf-8")
    task = text.split('"""')[1]
    assert text.isascii()
    assert text.startswith(f'"""{ALL[id].title}\n\n')
    assert str(pages.statement(ALL[id])).isascii()
    assert "Source: " in task
    assert "\\" not in task
    assert "$" not in task


# ---- Python and Jupyter ---------------------------------------------------------------------------------------------


def test_a_page_is_markdown_in_a_notebook_and_plain_text_elsewhere():
    page = pages.statement(ALL["dense_backward"])
    assert r"$$\frac{\partial L}{\partial W_{kj}} = " in page._repr_markdown_()
    assert str(page) == repr(page)
    assert "\n    dL/dW_kj = sum_i dL/dy_ij x_ik.\n" in str(page)
    overview = pages.overview(Progress(), ALL.values())
    assert "| 2 | `sigmoid` | A sigmoid that survives 1000 |  |" in overview._repr_markdown_()
    assert "notebook 2: Layers and gradients\n" in str(overview)
    assert pages.bars(Progress(), ALL.values())._repr_markdown_().startswith("```text\n 1  Two players")


@pytest.mark.parametrize("call", ["ex.list()", "ex.show('tanh_backward')", "ex.hint('sigmoid')", "ex.progress()"])
def test_at_a_prompt_and_in_the_middle_of_a_cell_it_is_shown_once(call):
    lone = subprocess.run([sys.executable, "-i", "-q"], input=f"{BY_NAME}{call}\n", capture_output=True, text=True)
    amid = subprocess.run([sys.executable, "-c", f"{BY_NAME}{call}\nx = 1"], capture_output=True, text=True)
    assert amid.stdout.strip()
    assert lone.stdout.strip() == amid.stdout.strip()


def test_in_ipython_it_is_displayed_once(capsys):
    kernel = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    kernel.run_cell(BY_NAME)
    capsys.readouterr()
    for cell in ("ex.show('sigmoid')\nx = 1", "ex.show('sigmoid')", "ex.solution('maxout')\n3;"):
        kernel.run_cell(cell)
        assert capsys.readouterr().out.count("=====\n" if "show" in cell else "Solve maxout first") == 1


def test_attempt_without_brackets_goes_by_the_functions_name(capsys):
    @ex.attempt
    def tanh_backward(dy, y):
        return dy * (1 - y * y)

    assert tanh_backward(1.0, 0.0) == 1
    assert "tanh_backward: correct" in capsys.readouterr().out


def test_attempt_without_brackets_and_with_an_unknown_name(capsys):
    @ex.attempt
    def tanh_backwards(dy, y):
        return dy

    assert tanh_backwards(1.0, 0.0) == 1
    told = capsys.readouterr().out
    assert "not judged: no exercise 'tanh_backwards'; did you mean 'tanh_backward'?" in told
    assert "@ex.attempt(ID)" in told


def test_a_progress_file_that_cannot_be_written_is_told_of_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NUMGAN_PROGRESS", str(tmp_path / "no folder" / "progress.json"))
    monkeypatch.setattr(notebook, "_progress", notebook._progress.__wrapped__)

    for _ in range(2):

        @ex.attempt
        def tanh_backward(dy, y):
            return dy

        ex.hint("tanh_backward")

    assert tanh_backward(1.0, 0.0) == 1
    told = capsys.readouterr()
    assert told.out.count("tanh_backward: incorrect") == 2
    assert told.err.count("cannot be written") == 1
