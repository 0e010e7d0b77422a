"""The course: every notebook runs from a clean kernel, shows its figures, and is committed as it ran."""

import re
import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")

FOLDER = Path(__file__).parent.parent / "notebooks"
sys.path.insert(0, str(FOLDER))
from execute import code_cells, execute, sources_hash  # noqa: E402

from numgan.exercises import ALL  # noqa: E402
from numgan.exercises.milestones import MILESTONES  # noqa: E402

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MORE = sorted(FOLDER.glob("milestones/*.ipynb"))  # beside the course: no number, and no minutes
QUICK = ("03", "12")  # the shortest; the others run in the slow part
each_notebook = pytest.mark.parametrize("path", [*NOTEBOOKS, *MORE], ids=lambda path: path.stem)


def pictures(notebook):
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return [o for o in outputs if {"image/png", "image/gif", "text/html"} & set(o.get("data", {}))]


def test_the_course_has_all_its_numbers():
    numbers = [int(path.stem[:2]) for path in NOTEBOOKS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 10


@pytest.mark.parametrize(
    "path",
    [p if p.stem[:2] in QUICK else pytest.param(p, marks=pytest.mark.slow) for p in [*NOTEBOOKS, *MORE]],
    ids=lambda path: path.stem,
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # the Jupyter client's own
def test_it_runs_from_a_clean_kernel_and_shows_as_much_as_the_committed_one(path):
    fresh, committed = execute(path), nbformat.read(path, as_version=4)  # raises for an error or a warning
    assert pictures(fresh)
    assert len(pictures(fresh)) == len(pictures(committed))


@each_notebook
def test_it_is_committed_as_it_ran(path):
    notebook = nbformat.read(path, as_version=4)
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1)), "a cell was not run, or not in order"
    assert notebook.metadata["numgan"]["sources"] == sources_hash(notebook), "code was edited after it ran"
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert path.stat().st_size < 1_500_000


@each_notebook
def test_it_is_calm_and_half_text(path):
    notebook = nbformat.read(path, as_version=4)
    kinds = [cell.cell_type for cell in notebook.cells]
    assert 12 <= len(kinds) <= 32
    assert kinds[0] == "markdown"
    assert 0.3 <= kinds.count("markdown") / len(kinds) <= 0.7
    assert not re.search(r"^\s*[!%]pip|plt\.show", "\n".join(cell.source for cell in notebook.cells), re.MULTILINE)


@pytest.mark.parametrize("path", [*NOTEBOOKS, *MORE, FOLDER / "README.md"], ids=lambda path: path.stem)
def test_its_links_lead_somewhere(path):
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s#]+)", text):
        assert link.startswith(("https://", "data:")) or (path.parent / link).exists(), link


def test_each_milestone_has_its_notebook_and_begins_at_the_learners_folder():
    assert len(MORE) == len(MILESTONES)
    for path, id in zip(MORE, MILESTONES, strict=True):
        first = code_cells(nbformat.read(path, as_version=4))[0].source
        assert f'milestone = MILESTONES["{id}"]\ncourse = begin(milestone, "course")' in first


def test_every_exercise_is_in_its_notebook():
    for path in NOTEBOOKS:
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        for id in re.findall(r"ex\.(?:show|attempt|check)\([\"'](\w+)[\"']", text):
            assert id in ALL, f"{path.name} names {id}, which is no exercise"
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for exercise in ALL.values():
        if exercise.notebook <= len(NOTEBOOKS):
            row = next(line for line in readme.splitlines() if re.match(rf"\| {exercise.notebook} ", line))
            assert f"`{exercise.id}`" in row, f"{exercise.id} is not in row {exercise.notebook} of the course's table"
