"""The Markdown pages: their Python runs as it stands, links and anchors lead somewhere, and what they name exists."""

import json
import re
from pathlib import Path

import pytest
from pages import blocks, runs_here

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NOTEBOOKS = [ROOT / "notebooks/README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


def anchors(text: str) -> list[str]:
    """The anchors of a page: those that GitHub gives to its headings, and those that it sets itself."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    own = re.findall(r'<a id="([^"]+)"></a>', text)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings] + own


def prose(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p)], ids=lambda p: p.name)
def test_the_python_blocks_of_a_page_run_in_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope = {}
    for block in filter(runs_here, blocks(page)):
        short = re.sub(r"epochs=\d+", "epochs=1", block).replace("[:50_000]", "[:500]")
        exec(compile(short, page.name, "exec"), scope)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_links_of_a_page_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text(encoding="utf-8")):
        link = target[0] or target[1]
        assert link.startswith("https://") or (page.parent / link).exists(), link


@pytest.mark.parametrize("page", [*PAGES, *NOTEBOOKS], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_anchors_that_a_page_links_to_exist(page):
    for link, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", prose(page)):
        target = (page.parent / link).resolve() if link else page
        if target.suffix == ".md":
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{link}#{anchor}"


# ---- the glossary ----


def test_the_glossary_is_in_alphabetical_order_and_explains_each_word_once():
    terms = re.findall(r"^### (.+)$", GLOSSARY, re.MULTILINE)
    assert len(terms) > 80
    assert terms == sorted(terms, key=str.casefold)
    assert len(set(anchors(GLOSSARY))) == len(anchors(GLOSSARY))


@pytest.mark.parametrize("entry", re.split(r"^### ", GLOSSARY, flags=re.MULTILINE)[1:], ids=lambda e: e.split("\n")[0])
def test_an_entry_of_the_glossary_is_short_and_says_where_the_word_is_used(entry):
    text = entry.split("\n", 1)[1]
    assert len(text.split()) <= 90
    assert "](" in text


# ---- for contributors ----


def test_the_tests_that_contributing_names_exist():
    named = re.findall(r"`(\w+)\.py::(\w+)`", CONTRIBUTING)
    assert len(named) > 8
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8"), f"{file}::{test}"


def test_the_lists_that_contributing_names_exist():
    named = re.findall(r"`([A-Z_]{2,})` (?:of|in) \[(\w+\.py)\]\(([^)]+)\)", CONTRIBUTING)
    assert len(named) > 5
    for name, shown, link in named:
        assert Path(link).name == shown
        assert re.search(rf"^{name}\b", (ROOT / link).read_text(encoding="utf-8"), re.MULTILINE), f"{name} of {link}"
