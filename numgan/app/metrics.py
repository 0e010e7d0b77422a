"""metrics.csv: the history of a run as a table that other programs read."""

import csv
from pathlib import Path

from ..files.checkpoint import atomic_write
from ..game import Game


class Metrics:
    """The file at `path`: what the game's history holds already, then every new record, below the columns' names."""

    def __init__(self, path: Path, gan: Game):
        with atomic_write(path) as file:
            history = gan.history
            lines = [",".join(history.columns)] if len(history) else []
            lines += [",".join(map(repr, record)) for record in history.records()]
            file.write("".join(f"{line}\n" for line in lines).encode())
        self.path, self.named = path, bool(lines)

    def __enter__(self):
        self.file = open(self.path, "a", newline="", encoding="utf-8")
        self.writer = csv.writer(self.file, lineterminator="\n")
        return self

    def write(self, record) -> None:
        if not self.named:
            self.writer.writerow(record._fields)
            self.named = True
        self.writer.writerow(record)

    def flush(self) -> None:
        self.file.flush()

    def __exit__(self, *error):
        self.file.close()
