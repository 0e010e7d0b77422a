"""What README and docs say of the source: the method that is quoted, and that the reading order can be followed."""

import ast
import inspect
import re
import textwrap
from pathlib import Path

from numgan import GAN, recipes
from numgan.exercises import ALL
from numgan.exercises.judge import judge

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
FEATURES = (ROOT / "docs/features.md").read_text(encoding="utf-8")


def parts_in_order() -> list[str]:
    """The files and folders of numgan, each where the table names it first."""
    rows = [line for line in TABLE.splitlines() if re.match(r"\| \d+ ", line)]
    links = [re.match(r"../numgan/(\w+)", link)[1] for row in rows for link in re.findall(r"\]\(([^)]+)\)", row)]
    return [name for name in dict.fromkeys(links) if name != "data"]


def imported(file: Path) -> set[str]:
    """Which of numgan's files and folders a file imports, wherever in it."""
    folder, found = ["numgan", *file.relative_to(ROOT / "numgan").parts[:-1]], set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = folder[: len(folder) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("numgan.")}
    return found


def test_the_readme_quotes_gan_play_as_it_stands():
    assert f"```text\n{textwrap.dedent(inspect.getsource(GAN.play))}```" in README


def test_the_reading_order_names_every_file():
    files = {path.stem for path in (ROOT / "numgan").glob("*.py")} - {"__init__", "__main__"}
    folders = {path.parent.name for path in (ROOT / "numgan").glob("*/__init__.py")}
    assert set(parts_in_order()) | {"config", "checks"} == files | folders
    for folder in ("layers", "family", "app"):
        for path in (ROOT / "numgan" / folder).glob("[a-z]*.py"):
            assert f"(../numgan/{folder}/{path.name})" in TABLE, path


def test_no_file_imports_a_later_one():
    order = parts_in_order()
    for i, name in enumerate(order):
        part = ROOT / "numgan" / name
        for file in sorted(part.rglob("*.py")) if part.is_dir() else [part.with_suffix(".py")]:
            later = imported(file) & set(order[i + 1 :])
            assert not later, f"{file} imports {later}"


def test_the_features_name_every_recipe():
    (row,) = re.findall(r"^\| recipes \|.*$", FEATURES, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == set(recipes.ALL)


def test_the_readmes_verdict_is_the_judges():
    code, verdict = re.search(r"@ex.attempt\(.*?\)\n(def .*?)\n\n(✗.*?)  \.\.\.\n", README, re.DOTALL).groups()
    names = {}
    exec(code, names)
    assert judge(ALL["dense_backward"], names["dense_backward"], rng=0).text.startswith(verdict)


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 130
