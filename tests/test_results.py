"""Every table in the texts is what its script prints from the results that are kept."""

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLES = {  # script: the page that shows its table
    "table1": "docs/results.md",
    "modes": "docs/results.md",
    "stabilisers": "docs/results.md",
    "first_paper": "docs/results.md",
    "default_recipe": "benchmarks/README.md",
}


@pytest.mark.parametrize(("script", "page"), TABLES.items())
def test_a_page_shows_the_table_that_its_script_prints(script, page, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    try:
        table = importlib.import_module(script).table()
    finally:
        for name in (script, "_results", "modes"):
            sys.modules.pop(name, None)
    assert "|" in table
    assert table in (ROOT / page).read_text(encoding="utf-8")
