"""The courses of notebooks/README.md: what each names exists, and its minutes add up to no more than its hours."""

import json
import re
from pathlib import Path

import pytest

from numgan.exercises import ALL

FOLDER = Path(__file__).parent.parent / "notebooks"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
LESSON = {
    file: int(minutes) for file, minutes in re.findall(r"^\| \d+ \| \[.*?\]\((.*?)\) \|.*?\| (\d+) \|", PAGE, re.M)
}
EXERCISE = 10
INSTALLATION = 10  # in the first row of every course but those that continue another
CONTINUED = {
    "Six hours more",
    "Six hours on today",
    "Four hours on labels and tricks",
    "Four hours on encoders and energies",
    "Four hours on images into images",
}
HOURS = {"Two": 2, "Four": 4, "Six": 6, "Twelve": 12}
SITTING = {"Two": 120, "Four": 120, "Six": 180, "Twelve": 120}  # minutes of one row: an evening, or half a day
TABLES = re.findall(r"^### ((\w+) hours.*)\n([^#]*)", PAGE, re.M)


def rows(table):
    """The cells of each row below a table's head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def sections(file):
    """{heading: minutes} of a notebook, exercises left out, by the rule that notebooks/README.md states."""
    minutes, heading = {"": 0.0}, ""
    for cell in json.loads((FOLDER / file).read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            minutes[heading] += 1 + 2 * any(output["output_type"] != "error" for output in cell["outputs"])
            continue
        for part in re.split(r"^(?=## )", source, flags=re.M):
            if part.startswith("## "):
                heading = part.splitlines()[0][3:]
                if heading.startswith("Exercises"):
                    return minutes
                minutes[heading] = 0.0
            text = re.sub(r"\$\$.*?\$\$", "", part, flags=re.S)
            text = re.sub(r"\$[^$]*\$", "x", re.sub(r"\]\([^)]*\)", "", text))
            minutes[heading] += len(re.findall(r"\w[\w.'-]*", text)) / 150 + part.count("$$") // 2
    return minutes


def minutes_in(cell):
    """Breaks and installation: the sum of the numbers in a cell."""
    return sum(map(int, re.findall(r"\d+", cell)))


def test_there_are_courses_of_two_six_and_twelve_hours():
    assert {name for _, name, _ in TABLES} == set(HOURS)


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.glob("*.ipynb")))
def test_a_lesson_is_as_long_as_the_rule_says(file):
    assert abs(sum(sections(file).values()) - LESSON[file]) <= 10


@pytest.mark.parametrize(("title", "name", "table"), TABLES, ids=[title for title, *_ in TABLES])
def test_a_course_fits_its_hours(title, name, table):
    *sittings, (_, *empty, said) = rows(table)
    assert not any(empty)
    total = 0
    for what, notebooks, exercises, breaks, minutes in sittings:
        files, ids = re.findall(r"\]\((.*?)\)", notebooks), re.findall(r"`(\w+)`", exercises)
        assert all(file in LESSON for file in files), what
        assert all(id in ALL for id in ids), what
        needed = EXERCISE * len(ids) + minutes_in(breaks)
        if parts := re.findall(r"\*(.*?)\*", notebooks):
            (file,) = files
            found = sections(file)
            assert needed + found[""] + sum(found[part] for part in parts) <= int(minutes), what
        else:
            assert needed + sum(LESSON[file] for file in files) == int(minutes), what
        assert int(minutes) <= SITTING[name], what
        total += int(minutes)
    assert total == int(said)
    assert total <= 60 * HOURS[name]


@pytest.mark.parametrize(("title", "name", "table"), TABLES, ids=[title for title, *_ in TABLES])
def test_a_course_that_begins_counts_the_installation(title, name, table):
    first, *others = [cells[3] for cells in rows(table)]
    assert first.endswith(f", and installation {INSTALLATION}") == (title not in CONTINUED)
    assert not any("installation" in cell for cell in others)


def test_what_relies_on_logits_comes_with_the_part_that_explains_them():
    for _, _, table in TABLES:
        for _, notebooks, *_ in rows(table):
            if "*What D feels*" in notebooks:
                assert "*A logit, and its two logarithms*" in notebooks


def test_all_of_it():
    minutes = sum(LESSON.values()) + EXERCISE * len(ALL)
    assert f"{len(LESSON)} notebooks and {len(ALL)} exercises, takes {minutes:,} minutes" in PAGE
