"""The tests of the tests: mutants are what they should be, and those of a sample are noticed."""

import os
import subprocess
import sys
from pathlib import Path

import mutants
import pytest
from mutations import mutants_of

SHARE = 0.98
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process for each mutant is forked")
ALLOWED = """
def f(x, n=1):
    \"\"\"Text with 1 + 1.\"\"\"
    y: int = x * 2
    if n < 0:
        raise ValueError(f"n must be at least {0}, got {n + 1}")
    x = min(x, y) ** n
    x -= y
    return -x, y
"""


def test_mutants_are_one_change_each_and_leave_texts_alone():
    found = [(m.before, m.after) for m in mutants_of(ALLOWED)]
    assert {m.where for m in mutants_of(ALLOWED)} == {"", "f"}
    assert found == [
        ("def f(x, n=1):", "def f(x, n=0):"),
        ("y: int = x * 2", "y: int = x / 2"),
        ("y: int = x * 2", "y: int = x * 4"),
        ("if n < 0:", "if n <= 0:"),
        ("if n < 0:", "if n > 0:"),
        ("if n < 0:", "if n < 1:"),
        ("x = min(x, y) ** n", "x = min(x, y) * n"),
        ("x = min(x, y) ** n", "x = max(x, y) ** n"),
        ("x = min(x, y) ** n", "pass"),
        ("x -= y", "x += y"),
        ("x -= y", "pass"),
        ("return (-x, y)", "return (-x, -y)"),
        ("return (-x, y)", "return (x, y)"),
    ]


def test_conditions_are_turned_round_and_twins_are_numbered():
    found = mutants_of("def f(a, b):\n  if a and not b:\n    a += 1\n  else:\n    a += 1\n  return None if a else b[0]")
    assert [m.after for m in found if m.before.startswith("if")] == ["if a or not b:", "if a and b:"]
    assert [m.where for m in found if m.after == "a -= 1"] == ["f", "f (2)"]
    assert "return None if not a else b[0]" in [m.after for m in found]
    assert len({m.source for m in found}) == len(found)  # no two are the same, and none is the original


def test_every_source_is_covered_by_tests_that_exist():
    files = mutants.sources()
    assert {"layers/dense.py", "penalties/base.py", "evaluation/frechet.py", "family/gan.py"} <= {*files}
    for file in files:
        assert all((mutants.ROOT / test).is_file() for test in mutants.tests_of(file))
    assert {*mutants.WORDS} <= {*files}


@pytest.mark.slow
def test_what_is_said_to_change_nothing_is_still_a_mutant_and_has_a_reason():
    known = mutants.change_nothing()
    there = {key for file in {key.file for key in known} for key in mutants.all_mutants(file)}
    gone = [str(key) for key in known if key not in there]
    assert not gone, "these lines have changed; look at their mutants again:\n" + "\n".join(gone)
    assert all(len(reason) > 10 for reason in known.values())


def test_a_sample_is_by_lot_and_the_same_each_time():
    keys = list(mutants.all_mutants("layers/"))
    assert mutants.sample(keys, 20) == mutants.sample(keys[::-1], 20)
    assert mutants.sample(keys, 20) == mutants.sample(keys, 40)[:20]
    assert mutants.sample(keys, 20) != mutants.sample(keys, 20, seed=1)
    twenty = mutants.sample(keys, 20)
    assert mutants.sample([key for key in keys if key != twenty[3]], 19) == twenty[:3] + twenty[4:]


def tried(out: Path, *arguments: str) -> dict:
    """Run the tool in a process of its own, for this one has numgan already; what it found."""
    subprocess.run([sys.executable, mutants.__file__, "--out", str(out), *arguments], check=True)
    return mutants.read(out)


@forks
@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_and_the_checkout_stays_as_it_is(tmp_path):
    file = mutants.ROOT / "numgan/functions.py"
    before, out = file.read_bytes(), tmp_path / "found.jsonl"
    first = tried(out, "--only", "functions", "--sample", "2")
    assert len(first) == 2
    lines = out.read_text()
    assert len(tried(out, "--only", "functions", "--sample", "3")) == 3
    assert out.read_text().startswith(lines)  # the two were not repeated
    assert all(outcome.caught and "test_" in outcome.by for outcome in mutants.read(out).values())
    assert file.read_bytes() == before


@forks
@pytest.mark.slow
def test_the_tests_notice_what_is_changed(tmp_path):
    """Of a sample of the mutants at least 98 % of those that change a result (ten minutes on two quiet cores)."""
    same = mutants.change_nothing()
    found = tried(tmp_path / "found.jsonl", "--sample", "140").values()
    change = [outcome for outcome in found if outcome.key not in same]
    assert len(change) > 100
    missed = [str(outcome.key) for outcome in change if not outcome.caught]
    assert len(missed) <= (1 - SHARE) * len(change), "no test noticed:\n\n" + "\n\n".join(missed)
