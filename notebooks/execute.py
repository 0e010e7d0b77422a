"""Run notebooks from clean kernels and keep their outputs.

    python notebooks/execute.py                     # all of them
    python notebooks/execute.py notebooks/03*.ipynb

A notebook with an error or a warning is left as it was. In one that ran, the hash of the code that made the outputs is
kept, by which the tests notice a cell that was edited afterwards.
"""

import hashlib
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.font_manager  # noqa: F401  # lists the fonts at its first import, and warns where that takes long
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SECONDS = 180  # for one cell, on a machine under load


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or [*sorted(HERE.glob("*.ipynb")), *HERE.glob("milestones/*.ipynb")]
    for path in paths:
        notebook = execute(path)
        notebook.metadata["numgan"] = {"sources": sources_hash(notebook)}
        nbformat.write(notebook, path)
        print(path)


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook with fresh outputs, from a kernel of its own in the notebook's folder.

    Raises nbclient's CellExecutionError for an error, RuntimeError for anything written to stderr: a warning is one.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    figures_inline = os.environ | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    client = NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(path.parent)}})
    with TemporaryDirectory() as profile:  # and not the user's own, with startup files and another figure format
        client.execute(env=figures_inline | {"IPYTHONDIR": profile})
    for number, cell in enumerate(code_cells(notebook), 1):
        cell.metadata = {}  # when it ran is nobody's concern
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise RuntimeError(f"{path}, code cell {number}, says: {output.text}")
    return notebook


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells with code in them."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def sources_hash(notebook: nbformat.NotebookNode) -> str:
    """A hash of all code, in order."""
    code = "\n\n".join(cell.source for cell in code_cells(notebook))
    return hashlib.sha256(code.encode()).hexdigest()


if __name__ == "__main__":
    main()
