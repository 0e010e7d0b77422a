"""Points in a text file: a line each, the columns between commas, semicolons, tabs or blanks."""

import warnings
from pathlib import Path

import numpy as np

SEPARATORS = ";", "\t", ","  # in this order: between semicolons, a comma may be a decimal point


def read_table(path: Path) -> np.ndarray:
    """The numbers of a text file, (N, columns) float64. A first line that holds no number at all names the columns.

    Raises ValueError for a line that holds something else, or more or fewer numbers than the first.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            first = file.readline(100_000)
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text, and a table of numbers is wanted") from None
    separator = next((s for s in SEPARATORS if s in first), None)
    names = not any(map(_is_number, first.split(separator)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about an empty file, which is refused below
            table = np.loadtxt(path, delimiter=separator, skiprows=int(names), ndmin=2, encoding="utf-8-sig")
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{path} is no table of numbers: {str(error).partition(';')[0]}") from None
    if not table.size:
        raise ValueError(f"{path} holds no numbers")
    return table


def _is_number(text: str) -> bool:
    try:
        float(text.strip())
    except ValueError:
        return False
    return True
