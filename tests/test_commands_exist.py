"""Every command that numgan prints or documents exists, with its options: `numgan` at a shell and `ex.` in Python.

Texts are the pages, the notebooks, and all strings of the package. In prose "numgan asks the network" is no command;
what stands in backticks, in a block of code, after a colon or before an option is one.
"""

import ast
import json
import re
from pathlib import Path

import pytest

from numgan import exercises as ex
from numgan.app import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "notebooks/README.md"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = sorted((ROOT / "numgan").rglob("*.py"))
OTHER_TOOLS = {"--upgrade", "--again", "--only"}  # of pip, and of tests/mutants.py


def subcommands(parser):
    """{name: parser} of a parser's commands, and of what comes below them."""
    return next((action.choices for action in parser._actions if isinstance(action.choices, dict)), {})


COMMANDS = subcommands(cli._parser())
EXERCISES = subcommands(COMMANDS["exercises"])


def options(parser):
    return {option for action in parser._actions for option in action.option_strings}


def strings(path):
    """A module's strings, an f-string as one with ... for its values."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(v.value if isinstance(v, ast.Constant) else "..." for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.value


def text(path):
    if path.suffix == ".py":
        return "\n\n".join(strings(path))
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def calls(words):
    """(command, its words) for each `numgan ...` in a text that is meant as a command."""
    blocks = "\n".join(re.findall(r"^```text\n(.*?)^```", words, re.MULTILINE | re.DOTALL))
    lines = re.findall(r"^(?:.*&& *)?numgan +(.*)", blocks, re.MULTILINE)
    lines += re.findall(r"`numgan +([^`]*)`", words)
    lines += re.findall(r": numgan +([^`\n]*)", words)
    lines += re.findall(r"numgan +(\w+ [^`\n.;:]*--\w[^`\n]*)", words)
    lines += re.findall(r"numgan +(exercises \w[^`\n]*)", words)
    return [re.split(r" +#| &&|[;,`\"']", line)[0].split() for line in lines]


def problems(path):
    words = text(path)
    found = []
    for call in calls(words):
        name, rest = call[0].strip(",."), call[1:]
        parser = COMMANDS.get(name)
        if name == "exercises" and rest and not rest[0].startswith("-"):
            name, parser = f"exercises {rest[0].strip(',.')}", EXERCISES.get(rest[0].strip(",."))
        if name.startswith("-"):
            continue
        if parser is None:
            found.append(f"no command {name}")
            continue
        given = {word.strip(",.:)").split("=")[0] for word in rest if word.startswith("-")}
        found += [f"numgan {name} has no {option}" for option in given - options(parser)]
    found += [f"no ex.{name}" for name in re.findall(r"(?<![\w.])ex\.([A-Za-z]\w*)", words) if not hasattr(ex, name)]
    every = set().union(*(options(p) for p in [cli._parser(), *COMMANDS.values(), *EXERCISES.values()]))
    found += [
        f"no option {option}"
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z](?![\w-])", words)
        if option not in every
    ]
    return [problem for problem in found if not any(problem.endswith(option) for option in OTHER_TOOLS)]


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS, *MODULES], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists(path):
    assert problems(path) == []


def test_what_is_no_command_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "numgan asks a network. Say `numgan trane`, `numgan exercises hints x`, `numgan train --seeds 3`; `ex.tell`.\n"
        "```text\ncd a && numgan smaple --pretrained  # it\nnumgan exercises grade a --jsn\n```\nAnd `--reveals`.\n"
    )
    unknown = {f"no command {name}" for name in ("smaple", "trane", "exercises hints")} | {"no ex.tell"}
    unknown |= {"numgan train has no --seeds", "numgan exercises grade has no --jsn"}
    assert set(problems(page)) == unknown | {"no option --seeds", "no option --jsn", "no option --reveals"}
    module = tmp_path / "module.py"
    module.write_text("print(f'go on with: numgan trian --resume {folder}')\nx = 'numgan exercises chek says'\n")
    assert set(problems(module)) == {"no command trian", "no command exercises chek"}


def test_the_page_of_exercises_names_every_command_and_function():
    page = (ROOT / "docs/exercises.md").read_text(encoding="utf-8")
    for name, parser in EXERCISES.items():
        assert f"`numgan exercises {name}" in page
        for option in options(parser) - {"-h", "--help"}:
            assert f"`{option}`" in page, option
    for name in set(ex.__all__) - {"ALL", "Failure", "Result"}:
        assert f"ex.{name}" in page, name
